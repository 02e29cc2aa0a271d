// SPDX-License-Identifier: Apache-2.0

/// Both ends of the link in one process, for runs where guard and planner share it.
///
/// Used by one thread; the frames are the same bytes that would cross the socket.
public final class LoopbackLink {
    /// The end the guard holds.
    public let plannerPort: any PlannerPort
    /// The end the planner holds.
    public let guardPort: any GuardPort
    private let line: Line

    /// A link without frames.
    ///
    /// - Parameter capacity: frames kept for an end that does not take them; `FrameQueue` says which go first.
    public init(capacity: Int = 10_000) {
        let line = Line(capacity: capacity)
        self.line = line
        plannerPort = LoopbackEnd(line, outgoing: \.up, incoming: \.down)
        guardPort = LoopbackEnd(line, outgoing: \.down, incoming: \.up)
    }

    /// Cuts the line and connects it again, as when one of the ends restarts: what was on its way is lost.
    public func reconnect() {
        line.connection += 1
        _ = line.up.takeAll()
        _ = line.down.takeAll()
    }
}

/// What both ends share.
private final class Line {
    var up: FrameQueue
    var down: FrameQueue
    var connection = 1

    init(capacity: Int) { (up, down) = (FrameQueue(capacity: capacity), FrameQueue(capacity: capacity)) }
}

private final class LoopbackEnd: PlannerPort, GuardPort {
    private let line: Line
    private let outgoing: ReferenceWritableKeyPath<Line, FrameQueue>
    private let incoming: ReferenceWritableKeyPath<Line, FrameQueue>

    init(
        _ line: Line, outgoing: ReferenceWritableKeyPath<Line, FrameQueue>,
        incoming: ReferenceWritableKeyPath<Line, FrameQueue>
    ) {
        (self.line, self.outgoing, self.incoming) = (line, outgoing, incoming)
    }

    var connection: Int { line.connection }

    func send(_ frame: [UInt8]) { line[keyPath: outgoing].append(frame) }

    func takeFrames() -> [[UInt8]] { line[keyPath: incoming].takeAll() }
}
