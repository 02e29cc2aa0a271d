// SPDX-License-Identifier: Apache-2.0

import Energy
import Glibc
import HostIO
import Testing

/// The socket on which a service tells the system how it is; the test is the system.
final class NotifySocket {
    let path: String
    private let descriptor: Int32
    /// When the service last said that a cycle had ended well.
    private(set) var lastPing: BootInstant?

    init(_ path: String) throws {
        let address = try #require(UnixAddress(path))
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        try #require(descriptor >= 0)
        try #require(address.withSocketAddress { bind(descriptor, $0, $1) } == 0)
        (self.path, self.descriptor) = (path, descriptor)
    }

    deinit {
        close(descriptor)
        unlink(path)
    }

    /// The next message, nil when none comes in time.
    func message(within seconds: Double) -> String? {
        guard Deadline(seconds: seconds).wait(for: descriptor) else { return nil }
        var bytes = [UInt8](repeating: 0, count: 512)
        let count = recv(descriptor, &bytes, bytes.count, 0)
        guard count > 0 else { return nil }
        let text = String(decoding: bytes[..<count], as: UTF8.self)
        if text == "WATCHDOG=1" { lastPing = MachineClock.now() }
        return text
    }

    /// Waits for a message; what comes before it is passed over.
    func wait(for text: String, within seconds: Double) -> Bool {
        let end = Deadline(seconds: seconds)
        while !end.isOver {
            if message(within: end.seconds) == text { return true }
        }
        return false
    }

    /// Asks a question after each message, and at least so often, until it is answered with yes.
    func wait(
        within seconds: Double, atLeastEvery step: Double = 1, until isTrue: () throws -> Bool
    ) rethrows -> Bool {
        let end = Deadline(seconds: seconds)
        while !end.isOver {
            if try isTrue() { return true }
            _ = message(within: min(step, max(0, end.seconds)))
        }
        return try isTrue()
    }
}
