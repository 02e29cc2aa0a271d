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
    /// - Parameter capacity: frames kept for an end that does not take them. Beyond it the oldest snapshot is dropped, as a
    ///   newer one says more; then the oldest slice, as the guard repeats it until it is acknowledged; only then the oldest
    ///   of the others.
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
        if frames.count >= capacity { frames.remove(at: expendable) }
        frames.append(frame)
    }

    /// The place of the frame that is missed least.
    private var expendable: Int {
        for kind in [FrameKind.snapshot, FrameKind.slice] {
            if let k = frames.firstIndex(where: { FrameHeader.kind(of: $0) == kind }) { return k }
        }
        return 0
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
