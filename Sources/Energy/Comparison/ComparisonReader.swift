// SPDX-License-Identifier: Apache-2.0

/// The lines of a comparison's text, one after the other.
struct ComparisonReader {
    /// No amount of a household over some weeks is greater.
    private static let largest = 1e6
    /// What printing and summing the numbers may change.
    private static let rounding = 1e-6

    private let lines: [Substring]
    private var next = 0

    init(_ text: String) {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        // Behind the last line's end.
        if lines.last?.isEmpty == true { lines.removeLast() }
        self.lines = lines
    }

    /// The value of the next line, which must have the key.
    mutating func value<Value>(
        _ key: String, _ expected: String, _ make: (String) -> Value?
    ) throws(PolicyComparisonFault) -> Value {
        next += 1
        guard let text = field(key, at: next - 1), let value = make(text) else {
            throw fault("\(key) = \(expected)")
        }
        return value
    }

    /// The next row with its days, nil where the next line is none.
    ///
    /// - Parameter range: the dates its days may have.
    mutating func row(_ range: ClosedRange<CivilDate>) throws(PolicyComparisonFault) -> PolicyComparison.Row? {
        guard field("row", at: next) != nil else { return nil }
        let words = try value("row", "NAME COST ADJUSTED CYCLES CHANGES WRITES") { text -> [String]? in
            let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
            return words.count == 6 ? words : nil
        }
        guard let name = Self.name(words[0]), let cost = Self.money(words[1]), let adjusted = Self.money(words[2]),
            let cycles = Self.number(words[3]), cycles >= 0, let changes = Self.count(words[4]),
            let writes = Self.count(words[5])
        else { throw fault("row = a name, two amounts, cycles, and two counts or -") }
        let days = try days(range)
        let sum = days.reduce(Money.zero) { $0 + $1.cost }
        guard days.isEmpty || (sum - adjusted).magnitude.value <= Self.rounding * Double(days.count) else {
            throw fault("days of \(name) that sum up to \(adjusted.value), not \(sum.value)")
        }
        return PolicyComparison.Row(
            policy: name, cost: cost, adjustedCost: adjusted, cycles: cycles, modeChanges: changes.value,
            writes: writes.value, days: days)
    }

    private mutating func days(_ range: ClosedRange<CivilDate>) throws(PolicyComparisonFault) -> [DailyCost] {
        var days: [DailyCost] = []
        while field("day", at: next) != nil {
            let last = days.last?.date
            let day = try value("day", "a date in \(range) after the one before, an amount, and wear or nothing") {
                text in
                Self.day(text).flatMap { day in
                    range.contains(day.date) && (last.map { $0 < day.date } ?? true) ? day : nil
                }
            }
            days.append(day)
            guard days.count <= PolicyComparison.mostDays else {
                throw fault("at most \(PolicyComparison.mostDays) days")
            }
        }
        return days
    }

    /// Fails where there is more.
    mutating func end() throws(PolicyComparisonFault) {
        guard next < lines.count else { return }
        next += 1
        throw fault("nothing more")
    }

    /// A fault of the line read last.
    func fault(_ expected: String) -> PolicyComparisonFault {
        let found = lines.indices.contains(next - 1) ? "\"\(Self.shown(lines[next - 1]))\"" : "the end"
        return PolicyComparisonFault(line: next, found: found, expected: expected)
    }

    private func field(_ key: String, at index: Int) -> String? {
        guard lines.indices.contains(index), lines[index].hasPrefix("\(key) = ") else { return nil }
        return String(lines[index].dropFirst(key.count + 3))
    }

    /// Whatever it is, it will stand in a log.
    private static func shown(_ line: Substring) -> String {
        String(line.unicodeScalars.prefix(80).map { (32...126).contains($0.value) ? Character($0) : "?" })
    }
}

// MARK: - Values

extension ComparisonReader {
    /// A count that may be missing.
    private struct Count { let value: Int? }

    static func hash(_ text: String) -> UInt64? { text.utf8.count <= 16 ? UInt64(text, radix: 16) : nil }

    static func slot(_ text: String) -> Slot? {
        UTCInstant(iso8601: text).map { Slot(containing: $0) }.flatMap { $0.description == text ? $0 : nil }
    }

    /// The name of a policy.
    static func name(_ text: String) -> String? { PolicyComparison.isName(text) ? text : nil }

    /// Nil in it for none.
    static func candidate(_ text: String) -> PolicyComparison.Candidate?? {
        if text == "-" { return .some(nil) }
        let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard words.count == 2, let name = name(words[0]), let hash = hash(words[1]) else { return nil }
        return PolicyComparison.Candidate(name: name, fingerprint: hash)
    }

    private static func day(_ text: String) -> DailyCost? {
        let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard (2...3).contains(words.count), let date = UTCInstant(iso8601: words[0])?.date,
            date.description == words[0], let cost = money(words[1]),
            let wear = words.count == 3 ? money(words[2]) : .zero, wear >= .zero
        else { return nil }
        return DailyCost(date: date, cost: cost, wear: wear)
    }

    private static func money(_ text: String) -> Money? { number(text).map { Money($0) } }

    private static func number(_ text: String) -> Double? {
        Double(text).flatMap { $0.isFinite && $0.magnitude <= largest ? $0 : nil }
    }

    private static func count(_ text: String) -> Count? {
        if text == "-" { return Count(value: nil) }
        return Int(text).flatMap { $0 >= 0 ? Count(value: $0) : nil }
    }
}
