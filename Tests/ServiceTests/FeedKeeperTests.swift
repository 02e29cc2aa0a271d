// SPDX-License-Identifier: Apache-2.0

import Configuration
import Energy
import HearthTestKit
import HostIO
import Inbox
import PlanCycle
import PlannerService
import ReadingStore
import Testing

/// What the fetcher left, on its way into a real database.
@Suite struct FeedKeeperTests {
    private let folder: Folder
    private let store: ReadingStore
    private let now = UTCInstant(secondsSinceEpoch: 1_770_000_000)
    private var database: String { folder["hearth.sqlite"] }

    init() throws {
        folder = try Folder()
        store = try ReadingStore(path: folder["hearth.sqlite"], deviceIDs: [])
    }

    /// The lines that were said.
    private final class Lines {
        var all: [String] = []
    }

    private func keeper(_ lines: Lines) -> FeedKeeper {
        FeedKeeper(
            FeedCheck(
                marketZone: .centralEuropean, currency: "EUR", places: [.price: ["SE3"], .weather: ["59.33,18.07"]]),
            database: database, store: store
        ) { lines.all.append("\($0): \($1)") }
    }

    private func prices(_ place: String = "SE3", currency: String = "EUR", _ value: Double = 0.1) -> FeedDocument {
        let day = LocalDay(containing: Slot(containing: now), in: .centralEuropean).slots
        return FeedDocument(
            source: "entsoe", kind: .price, place: place, nature: .actual, currency: currency, fetchedAt: now,
            series: [
                .spotPrice: SlotSeries(
                    firstSlot: day.lowerBound, values: (0..<96).map { value + 0.001 * Double($0) })
            ])
    }

    @Test func prices_areTakenIn_andSaid() throws {
        let lines = Lines()
        var keeper = keeper(lines)
        try FeedInbox(besideDatabase: database).leave(prices(), raw: Array("<xml/>".utf8))
        let early = keeper.look(now: BootInstant(seconds: 1), wall: nil)
        #expect(!early, "nobody knows what time it is")
        let first = keeper.look(now: BootInstant(seconds: 31), wall: now)
        #expect(first)
        #expect(lines.all == ["info: price of SE3 from entsoe: 96 new"])
        let slot = Slot(containing: now)
        #expect(try store.prices(slots: slot..<slot.advanced(by: 1))[slot] != nil)
        let again = keeper.look(now: BootInstant(seconds: 61), wall: now)
        #expect(!again)
        #expect(DataFolder.names(in: folder["inbox"], suffix: ".feed").isEmpty)
        #expect(DataFolder.names(in: folder["inbox"], suffix: ".raw").isEmpty)
    }

    @Test func pricesOfAnotherZoneOrCurrency_changeNothing_andAreKeptWithTheReason() throws {
        let lines = Lines()
        var keeper = keeper(lines)
        var inbox = FeedInbox(besideDatabase: database)
        try inbox.leave(prices("SE4"), raw: Array("<xml/>".utf8))
        try inbox.leave(prices(currency: "SEK"), raw: [])
        try DurableFile.write(Array("nonsense".utf8), to: folder["inbox/20260202T024000Z-x-price-0.feed"])
        let refused = keeper.look(now: BootInstant(seconds: 31), wall: now)
        #expect(!refused)
        #expect(lines.all.count == 3 && lines.all.allSatisfy { $0.hasPrefix("warning: ") })
        #expect(lines.all.contains { $0.hasSuffix("what was there before holds: it is about SE4, expected SE3") })
        #expect(lines.all.contains { $0.hasSuffix("its prices are in SEK, expected EUR") })
        #expect(inbox.waiting().isEmpty)
        #expect(DataFolder.names(in: folder["inbox/rejected"], suffix: ".reason").count == 3)
        #expect(DataFolder.names(in: folder["inbox/rejected"], suffix: ".raw").count == 2)
    }

    @Test func pricesInAnotherUnit_doNotReplaceGoodOnes() throws {
        let lines = Lines()
        var keeper = keeper(lines)
        let inbox = FeedInbox(besideDatabase: database)
        try inbox.leave(prices())
        let good = keeper.look(now: BootInstant(seconds: 31), wall: now)
        #expect(good)
        let wrong = FeedDocument(
            source: "entsoe", kind: .price, place: "SE3", nature: .actual, currency: "EUR",
            fetchedAt: now.advanced(bySeconds: 60),
            series: [
                .spotPrice: SlotSeries(
                    firstSlot: Slot(containing: now), values: (0..<8).map { 10 + 0.1 * Double($0) })
            ])
        try inbox.leave(wrong)
        let wrongUnit = keeper.look(now: BootInstant(seconds: 62), wall: now.advanced(bySeconds: 60))
        #expect(!wrongUnit)
        #expect(lines.all.last?.contains("one of the two is in another unit") == true, "\(lines.all)")
        let slot = Slot(containing: now)
        #expect(try store.prices(slots: slot..<slot.advanced(by: 1))[slot] ?? 9 < 0.3)
    }
}
