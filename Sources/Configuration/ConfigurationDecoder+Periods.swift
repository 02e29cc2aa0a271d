// SPDX-License-Identifier: Apache-2.0

import Energy
import StrictTOML

/// How the parts of a calendar period are written: a name or a range of names, or times of day.
private struct PeriodNotation: Sendable {
    let key: String
    /// What the parts are called in messages.
    let parts: String
    let expected: String
    /// Everything: what a missing key means.
    let whole: Set<Int>
    /// Nil for text that is not in the notation.
    let parse: @Sendable (String) -> Set<Int>?

    static let months = named(
        "months", ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], from: 1)
    static let weekdays = named("weekdays", ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], from: 0)
    static let hours = PeriodNotation(
        key: "hours", parts: "hours", expected: "hours such as \"06:00-22:00\", in quarter hours, 24:00 only as an end",
        whole: CalendarPeriod.allQuarters, parse: quarters)

    /// - Parameter first: the number of the first name.
    private static func named(_ key: String, _ names: [String], from first: Int) -> PeriodNotation {
        PeriodNotation(
            key: key, parts: key,
            expected: "\(key) such as \"\(names[0])\" or \"\(names[0])-\(names[2])\", of: "
                + names.joined(separator: ", "),
            whole: Set(first..<first + names.count)
        ) { text in
            let ends = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false).map {
                names.firstIndex(of: String($0))
            }
            guard let begin = ends.first ?? nil, let end = ends.last ?? nil else { return nil }
            // From a later name to an earlier one it goes over the end of the year or week.
            let count = (end - begin + names.count) % names.count + 1
            return Set((begin..<begin + count).map { first + $0 % names.count })
        }
    }

    /// The quarter hours from one time of day to another; over midnight where the second is not later.
    private static func quarters(_ text: String) -> Set<Int>? {
        let ends = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false).map(quarter)
        guard ends.count == 2, let begin = ends[0], let end = ends[1], begin < 96, begin != end else { return nil }
        return Set((begin..<(begin < end ? end : end + 96)).map { $0 % 96 })
    }

    /// The quarter hour that begins at a time of day such as `06:15`, 0...96.
    private static func quarter(_ text: Substring) -> Int? {
        let bytes = Array(text.utf8)
        let digits = [0, 1, 3, 4].compactMap { place in
            bytes.indices.contains(place) ? Int(bytes[place]) - Int(UInt8(ascii: "0")) : nil
        }
        guard bytes.count == 5, bytes[2] == UInt8(ascii: ":"), digits.allSatisfy((0...9).contains) else { return nil }
        let minutes = (digits[0] * 10 + digits[1]) * 60 + digits[2] * 10 + digits[3]
        return digits[2] < 6 && minutes <= 1440 && minutes % 15 == 0 ? minutes / 15 : nil
    }
}

/// A table of hours as it was read.
struct PeriodDraft {
    let table: TOMLTableReader
    let name: String
    /// Nil after a fault.
    let times: CalendarPeriod?
}

extension ConfigurationDecoder {
    /// The tables of hours under a key of the tariff, in order.
    func readPeriods(_ tariff: TOMLTableReader, _ key: String) -> [PeriodDraft] {
        tariff.tables(key).enumerated().map { place, table in
            let name = table.string("name", default: "\(key) \(place + 1)")
            let months = read(.months, table)
            let weekdays = read(.weekdays, table)
            let quarters = read(.hours, table)
            if !["months", "weekdays", "hours"].contains(where: table.contains) {
                table.fault("", found: "hours without a limit", expected: "months, weekdays or hours")
            }
            guard let months, let weekdays, let quarters else { return PeriodDraft(table, name, nil) }
            return PeriodDraft(
                table, name, CalendarPeriod(months: months, weekdays: weekdays, quarters: quarters))
        }
    }

    /// What a key names; everything where it is missing, nil after a fault.
    private func read(_ notation: PeriodNotation, _ table: TOMLTableReader) -> Set<Int>? {
        let texts = table.strings(notation.key, count: 1...Int.max, default: [])
        guard table.contains(notation.key) else { return notation.whole }
        var found: Set<Int> = []
        var isFaulty = texts.isEmpty
        for text in texts {
            let part = notation.parse(text)
            if let part, part.isDisjoint(with: found) {
                found.formUnion(part)
                continue
            }
            isFaulty = true
            // What is empty has been noted.
            guard !text.isEmpty else { continue }
            table.fault(
                notation.key, found: "\"\(text)\"",
                expected: part == nil ? notation.expected : "\(notation.parts) that were not named before")
        }
        return isFaulty ? nil : found
    }
}

extension PeriodDraft {
    fileprivate init(_ table: TOMLTableReader, _ name: String, _ times: CalendarPeriod?) {
        (self.table, self.name, self.times) = (table, name, times)
    }
}

/// Which hours of the year, by month, weekday and quarter hour, have been taken by the periods before.
struct PeriodCover {
    private var isTaken = [Bool](repeating: false, count: 12 * 7 * 96)

    /// Takes the hours of a period; false where none of them was left.
    mutating func take(_ times: CalendarPeriod) -> Bool {
        var isNew = false
        for month in times.months {
            for weekday in times.weekdays {
                for quarter in times.quarters {
                    let place = ((month - 1) * 7 + weekday) * 96 + quarter
                    isNew = isNew || !isTaken[place]
                    isTaken[place] = true
                }
            }
        }
        return isNew
    }
}
