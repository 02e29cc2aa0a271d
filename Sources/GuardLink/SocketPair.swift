// SPDX-License-Identifier: Apache-2.0

import Energy
import Glibc
import Synchronization

/// Both ends of the link for a guard and a planner in one process, each on a thread of its own.
///
/// The frames cross the system as they do between two processes: a planner that hangs leaves its end unread, and the guard
/// never notices. Nobody else can connect, as there is no name.
public struct SocketPair: Sendable {
    /// The end the guard holds.
    public let plannerPort: SocketEnd
    /// The end the planner holds.
    public let guardPort: SocketEnd

    /// A connected pair.
    public init() throws(ListenFailure) {
        var descriptors: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &descriptors) == 0 else {
            throw ListenFailure(path: "a pair of sockets", systemError: errno)
        }
        plannerPort = SocketEnd(descriptors[0])
        guardPort = SocketEnd(descriptors[1])
    }
}

/// One end of a pair; once the other end is gone, what is sent is dropped.
public final class SocketEnd: PlannerPort, GuardPort, Sendable {
    /// There is only the one connection.
    public let connection = 1
    /// Nil once the other end is gone.
    private let stream: Mutex<FrameStream?>

    fileprivate init(_ descriptor: Int32) { stream = Mutex(FrameStream(descriptor)) }

    /// True while the other end is there.
    public var isConnected: Bool { stream.withLock { $0 != nil } }

    /// Hands a frame over.
    public func send(_ frame: [UInt8]) {
        stream.withLock { stream in
            if let open = stream, !open.send(frame) { stream = nil }
        }
    }

    /// Every frame that has arrived, oldest first.
    public func takeFrames() -> [[UInt8]] {
        stream.withLock { stream in
            var frames: [[UInt8]] = []
            guard let open = stream else { return frames }
            if open.receive(into: &frames) != nil || !open.flush() { stream = nil }
            return frames
        }
    }
}
