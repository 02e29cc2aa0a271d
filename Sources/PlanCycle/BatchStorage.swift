// SPDX-License-Identifier: Apache-2.0

import Energy

/// What became of a batch: what is stored, what the database refused for good, what waits.
struct StorageResult {
    /// Records the database will never take, and what it said.
    struct Refusal {
        let records: StoreBatch
        let reason: String
    }

    private(set) var stored = StoreBatch()
    private(set) var refusals: [Refusal] = []
    /// Not stored because of a failure that may pass.
    private(set) var waiting = StoreBatch()
    private(set) var rows = 0
    private(set) var commits = 0
    /// The guard's last event that needs no further call: events are stored, or refused for good, in order.
    private(set) var lastEvent: EventMark?
    /// What every failed call said, in order.
    private(set) var failures: [String] = []

    /// Records refused one by one before the rest of a batch is taken to be refused with them: a database that takes
    /// nothing at all is not asked for each of twenty thousand events.
    static let mostSingleRefusals = 8

    /// Stores a batch, whole where the database takes it.
    ///
    /// A batch that is refused for good is halved until the records that are to blame are found, so that one of them does
    /// not take the others with it.
    init(storing batch: StoreBatch, into store: any ReadingStoring) {
        var parts = [batch]
        while let part = parts.popLast() {
            guard !part.isEmpty else { continue }
            do {
                rows += try store.store(part)
                stored.append(part)
                noteDone(part)
                commits += 1
            } catch let error as any RetryAdvising where !error.isWorthRetrying {
                failures.append("\(error)")
                if part.count > 1, refusals.count < Self.mostSingleRefusals {
                    let (first, second) = part.halves
                    parts += [second, first]
                } else {
                    refusals.append(Refusal(records: part, reason: "\(error)"))
                    noteDone(part)
                }
            } catch {
                failures.append("\(error)")
                waiting.append(part)
                for rest in parts.reversed() { waiting.append(rest) }
                return
            }
        }
    }

    /// The planner's own events are no news to the guard.
    private mutating func noteDone(_ part: StoreBatch) {
        lastEvent = part.events.last { $0.kind != .recordsSetAside }?.mark ?? lastEvent
    }
}

extension StoreBatch {
    /// All records together.
    var count: Int { slices.count + decisions.count + outcomes.count + events.count + forecasts.count }

    mutating func append(_ other: StoreBatch) {
        slices += other.slices
        decisions += other.decisions
        outcomes += other.outcomes
        events += other.events
        forecasts += other.forecasts
    }

    /// The first half of the records and the second, in the order slices, decisions, outcomes, events, forecasts.
    fileprivate var halves: (StoreBatch, StoreBatch) {
        var (first, second) = (StoreBatch(), self)
        var left = count / 2
        func move<Record>(_ records: WritableKeyPath<StoreBatch, [Record]>) {
            let moved = min(left, second[keyPath: records].count)
            first[keyPath: records] = Array(second[keyPath: records].prefix(moved))
            second[keyPath: records].removeFirst(moved)
            left -= moved
        }
        move(\.slices)
        move(\.decisions)
        move(\.outcomes)
        move(\.events)
        move(\.forecasts)
        return (first, second)
    }

    /// As `2 slices, 1 event`.
    var summary: String {
        [
            (slices.count, "slice"), (decisions.count, "decision"), (outcomes.count, "outcome"),
            (events.count, "event"), (forecasts.count, "forecast"),
        ]
        .filter { $0.0 > 0 }.map { "\($0.0) \($0.1)\($0.0 == 1 ? "" : "s")" }.joined(separator: ", ")
    }
}
