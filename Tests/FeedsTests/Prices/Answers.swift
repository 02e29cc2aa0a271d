// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

@testable import Feeds

/// What sources make of texts, up to the quarter hours.
enum Answers {
    /// What a text says in answer to a question.
    static func page(_ source: any FeedSource, _ text: String, to question: FeedQuestion) throws -> FeedPage {
        try source.read(Array(text.utf8), to: question)
    }

    /// The quarter hours of a text.
    static func series(
        _ source: any FeedSource, _ text: String, _ quantity: FeedQuantity, to question: FeedQuestion
    ) throws -> SlotSeries? {
        let page = try page(source, text, to: question)
        return try SlotSpreading.series(try #require(page.intervals[quantity]), quantity)
    }

    /// What is wrong with a text, for one quantity at least; nil where nothing is.
    static func fault(_ source: any FeedSource, _ text: String, to question: FeedQuestion) -> FeedFault? {
        do throws(FeedFault) {
            for (quantity, intervals) in try source.read(Array(text.utf8), to: question).intervals {
                _ = try SlotSpreading.series(intervals, quantity)
            }
            return nil
        } catch { return error }
    }

    /// What is wrong with how a source is made.
    static func fault(_ make: () throws(FeedFault) -> some FeedSource) -> String? {
        do throws(FeedFault) { _ = try make() } catch { return error.description }
        return nil
    }

    /// What is wrong with what a source is asked for.
    static func fault(_ source: any FeedSource, _ slots: Range<Slot>, now: UTCInstant) -> FeedFault? {
        do throws(FeedFault) { _ = try source.questions(slots, now: now) } catch { return error }
        return nil
    }

    /// Checks that a source reads a text, and no beginning of it nor anything that is no document at all.
    static func checkBroken(_ source: any FeedSource, _ text: String, to question: FeedQuestion) {
        #expect(fault(source, text, to: question) == nil)
        let noJSON = FeedFault.document(
            at: "the answer", found: "The given data was not valid JSON.", expected: "JSON")
        let bytes = Array(text.utf8)
        for count in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 97)) {
            #expect(fault(source, String(decoding: bytes[..<count], as: UTF8.self), to: question) == noJSON)
        }
        for nest in ["[", #"{"data":"#, #"{"prices":["#, #"{"zone":{"a":"#] {
            #expect(fault(source, String(repeating: nest, count: 100_000), to: question) == noJSON)
        }
        let page = FeedFault.document(at: "the answer", found: "a page of HTML or XML", expected: "JSON")
        #expect(fault(source, "\n<!DOCTYPE html><html><body>502</body></html>", to: question) == page)
        #expect(throws: FeedFault.self) { try source.read([0xFF, 0xFE, 0x80], to: question) }
        for other in ["null", "1", #""text""#, "[1]", #"{"a":1}"#] {
            #expect(fault(source, other, to: question) != nil, "\(other)")
        }
    }

    /// Starts of so many seconds from one moment to another.
    static func starts(_ slots: Range<Slot>, seconds: Int) -> [UTCInstant] {
        let (begin, end) = (slots.lowerBound.start.secondsSinceEpoch, slots.upperBound.start.secondsSinceEpoch)
        return stride(from: begin, to: end, by: seconds).map { UTCInstant(secondsSinceEpoch: $0) }
    }

    /// A moment.
    static func moment(_ text: String) throws -> UTCInstant { try #require(UTCInstant(iso8601: text)) }

    /// The quarter hours from one moment to another.
    static func slots(_ first: String, _ end: String) throws -> Range<Slot> {
        try Slot(containing: moment(first))..<Slot(containing: moment(end))
    }
}
