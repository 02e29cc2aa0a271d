// SPDX-License-Identifier: Apache-2.0

import Energy
import Glibc
import HostIO

/// The planner's end of the link: connects to the guard's socket, and again whenever the connection is gone.
///
/// Never waits: a Unix socket connects at once or not at all, and each call of `takeFrames` tries once. Belongs to one
/// thread.
public final class GuardConnector: GuardPort {
    /// Counts the connections that were made; 0 before the first.
    public private(set) var connection = 0
    /// Why there is no connection, nil while there is one; for people.
    public private(set) var trouble: String?

    private let path: String
    private let address: UnixAddress?
    private var stream: FrameStream?

    /// An end that is not connected yet.
    ///
    /// - Parameter path: of the guard's socket.
    public init(path: String) {
        self.path = path
        address = UnixAddress(path)
    }

    /// True while the guard is connected.
    public var isConnected: Bool { stream != nil }

    /// Hands a frame over; without a guard it is dropped.
    public func send(_ frame: [UInt8]) {
        if let stream, !stream.send(frame) { end("\(LinkEnd.closed)") }
    }

    /// Every frame that has arrived, oldest first; connects where that is needed.
    public func takeFrames() -> [[UInt8]] {
        if stream == nil { connect() }
        var frames: [[UInt8]] = []
        guard let stream else { return frames }
        if let reason = stream.receive(into: &frames) {
            end("\(reason)")
        } else if !stream.flush() {
            end("\(LinkEnd.closed)")
        }
        return frames
    }

    private func connect() {
        guard let address else { return trouble = "\(path): longer than a socket's path may be" }
        let descriptor = socket(
            AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        guard descriptor >= 0 else { return trouble = "\(path): \(String(cString: strerror(errno)))" }
        guard address.withSocketAddress({ Glibc.connect(descriptor, $0, $1) }) == 0 else {
            let code = errno
            close(descriptor)
            trouble =
                "\(path): \(code == ENOENT || code == ECONNREFUSED ? "no guard there" : String(cString: strerror(code)))"
            return
        }
        stream = FrameStream(descriptor)
        connection += 1
        trouble = nil
    }

    private func end(_ reason: String) {
        stream = nil
        trouble = "\(path): \(reason)"
    }
}
