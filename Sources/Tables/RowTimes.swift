// SPDX-License-Identifier: Apache-2.0

import Energy

/// The regular grid of times that the rows of a table stand on.
struct RowTimes {
    static let column = "timestamp_utc"

    let firstSlot: Slot
    let stepSeconds: Int

    var slotsPerRow: Int { stepSeconds / Slot.seconds }

    /// Finds the step and notes every row that is not one step behind the row before.
    ///
    /// - Returns: nil when there is no grid; then a fault was noted.
    init?(reading table: inout CSVTable) {
        let times = table.instants(RowTimes.column)
        guard table.contains(RowTimes.column) else { return nil }
        guard times.count >= 2 else {
            table.fault(
                row: nil, column: nil, found: times.count == 1 ? "1 row" : "no row", expected: "at least 2 rows")
            return nil
        }
        guard let step = RowTimes.commonStep(of: times) else {
            table.fault(
                row: 1, column: RowTimes.column, expected: "a moment 15, 30 or 60 min after the row before")
            return nil
        }
        stepSeconds = step
        for row in times.indices.dropFirst() {
            guard let before = times[row - 1], let time = times[row] else { continue }
            let expected = before.advanced(bySeconds: step)
            if time != expected {
                let kind = time > before ? "a gap" : time == before ? "a duplicate" : "a step back"
                table.fault(
                    row: row, column: RowTimes.column, found: "\(kind), \(time)",
                    expected: "\(expected) (rows every \(step / 60) min)")
            }
        }
        guard let first = times.indices.first(where: { times[$0] != nil }), let time = times[first] else { return nil }
        firstSlot = Slot(containing: time)
        if firstSlot.start != time {
            table.fault(row: first, column: RowTimes.column, expected: "the start of a quarter hour")
        }
    }

    /// The most frequent distance of neighbours among 15, 30 and 60 min.
    private static func commonStep(of times: [UTCInstant?]) -> Int? {
        var counts = [900: 0, 1800: 0, 3600: 0]
        for (before, time) in zip(times, times.dropFirst()) {
            guard let before, let time else { continue }
            let (step, overflows) = time.secondsSinceEpoch.subtractingReportingOverflow(before.secondsSinceEpoch)
            if !overflows, let count = counts[step] { counts[step] = count + 1 }
        }
        let best = counts.filter { $0.value > 0 }.max { ($0.value, -$0.key) < ($1.value, -$1.key) }
        return best?.key
    }
}
