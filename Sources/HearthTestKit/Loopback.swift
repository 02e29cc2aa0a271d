// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// Plain TCP sockets of this machine's own interface; whoever gets a descriptor closes it.
public enum Loopback {
    /// Why there is no socket.
    public struct Failure: Error, Hashable {
        /// The system's error number.
        public let systemError: Int32
    }

    /// A socket that is connected to a port; nil where nobody listens.
    public static func connect(_ port: UInt16) -> Int32? {
        let descriptor = stream()
        guard beginConnect(descriptor, port) == 0 else {
            close(descriptor)
            return nil
        }
        return descriptor
    }

    /// A socket that never waits and is about to be connected to a port; nil where nobody listens.
    ///
    /// - Parameter host: which of the machine's own addresses it calls from, 127.0.0.`host`.
    public static func call(_ port: UInt16, fromHost host: UInt8) -> Int32? {
        let descriptor = stream(flags: SOCK_NONBLOCK.rawValue)
        let isBound = withAddress(0, host: host) { bind(descriptor, $0, $1) } == 0
        guard isBound, beginConnect(descriptor, port) == 0 || errno == EINPROGRESS else {
            close(descriptor)
            return nil
        }
        return descriptor
    }

    /// Asks a socket to connect to a port.
    ///
    /// - Returns: what connect(2) returns.
    public static func beginConnect(_ descriptor: Int32, _ port: UInt16) -> Int32 {
        withAddress(port) { Glibc.connect(descriptor, $0, $1) }
    }

    /// A socket that listens at a port the system chose.
    ///
    /// - Parameter backlog: connections that may wait to be accepted.
    public static func listen(backlog: Int32 = 8) throws(Failure) -> (descriptor: Int32, port: UInt16) {
        let descriptor = stream()
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening =
            withAddress(0) { bind(descriptor, $0, $1) } == 0 && Glibc.listen(descriptor, backlog) == 0
            && withUnsafeMutablePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
            } == 0
        guard isListening else {
            let failure = Failure(systemError: errno)
            close(descriptor)
            throw failure
        }
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }

    /// A port that nobody used a moment ago, another at each call.
    ///
    /// Below those that the system gives to whoever connects or asks for any port: one of these could be somebody else's by the
    /// time it is listened at.
    public static func freePort() throws(Failure) -> UInt16 {
        for _ in 0..<freePorts.count {
            let (count, _) = portsTried.add(1, ordering: .relaxed)
            // Other processes of tests begin elsewhere.
            let offset = (Int(getpid()) * 101 + count) % freePorts.count
            let port = UInt16(freePorts.lowerBound + offset)
            let descriptor = stream()
            defer { close(descriptor) }
            if withAddress(port, { bind(descriptor, $0, $1) }) == 0 { return port }
        }
        throw Failure(systemError: EADDRINUSE)
    }

    private static let freePorts = 20_000..<32_000
    private static let portsTried = Atomic(0)

    private static func stream(flags: UInt32 = 0) -> Int32 {
        socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | flags), 0)
    }

    private static func withAddress<Result>(
        _ port: UInt16, host: UInt8 = 1, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = (UInt32(0x7F00_0000) | UInt32(host)).bigEndian
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
