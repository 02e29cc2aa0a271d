// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The address of a Unix socket.
public struct UnixAddress: Sendable {
    private let address: sockaddr_un
    private let length: socklen_t

    /// An address by its path; `@name` is in the abstract namespace.
    ///
    /// Nil for an empty path or one over 107 bytes.
    public init?(_ path: String) {
        var bytes = Array(path.utf8)
        var address = sockaddr_un()
        let room = MemoryLayout.size(ofValue: address.sun_path)
        guard !bytes.isEmpty, bytes.count < room, !bytes.contains(0) else { return nil }
        let isAbstract = bytes[0] == UInt8(ascii: "@")
        if isAbstract { bytes[0] = 0 }
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        self.address = address
        // An abstract name has no end but its length; a path ends with a zero.
        length = socklen_t(MemoryLayout.size(ofValue: address.sun_family) + bytes.count + (isAbstract ? 0 : 1))
    }

    /// Calls the system with the address in the form that it takes.
    public func withSocketAddress<Result>(_ call: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { call($0, length) }
        }
    }
}
