// SPDX-License-Identifier: Apache-2.0

import Energy

/// The invariants that did not hold, and how long each could not be judged.
struct ViolationLog {
    /// How many violations of one invariant are kept with their values; one that is broken for hours shall not hide another.
    private static let kept = 5

    private let start: BootInstant
    private(set) var count = 0
    private var counts: [String: Int] = [:]
    private(set) var first: [ScenarioReport.Violation] = []
    /// Seconds in which an invariant was not judged, over all batteries.
    private(set) var unjudged: [String: Int] = [:]

    init(start: BootInstant) { self.start = start }

    mutating func note(_ invariant: String, at now: BootInstant, _ detail: @autoclosure () -> String) {
        count += 1
        let isNew = counts[invariant, default: 0] < Self.kept
        counts[invariant, default: 0] += 1
        guard isNew else { return }
        first.append(.init(invariant: invariant, at: now.seconds(since: start), detail: detail()))
    }

    mutating func skip(_ invariant: String) { unjudged[invariant, default: 0] += 1 }
}

/// How long a condition has lasted without a break.
struct Lasting {
    private var since: BootInstant?

    /// True once the condition has lasted longer than allowed.
    mutating func exceeds(_ seconds: Double, _ condition: Bool, at now: BootInstant) -> Bool {
        guard condition else {
            since = nil
            return false
        }
        let begin = since ?? now
        since = begin
        return now.seconds(since: begin) > seconds
    }

    mutating func reset() { since = nil }
}
