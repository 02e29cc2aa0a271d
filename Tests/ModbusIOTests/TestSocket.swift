// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A plain socket on the loopback interface.
struct TestSocket {
    let descriptor: Int32
    var port: UInt16 = 0

    struct Failure: Error { let code: Int32 }

    static func listener(backlog: Int32 = 8) throws -> TestSocket {
        let socket = TestSocket(descriptor: socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0))
        var address = loopback(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutableBytes(of: &address) { bytes in
            let generic = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self)
            return bind(socket.descriptor, generic, length) == 0 && listen(socket.descriptor, backlog) == 0
                && generic.map { getsockname(socket.descriptor, $0, &length) } == 0
        }
        guard isBound else { throw Failure(code: errno) }
        return TestSocket(descriptor: socket.descriptor, port: UInt16(bigEndian: address.sin_port))
    }

    static func connected(port: UInt16) throws -> TestSocket {
        let socket = TestSocket(descriptor: socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0), port: port)
        guard socket.connect() == 0 else { throw Failure(code: errno) }
        // A reply that never comes fails the test instead of stopping it.
        var patience = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(socket.descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        return socket
    }

    /// Begins a connection and does not wait for it.
    static func beginConnect(port: UInt16) -> TestSocket {
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let socket = TestSocket(descriptor: socket(AF_INET, kind, 0), port: port)
        _ = socket.connect()
        return socket
    }

    private func connect() -> Int32 {
        var address = Self.loopback(port: port)
        return withUnsafeMutableBytes(of: &address) {
            Glibc.connect(
                descriptor, $0.baseAddress?.assumingMemoryBound(to: sockaddr.self),
                socklen_t(MemoryLayout<sockaddr_in>.size))
        }
    }

    private static func loopback(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    func send(_ bytes: [UInt8]) { _ = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) }

    /// Bytes that have come, at most `count`; empty at the end of the connection.
    func receive(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let length = recv(descriptor, &bytes, count, 0)
        return Array(bytes.prefix(max(0, length)))
    }

    /// Exactly `count` bytes, fewer at the end of the connection.
    func receiveAll(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            let more = receive(count - bytes.count)
            if more.isEmpty { break }
            bytes += more
        }
        return bytes
    }

    /// One Modbus TCP frame, header included; empty at the end of the connection.
    func receiveFrame() -> [UInt8] {
        let head = receiveAll(6)
        guard head.count == 6 else { return [] }
        return head + receiveAll(Int(head[4]) << 8 | Int(head[5]))
    }

    func endSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    func close() { Glibc.close(descriptor) }

    /// Ends the connection with RST.
    func reset() {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        close()
    }
}
