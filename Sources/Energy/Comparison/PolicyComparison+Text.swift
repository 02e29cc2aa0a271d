// SPDX-License-Identifier: Apache-2.0

/// What is wrong with the text of a comparison.
public struct PolicyComparisonFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// Line of the text, from 1.
    public let line: Int
    /// What was found, in words.
    public let found: String
    /// What should have been there, in words.
    public let expected: String
    /// As `line 3: found "from = soon", expected from = a quarter hour`.
    public var description: String { "line \(line): found \(found), expected \(expected)" }
}

/// A comparison as text: a line `key = value` each, in one order, nothing left out and nothing between.
///
/// Of `row = NAME COST ADJUSTED CYCLES CHANGES WRITES` the last two may be `-`; the lines `day = DATE COST WEAR` behind it
/// are its days, without the last word where nothing wore off.
extension PolicyComparison {
    /// Length of a text that may be read, bytes.
    public static let longestText = 64 << 10
    /// Rows and days that a text may have at most.
    static let (mostRows, mostDays) = (16, 92)

    private static let version = "1"

    /// The comparison as text; the days that are no whole ones are left out.
    public var text: String {
        var lines = [
            "comparison = \(Self.version)", "made_at = \(madeAt.iso8601)",
            "configuration = \(String(configurationHash, radix: 16))", "from = \(period.lowerBound)",
            "to = \(period.upperBound)", "forecast = \(forecast)", "currency = \(currency)",
            "candidate = \(candidate.map { "\($0.name) \(String($0.fingerprint, radix: 16))" } ?? "-")",
        ]
        func count(_ number: Int?) -> String { number.map { "\($0)" } ?? "-" }
        for row in rows {
            lines.append(
                "row = \(row.policy) \(row.cost.value) \(row.adjustedCost.value) \(row.cycles) "
                    + "\(count(row.modeChanges)) \(count(row.writes))")
            lines += row.days.filter(\.isWhole).map { day in
                "day = \(day.date) \(day.cost.value)" + (day.wear == .zero ? "" : " \(day.wear.value)")
            }
        }
        lines.append("end = \(rows.count)")
        return lines.map { $0 + "\n" }.joined()
    }

    /// Reads a text strictly.
    ///
    /// - Throws: the first fault: a line that is not the one expected, a number out of range, a row twice, days out of order
    ///   or that do not sum up to their row.
    public init(text: String) throws(PolicyComparisonFault) {
        var reader = ComparisonReader(text)
        try reader.value("comparison", "the version \(Self.version)") { $0 == Self.version ? () : nil }
        let madeAt = try reader.value("made_at", "a moment of UTC", UTCInstant.init(iso8601:))
        let hash = try reader.value("configuration", "a hash", ComparisonReader.hash)
        let from = try reader.value("from", "a quarter hour", ComparisonReader.slot)
        let to = try reader.value("to", "a quarter hour after from, before made_at") { text in
            ComparisonReader.slot(text).flatMap { from < $0 && $0.start <= madeAt ? $0 : nil }
        }
        let forecast = try reader.value("forecast", "a word", ComparisonReader.name)
        let currency = try reader.value("currency", "three capital letters") { text in
            text.utf8.count == 3 && text.utf8.allSatisfy { (65...90).contains($0) } ? text : nil
        }
        let candidate = try reader.value("candidate", "a name and a hash, or -", ComparisonReader.candidate)
        let days = CivilDate(dayNumber: from.start.date.dayNumber - 1)...to.start.date.next
        var rows: [Row] = []
        while let row = try reader.row(days) {
            guard rows.count < Self.mostRows, !rows.contains(where: { $0.policy == row.policy }) else {
                throw reader.fault("at most \(Self.mostRows) rows, each name once")
            }
            rows.append(row)
        }
        try reader.value("end", "the number of rows, \(rows.count)") { $0 == "\(rows.count)" ? () : nil }
        try reader.end()
        self.init(
            madeAt: madeAt, configurationHash: hash, period: from..<to, forecast: forecast, currency: currency,
            candidate: candidate, rows: rows)
    }
}

extension CivilDate {
    fileprivate var next: CivilDate { CivilDate(dayNumber: dayNumber + 1) }
}
