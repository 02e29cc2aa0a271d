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
    /// - Parameter capacity: frames kept for an end that does not take them; the oldest is dropped beyond it. Slices are
    ///   sent again until they are acknowledged, so that dropping costs no reading.
    public init(capacity: Int = 10_000) {
        let up = FrameQueue(capacity: capacity)
        let down = FrameQueue(capacity: capacity)
        plannerPort = LoopbackEnd(outgoing: up, incoming: down)
        guardPort = LoopbackEnd(outgoing: down, incoming: up)
    }
}

private final class FrameQueue {
    private var frames: [[UInt8]] = []
    private let capacity: Int

    init(capacity: Int) { self.capacity = max(1, capacity) }

    func append(_ frame: [UInt8]) {
        if frames.count >= capacity { frames.removeFirst(frames.count - capacity + 1) }
        frames.append(frame)
    }

    func takeAll() -> [[UInt8]] {
        defer { frames.removeAll(keepingCapacity: true) }
        return frames
    }
}

private final class LoopbackEnd: PlannerPort, GuardPort {
    private let outgoing: FrameQueue
    private let incoming: FrameQueue

    init(outgoing: FrameQueue, incoming: FrameQueue) {
        self.outgoing = outgoing
        self.incoming = incoming
    }

    func send(_ frame: [UInt8]) { outgoing.append(frame) }

    func takeFrames() -> [[UInt8]] { incoming.takeAll() }
}
