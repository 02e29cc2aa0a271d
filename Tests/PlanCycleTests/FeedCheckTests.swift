// SPDX-License-Identifier: Apache-2.0

import Energy
import HearthTestKit
import PlanCycle
import Testing

/// What keeps a document out of the database.
@Suite struct FeedCheckTests {
    private static let zone = TimeZoneRule.centralEuropean
    /// 2026-03-10, 13:05 in Stockholm.
    private let now = instant("2026-03-10T12:05:00Z")
    private let check = FeedCheck(
        marketZone: zone, currency: "EUR",
        places: [.price: ["SE3"], .weather: ["59.33,18.07", "59.3293,18.0686"], .carbon: ["SE3"]])

    private static func instant(_ text: String) -> UTCInstant {
        UTCInstant(iso8601: text) ?? UTCInstant(secondsSinceEpoch: 0)
    }

    private static func day(_ number: Int, in zone: TimeZoneRule = zone) -> LocalDay {
        LocalDay(CivilDate(dayNumber: instant("2026-03-10").date.dayNumber + number), in: zone)
    }

    /// Prices of a day, another course each day, with five digits behind the point.
    private static func price(_ slot: Slot, scale: Double = 1) -> Double {
        let (day, hour) = (slot.index / 96, slot.index / 4 % 24)
        let course = hour * (day * 13 % 50)
        return scale * Double(4007 + day * 37 % 900 + course) / 100_000
    }

    private static func series(_ days: ClosedRange<Int>, scale: Double = 1) -> SlotSeries {
        let slots = day(days.lowerBound).slots.lowerBound..<day(days.upperBound).slots.upperBound
        return SlotSeries(firstSlot: slots.lowerBound, values: slots.map { price($0, scale: scale) })
    }

    private func prices(
        _ series: SlotSeries? = nil, quantity: FeedQuantity = .spotPrice, place: String = "SE3",
        currency: String? = "EUR", fetchedAt: UTCInstant? = nil, publishedAt: UTCInstant? = nil
    ) -> FeedDocument {
        FeedDocument(
            source: "entsoe", kind: .price, place: place, nature: .actual, currency: currency,
            fetchedAt: fetchedAt ?? now, publishedAt: publishedAt,
            series: [quantity: series ?? Self.series(0...1)])
    }

    private func weather(
        _ slots: Range<Slot>, nature: FeedNature, place: String = "59.33,18.07",
        quantity: FeedQuantity = .airTemperature
    ) -> FeedDocument {
        FeedDocument(
            source: "smhi", kind: .weather, place: place, nature: nature, fetchedAt: now,
            series: [quantity: SlotSeries(firstSlot: slots.lowerBound, values: slots.map { _ in 1.0 })])
    }

    /// Four weeks of prices, and today.
    private static let stored = FeedKnowledge(
        prices: [.spotPrice: series(-28...0)], pricesOfSource: series(-28...0))

    private func refusal(_ document: FeedDocument, _ knowledge: FeedKnowledge = stored) -> String? {
        switch check.verdict(on: document, knowledge, now: now) {
        case .accepted: nil
        case .refused(let reason): reason
        }
    }

    @Test func documentThatFits_isAccepted() {
        #expect(refusal(prices()) == nil && refusal(prices(Self.series(1...1))) == nil)
        #expect(refusal(prices(), FeedKnowledge()) == nil)
        let ahead = Slot(containing: now)..<Slot(containing: now).advanced(by: 16 * 96)
        #expect(refusal(weather(ahead, nature: .forecast)) == nil)
        #expect(refusal(weather(ahead, nature: .forecast, place: "59.3293,18.0686")) == nil)
        #expect(check.verdict(on: prices(), Self.stored, now: now) == .accepted)
    }

    // MARK: - Times

