// SPDX-License-Identifier: Apache-2.0

/// Frames that wait for an end which does not take them, within a bound.
///
/// What is missed least goes first: the oldest snapshot or standing, as a newer one says more; then the oldest slice, as the
/// guard repeats it until it is acknowledged; only then the oldest of the others.
public struct FrameQueue: Sendable {
    private var frames: [[UInt8]] = []
    private let capacity: Int

    /// An empty queue.
    ///
    /// - Parameter capacity: most frames held, >= 1.
    public init(capacity: Int) { self.capacity = max(1, capacity) }

    /// True when nothing waits.
    public var isEmpty: Bool { frames.isEmpty }

    /// Adds a frame, and drops another one where the queue is full.
    public mutating func append(_ frame: [UInt8]) {
        if frames.count >= capacity { frames.remove(at: expendable) }
        frames.append(frame)
    }

    /// The oldest frame, taken out; nil when there is none.
    public mutating func takeFirst() -> [UInt8]? { frames.isEmpty ? nil : frames.removeFirst() }

    /// Every frame, oldest first, taken out.
    public mutating func takeAll() -> [[UInt8]] {
        defer { frames.removeAll(keepingCapacity: true) }
        return frames
    }

    /// The place of the frame that is missed least.
    private var expendable: Int {
        for kinds in [[FrameKind.snapshot, FrameKind.standing], [FrameKind.slice]] {
            if let k = frames.firstIndex(where: { FrameHeader.kind(of: $0).map(kinds.contains) ?? false }) { return k }
        }
        return 0
    }
}
