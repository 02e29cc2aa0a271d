// SPDX-License-Identifier: Apache-2.0

import Energy
import Forecasting

/// What is learned from and what is forecast, of one recording.
struct EvaluationWindow {
    /// What came from then on is not learned from.
    let trainUntil: UTCInstant
    /// The times forecast.
    let test: Range<UTCInstant>

    /// The words of the command, as moments.
    struct Words {
        let trainUntil: UTCInstant?
        let testFrom: UTCInstant
        let testTo: UTCInstant?

        /// Reads them; nil where one is wrong, which is kept.
        ///
        /// - Parameter zone: the market's clock where whole days of it are forecast, nil elsewhere.
        init?(
            trainUntil: String?, testFrom: String, testTo: String?, zone: TimeZoneRule?, _ wrong: inout UsageFaults
        ) throws {
            func moment(_ text: String, _ option: String) throws -> UTCInstant {
                let instant = try CommandInput.slot(text, option: option).start
                // A date alone is a day of the market's clock where days are forecast at once.
                guard let zone, !text.contains("T") else { return instant }
                return zone.start(of: instant.date)
            }
            let until = try wrong.collect { try trainUntil.map { try moment($0, "--train-until") } }
            let from = try wrong.collect { try moment(testFrom, "--test-from") }
            let to = try wrong.collect { try testTo.map { try moment($0, "--test-to") } }
            guard let until, let from, let to else { return nil }
            (self.trainUntil, self.testFrom, self.testTo) = (until, from, to)
        }
    }

    /// The window in a recording.
    ///
    /// - Throws: every fault at once.
    init(_ words: Words, in data: ForecastData) throws {
        let span = data.inputs.span
        let from = words.testFrom
        var to = words.testTo ?? span.upperBound
        // A recording of local days ends some hours before the day of UTC does.
        if span.upperBound < to, to < span.upperBound.advanced(bySeconds: 86_400) { to = span.upperBound }
        let until = words.trainUntil ?? from
        var wrong = UsageFaults()
        wrong.require(
            span.contains(from), "--test-from: found \(from), expected a moment of \(data.file), which has \(span)")
        wrong.require(
            from < to && to <= span.upperBound,
            "--test-to: found \(to), expected a moment after \(from), at most the end of \(data.file), \(span.upperBound)"
        )
        wrong.require(
            until <= from, "--train-until: found \(until), expected at most \(from): what is tested must not be learned"
        )
        if case .house = data.inputs {
            wrong.require(
                from.secondOfDay == 0, "--test-from: found \(from), expected the first moment of a day of UTC")
        }
        guard wrong.isEmpty else { throw wrong.failure }
        (trainUntil, test) = (until, from..<to)
    }
}
