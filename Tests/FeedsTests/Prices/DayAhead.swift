// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

@testable import Feeds

/// Delivery days, and what sources of prices make of texts.
enum DayAhead {
    /// The quarter hours from one midnight CET/CEST to another.
    ///
    /// - Parameter end: the day after the last one; nil for one day.
    static func slots(_ first: String, to end: String? = nil) throws -> Range<Slot> {
        let first = try #require(UTCInstant(iso8601: first)).date
        let end =
            try end.map { try #require(UTCInstant(iso8601: $0)).date } ?? CivilDate(dayNumber: first.dayNumber + 1)
        let zone = TimeZoneRule.centralEuropean
        return Slot(containing: zone.start(of: first))..<Slot(containing: zone.start(of: end))
    }

    /// What is asked for some days.
    static func questions(
        _ source: any FeedSource, _ first: String, to end: String? = nil
    ) throws -> [FeedQuestion] {
        try source.questions(slots(first, to: end), now: UTCInstant(secondsSinceEpoch: 1_770_000_000))
    }

    /// What a text says in answer to the question for a day.
    static func page(_ source: any FeedSource, _ text: String, day: String) throws -> FeedPage {
        try Answers.page(source, text, to: #require(questions(source, day).first))
    }

    /// The quarter hours of a text.
    static func series(_ source: any FeedSource, _ text: String, day: String) throws -> SlotSeries? {
        try Answers.series(source, text, .spotPrice, to: #require(questions(source, day).first))
    }

    /// What is wrong with a text, up to its quarter hours; nil where nothing is.
    static func fault(_ source: any FeedSource, _ text: String, day: String) -> FeedFault? {
        guard let question = try? questions(source, day).first else {
            Issue.record("no question for \(day)")
            return nil
        }
        return Answers.fault(source, text, to: question)
    }

    /// A moment with the offset that CET/CEST has then, as `2026-02-02T00:15:00+01:00`.
    static func local(_ instant: UTCInstant) -> String {
        let offset = TimeZoneRule.centralEuropean.offset(at: instant)
        return instant.advanced(bySeconds: offset).iso8601.dropLast() + "+0\(offset / 3600):00"
    }
}

extension String {
    /// The text with the first of some pieces replaced; unchanged it would test nothing, so that is recorded.
    func replacing(first piece: String, with other: String) -> String {
        guard let range = firstRange(of: piece) else {
            Issue.record("no \(piece) to replace")
            return self
        }
        return self[..<range.lowerBound] + other + self[range.upperBound...]
    }
}
