// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

@testable import Feeds

/// What the tests of the sources of weather share.
enum WeatherTesting {
    static let stockholm = GeographicPosition(latitude: 59.33, longitude: 18.07, altitude: 24)
    /// Noon of 2026-02-02.
    static let now = at("2026-02-02T12:00Z")

    /// A moment that is written right.
    static func at(_ text: String) -> UTCInstant {
        guard let moment = UTCInstant(iso8601: text) else {
            Issue.record("\(text) is no moment")
            return UTCInstant(secondsSinceEpoch: 0)
        }
        return moment
    }

    static func slots(_ first: String, _ end: String) -> Range<Slot> {
        Slot(containing: at(first))..<Slot(containing: at(end))
    }

    /// What is minded; nil where nothing is.
    static func fault<Value>(_ body: () throws(FeedFault) -> Value) -> FeedFault? {
        do throws(FeedFault) {
            _ = try body()
            return nil
        } catch { return error }
    }

    /// The addresses that are asked.
    static func addresses(
        _ source: some FeedSource, _ first: String, _ end: String, now: UTCInstant = now
    ) throws -> [String] {
        try source.questions(slots(first, end), now: now).map(\.url)
    }

    /// What is read from a text.
    static func page(
        _ source: some FeedSource, _ body: String, slots: Range<Slot> = slots("2026-02-02T12:00Z", "2026-02-03T12:00Z")
    ) throws(FeedFault) -> FeedPage {
        try source.read(Array(body.utf8), to: FeedQuestion(url: "", slots: slots))
    }

    /// The quarter hours of a quantity.
    static func series(_ page: FeedPage, _ quantity: FeedQuantity) throws(FeedFault) -> SlotSeries? {
        try SlotSpreading.series(page.intervals[quantity] ?? [], quantity)
    }

    /// Texts that are no answer of anybody, made of one that is.
    static func wrecks(of good: String) -> [String] {
        [
            "", " \n", "<!DOCTYPE html><html><body>Service unavailable</body></html>", "{}", "[]", "null", "\"text\"",
            "1e999", String(repeating: "[", count: 100_000), String(repeating: "{\"hourly\":", count: 100_000),
            String(good.prefix(good.count / 2)), String(good.dropLast()),
        ]
    }

    /// Expects that each wreck is minded as a document, in one line, and that no other damage does harm.
    static func expectMinded(_ source: some FeedSource, good: String) {
        for body in wrecks(of: good) {
            guard case .document(let place, let found, _)? = fault({ () throws(FeedFault) in try page(source, body) })
            else {
                Issue.record("\(body.prefix(60)) is read")
                continue
            }
            #expect(!place.isEmpty && !found.isEmpty && !found.contains("\n"), "\(body.prefix(60))")
        }
    }

    /// Reads a document with one of its bytes changed, each in turn; what comes out is a fault or quarter hours in range.
    static func readDamaged(_ source: some FeedSource, good: String, slots: Range<Slot>) {
        let changes = Array("9\"}-e,".utf8)
        for index in 0..<good.utf8.count {
            var damaged = Array(good.utf8)
            damaged[index] = changes[index % changes.count]
            guard let page = try? source.read(damaged, to: FeedQuestion(url: "", slots: slots)) else { continue }
            for (quantity, intervals) in page.intervals {
                guard let series = try? SlotSpreading.series(intervals, quantity) else { continue }
                let numbers = series.slots.count <= 10_000 ? series.slots.compactMap { series[$0] } : []
                #expect(numbers.allSatisfy(quantity.range.contains), "byte \(index) of \(source.rules.name)")
            }
        }
    }
}
