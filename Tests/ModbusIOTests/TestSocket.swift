// SPDX-License-Identifier: Apache-2.0

import Glibc
import HearthTestKit

/// A plain socket on the loopback interface.
struct TestSocket {
    let descriptor: Int32
    var port: UInt16 = 0

    struct Failure: Error { let code: Int32 }

    static func listener(backlog: Int32 = 8) throws -> TestSocket {
        let (descriptor, port) = try Loopback.listen(backlog: backlog)
        return TestSocket(descriptor: descriptor, port: port)
    }

    static func connected(port: UInt16) throws -> TestSocket {
        guard let descriptor = Loopback.connect(port) else { throw Failure(code: errno) }
        let socket = TestSocket(descriptor: descriptor, port: port)
        // A reply that never comes fails the test instead of stopping it.
        var patience = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(socket.descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        return socket
    }

    /// Begins a connection and does not wait for it.
    static func beginConnect(port: UInt16) -> TestSocket {
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let socket = TestSocket(descriptor: socket(AF_INET, kind, 0), port: port)
        _ = Loopback.beginConnect(socket.descriptor, port)
        return socket
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
