// SPDX-License-Identifier: Apache-2.0

import Energy

/// What the name of a file such as `vnut12.lssw.202602021100.tre200h0.csv` says.
struct MeteoSwissFile {
    /// When its forecast was made.
    let run: UTCInstant
    /// What is in it.
    let variable: MeteoSwiss.Variable

    /// The address before the variable.
    private let stem: Substring

    /// Reads an address or a name; nil for any other file.
    init?(url: String) {
        let parts = url.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count >= 3, let suffix = parts.last, suffix == "csv",
            let run = Self.moment(parts[parts.count - 3].utf8),
            let variable = MeteoSwiss.Variable(rawValue: String(parts[parts.count - 2]))
        else { return nil }
        (self.run, self.variable) = (run, variable)
        stem = url[..<parts[parts.count - 2].startIndex]
    }

    /// Whether this is of the same run and variable as another.
    func isSame(as other: MeteoSwissFile) -> Bool { run == other.run && variable == other.variable }

    /// The address of another variable of the same run.
    func url(of variable: MeteoSwiss.Variable) -> String { "\(stem)\(variable.rawValue).csv" }

    /// Reads `202602021100`, UTC; nil for anything else.
    static func moment(_ text: some Collection<UInt8>) -> UTCInstant? {
        guard text.count == 12, text.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return nil
        }
        let digits = text.map { Int($0) - 48 }
        func number(_ range: Range<Int>) -> Int { digits[range].reduce(0) { 10 * $0 + $1 } }
        guard let date = CivilDate(year: number(0..<4), month: number(4..<6), day: number(6..<8)),
            number(8..<10) < 24, number(10..<12) < 60
        else { return nil }
        return date.startUTC.advanced(bySeconds: 3600 * number(8..<10) + 60 * number(10..<12))
    }
}