    @Test func documentOfTheFuture_isRefused_byMoreThanAMinute() {
        #expect(refusal(prices(fetchedAt: now.advanced(bySeconds: 60))) == nil)
        #expect(
            refusal(prices(fetchedAt: now.advanced(bySeconds: 61)))
                == "it was fetched at 2026-03-10T12:06:01Z, and now it is 2026-03-10T12:05:00Z")
        #expect(refusal(prices(publishedAt: now.advanced(bySeconds: 900))) == nil)
        #expect(
            refusal(prices(publishedAt: now.advanced(bySeconds: 901)))
                == "it was published at 2026-03-10T12:20:01Z, after it was fetched at 2026-03-10T12:05:00Z")
    }

    @Test func documentFetchedBeforeTheLast_isRefused_andTheSameOnceMoreIsNot() {
        var knowledge = Self.stored
        knowledge.lastFetch = now
        #expect(refusal(prices(), knowledge) == nil)
        knowledge.lastFetch = now.advanced(bySeconds: 1)
        #expect(
            refusal(prices(), knowledge)
                == "it was fetched at 2026-03-10T12:05:00Z, before the one of 2026-03-10T12:05:01Z that is in use")
        // That one is of a clock that was a day ahead: it must not keep all others out until its day comes.
        knowledge.lastFetch = now.advanced(bySeconds: 86_401)
        #expect(refusal(prices(), knowledge) == nil)
    }

    @Test func pricesBeyondTheDayAfterTomorrow_areRefused_tariffsAreNot() {
        #expect(refusal(prices(Self.series(0...2)), FeedKnowledge()) == nil)
        #expect(
            refusal(prices(Self.series(0...3)), FeedKnowledge())
                == "spot_price goes on to 2026-03-13T23:00:00Z, expected an end by 2026-03-12T23:00:00Z")
        #expect(refusal(prices(Self.series(0...3), quantity: .importPrice), FeedKnowledge()) == nil)
    }

    @Test func weatherFartherThanAnybodySees_isRefused() {
        let end = Slot(containing: now.advanced(bySeconds: 17 * 86_400))
        #expect(refusal(weather(end.advanced(by: -9)..<end, nature: .forecast)) == nil)
        #expect(
            refusal(weather(end..<end.advanced(by: 9), nature: .forecast))
                == "air_temperature goes on to 2026-03-27T14:15:00Z, expected an end by 2026-03-27T12:05:00Z")
    }

    @Test func factThatIsStillToCome_isRefused_butForTheHourThatHasBegun() {
        let slot = Slot(containing: now)
        #expect(refusal(weather(slot.advanced(by: -96)..<slot.advanced(by: 4), nature: .actual)) == nil)
        #expect(
            refusal(weather(slot.advanced(by: -96)..<slot.advanced(by: 6), nature: .actual))
                == "air_temperature goes on to 2026-03-10T13:30:00Z, expected an end by 2026-03-10T13:05:00Z")
    }

    // MARK: - House

    @Test func otherZonesPlacesAndKinds_areRefused() {
        #expect(refusal(prices(place: "SE4")) == "it is about SE4, expected SE3")
        let slots = Slot(containing: now)..<Slot(containing: now).advanced(by: 4)
        #expect(
            refusal(weather(slots, nature: .forecast, place: "0,0"))
                == "it is about 0,0, expected 59.3293,18.0686 or 59.33,18.07")
        #expect(
            refusal(weather(slots, nature: .forecast, quantity: .pvPower)) == "it has pv_power, which is no weather")
        let solar = FeedDocument(
            source: "a", kind: .solar, place: "roof", nature: .forecast, fetchedAt: now,
            series: [.pvPower: SlotSeries(firstSlot: slots.lowerBound, values: [1.0])])
        #expect(refusal(solar) == "it is about roof, expected no solar")
    }

    @Test func otherCurrencies_areRefused() {
        #expect(refusal(prices(currency: "SEK")) == "its prices are in SEK, expected EUR")
        #expect(refusal(prices(currency: nil)) == "its prices are in no currency, expected EUR")
    }

    @Test func pricesThatAreAForecast_areRefused() {
        let guess = FeedDocument(
            source: "entsoe", kind: .price, place: "SE3", nature: .forecast, currency: "EUR", fetchedAt: now,
            series: [.spotPrice: Self.series(1...1)])
        #expect(refusal(guess) == "its prices are a forecast, expected ones that hold")
    }

    // MARK: - Prices

    @Test(arguments: [10, 100, 1000, 0.1, 0.01, 0.001])
    func otherUnit_isRefused_byWhatIsStoredOfTheSameQuarterHours(factor: Double) {
        let words = refusal(
            prices(Self.series(0...1, scale: factor)), FeedKnowledge(prices: [.spotPrice: Self.series(0...0)]))
        #expect(
            words?.contains("in 96 quarter hours of which") == true && words?.hasSuffix("is in another unit") == true)
    }

    @Test(arguments: [10, 100, 1000, 0.01, 0.001])
    func otherUnit_isRefused_byTheLevelOfTheDaysBefore(factor: Double) {
        let words = refusal(
            prices(Self.series(1...1, scale: factor)), FeedKnowledge(prices: [.spotPrice: Self.series(-6...0)]))
        #expect(words?.hasPrefix("spot_price of 2026-03-11 are") == true)
        #expect(words?.hasSuffix("on the 7 days nearest to it: the unit may be another") == true)
    }

    @Test func tenth_isRefused_byTheDigitsOfTheSource_andOtherwisePasses() {
        let document = prices(Self.series(1...1, scale: 0.1))
        #expect(
            refusal(document)?.contains("have 6 digits behind the point, those of this source 5, and are 0.00") == true)
        var knowledge = Self.stored
        knowledge.pricesOfSource = nil
        #expect(refusal(document, knowledge) == nil)
        // Six days say too little of a source.
        knowledge.pricesOfSource = Self.series(-5...0)
        #expect(refusal(document, knowledge) == nil)
    }

    @Test func scarceCheapAndNegativeDays_areAccepted() {
        for scale in [5, -5, 0.07, -0.07] {
            let values = Self.series(1...1).slots.map { (Self.price($0, scale: scale) * 1e5).rounded() / 1e5 }
            let document = prices(SlotSeries(firstSlot: Self.day(1).slots.lowerBound, values: values))
            #expect(refusal(document) == nil, "times \(scale)")
        }
    }

    @Test func withoutAWeekOfPrices_nothingIsCompared() {
        let tomorrow = prices(Self.series(1...1, scale: 100))
        #expect(refusal(tomorrow, FeedKnowledge(prices: [.spotPrice: Self.series(-5...0)])) == nil)
        // Nor with prices of more than four weeks ago.
        #expect(refusal(tomorrow, FeedKnowledge(prices: [.spotPrice: Self.series(-60 ... -28)])) == nil)
        // A night alone is no day.
        let night = Self.series(1...1, scale: 100).part(
            Self.day(1).slots.lowerBound..<Self.day(1).slots.lowerBound.advanced(by: 71))
        #expect(refusal(prices(night)) == nil)
    }

    @Test func historyInAnotherUnit_isRefused_byTheDaysAfterIt() {
        let knowledge = FeedKnowledge(prices: [.spotPrice: Self.series(-20...0)])
        #expect(refusal(prices(Self.series(-30 ... -21)), knowledge) == nil)
        let words = refusal(prices(Self.series(-30 ... -21, scale: 1000)), knowledge)
        #expect(words?.hasPrefix("spot_price of 2026-02-08 are") == true)
    }

    /// A source that answers with an old page under a new date.
    @Test(arguments: [1, 2, 7]) func oldDay_underANewDate_isRefused(back: Int) {
        let old = Self.day(1 - back).slots
        let copy = SlotSeries(firstSlot: Self.day(1).slots.lowerBound, values: old.map { Self.price($0) })
        #expect(refusal(prices(copy)) == "spot_price of 2026-03-11 are those of \(Self.day(1 - back).date)")
        let both = SlotSeries(
            firstSlot: Self.day(0).slots.lowerBound,
            values: (Array(Self.day(0).slots) + Array(Self.day(0).slots)).map { Self.price($0) })
        #expect(refusal(prices(both), FeedKnowledge()) == "spot_price of 2026-03-11 are those of 2026-03-10")
    }

    /// 2026-03-29 has 92 quarter hours: what was at 03:00 on the day before is at 03:00 of it.
    @Test func oldDay_isKnown_whereTheClockChanges() {
        let (saturday, sunday) = (Self.day(18).slots, Self.day(19).slots)
        #expect(sunday.count == 92)
        let byClock = saturday.map { Self.price($0) }
        let copy = SlotSeries(
            firstSlot: sunday.lowerBound, values: Array(byClock[..<8] + byClock[12...]))
        let stored = SlotSeries(firstSlot: saturday.lowerBound, values: byClock)
        let document = prices(copy, fetchedAt: Self.instant("2026-03-28T12:05:00Z"))
        let verdict = check.verdict(
            on: document, FeedKnowledge(prices: [.spotPrice: stored]), now: Self.instant("2026-03-28T12:06:00Z"))
        #expect(verdict == .refused("spot_price of 2026-03-29 are those of 2026-03-28"))
    }

    @Test func daysOfFewPrices_mayBeLikeEachOther_andSoMayTariffs() {
        let flat = { (days: ClosedRange<Int>) -> SlotSeries in
            let slots = Self.series(days).slots
            return SlotSeries(firstSlot: slots.lowerBound, values: slots.map { _ in 0.04 })
        }
        #expect(refusal(prices(flat(1...1)), FeedKnowledge(prices: [.spotPrice: flat(-6...0)])) == nil)
        let tariff = SlotSeries(
            firstSlot: Self.day(0).slots.lowerBound, values: (0..<192).map { Double(20 + $0 % 96 / 4) / 100 })
        #expect(refusal(prices(tariff, quantity: .importPrice), FeedKnowledge()) == nil)
    }

    // MARK: - Database

    @Test func knowledge_isReadFromTheDatabase() throws {
        let store = MemoryStore(devices: [])
        let first = prices(Self.series(-28...0), fetchedAt: now.advanced(bySeconds: -86_400))
        #expect(refusal(first, try FeedKnowledge(before: first, in: store)) == nil)
        try store.store(feed: first)
        let tenth = prices(Self.series(1...1, scale: 0.1))
        let knowledge = try FeedKnowledge(before: tenth, in: store)
        #expect(knowledge.lastFetch == first.fetchedAt)
        #expect(refusal(tenth, knowledge)?.contains("digits behind the point") == true)
        #expect(refusal(prices(), try FeedKnowledge(before: prices(), in: store)) == nil)
        let older = prices(fetchedAt: now.advanced(bySeconds: -86_401))
        #expect(refusal(older, try FeedKnowledge(before: older, in: store))?.contains("that is in use") == true)
        // Of another source neither its time nor its digits are known.
        let other = FeedDocument(
            source: "awattar", kind: .price, place: "SE3", nature: .actual, currency: "EUR",
            fetchedAt: older.fetchedAt, series: [.spotPrice: Self.series(1...1, scale: 0.1)])
        #expect(refusal(other, try FeedKnowledge(before: other, in: store)) == nil)
    }
}
