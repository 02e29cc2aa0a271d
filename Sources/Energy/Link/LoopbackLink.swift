// SPDX-License-Identifier: Apache-2.0

/// Both ends of the link in one process, for runs where guard and planner share it.
///
/// Used by one thread; the frames are the same bytes that would cross the socket.
public final class LoopbackLink {
    /// The end the guard holds.
    public let plannerPort: any PlannerPort
    /// The end the planner holds.
    public let guardPort: any GuardPort

    /// A link without frames.
    ///
    /// - Parameter capacity: frames kept for an end that does not take them; `FrameQueue` says which go first.
    public init(capacity: Int = 10_000) {
        let up = SharedQueue(FrameQueue(capacity: capacity))
        let down = SharedQueue(FrameQueue(capacity: capacity))
        plannerPort = LoopbackEnd(outgoing: up, incoming: down)
        guardPort = LoopbackEnd(outgoing: down, incoming: up)
    }
}

private final class SharedQueue {
    var queue: FrameQueue
    init(_ queue: FrameQueue) { self.queue = queue }
}

private final class LoopbackEnd: PlannerPort, GuardPort {
    let connection = 1
    private let outgoing: SharedQueue
    private let incoming: SharedQueue

    init(outgoing: SharedQueue, incoming: SharedQueue) {
        self.outgoing = outgoing
        self.incoming = incoming
    }

    func send(_ frame: [UInt8]) { outgoing.queue.append(frame) }

    func takeFrames() -> [[UInt8]] { incoming.queue.takeAll() }
}
