// SPDX-License-Identifier: Apache-2.0

import Energy
import HearthTestKit
import ReadingStore
import Testing

/// What was fetched, in the database; and the same in the memory that stands for it in other tests.
struct FeedStoringTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    static func feed(
        by source: String = "smhi", fetched seconds: Int = 0, nature: FeedNature = .forecast,
        place: String = "59.33,18.07",
        kind: FeedKind = .weather, published: Int? = nil, from offset: Int = 0, _ values: [FeedQuantity: [Double?]]
    ) -> FeedDocument {
        let first = Samples.firstSlot.advanced(by: offset)
        return FeedDocument(
            source: source, kind: kind, place: place, nature: nature, currency: kind == .price ? "EUR" : nil,
            fetchedAt: Samples.firstSlot.start.advanced(bySeconds: seconds),
            publishedAt: published.map { Samples.firstSlot.start.advanced(bySeconds: $0) },
            series: values.mapValues { SlotSeries(firstSlot: first, values: $0) })
    }

    private func values(
        _ store: any ReadingStoring, of quantity: FeedQuantity = .airTemperature, nature: FeedNature? = .forecast,
        place: String = "59.33,18.07", _ range: Range<Int> = 0..<4
    ) throws -> [Double?] {
        let slots = Samples.slots(range)
        let series = try store.feedSeries(quantity: quantity, place: place, nature: nature, slots: slots)
        #expect(series.slots == slots)
        return slots.map { series[$0] }
    }

    /// What the port promises, whoever keeps it.
    private func onBoth(_ body: (any ReadingStoring) throws -> Void) throws {
        let store = try Samples.store(folder)
        try body(store)
        #expect(store.notices.isEmpty)
        try body(MemoryStore(devices: Samples.deviceIDs))
    }

    @Test func numbers_comeBackWithTheirGaps_afterARestart() throws {
        let document = Self.feed([.airTemperature: [-3.25, nil, 0, 1.0 / 3], .cloudCover: [1]])
        let intake = try Samples.store(folder).store(feed: document)
        #expect(intake.new == 4 && intake.corrected == 0 && intake.unchanged == 0)
        #expect(intake.missing == [.airTemperature: [Samples.slots(1..<2)]])
        let store = try Samples.store(folder)
        #expect(try values(store, -1..<5) == [nil, -3.25, nil, 0, 1.0 / 3, nil])
        #expect(try values(store, of: .cloudCover, 0..<2) == [1, nil])
        #expect(try values(store, of: .windSpeed, 0..<1) == [nil] && values(store, place: "0,0", 0..<1) == [nil])
        #expect(try values(store, nature: .actual, 0..<1) == [nil] && store.notices.isEmpty)
    }

    @Test func laterFetch_corrects_andAnEarlierOneDoesNot() throws {
        try onBoth { store in
            try store.store(feed: Self.feed(fetched: 100, [.airTemperature: [1, 2, 3]]))
            let later = try store.store(
                feed: Self.feed(by: "metno", fetched: 200, [.airTemperature: [1, 2.5, nil, 4]]))
            #expect((later.new, later.corrected, later.unchanged) == (1, 1, 1))
            #expect(try values(store) == [1, 2.5, 3, 4])
            let left = try store.store(feed: Self.feed(fetched: 150, [.airTemperature: [9, 9, 9, 9]]))
            #expect((left.new, left.corrected, left.unchanged) == (0, 2, 2))
            #expect(try values(store) == [9, 2.5, 9, 4])
        }
    }

    @Test func fetchOfAClockThatWasAhead_isForgottenByTheNext() throws {
        try onBoth { store in
            try store.store(feed: Self.feed(fetched: 100 * 86_400, [.airTemperature: [1]]))
            let next = try store.store(feed: Self.feed(fetched: 100, [.airTemperature: [2]]))
            #expect(next.corrected == 1)
            #expect(try values(store, 0..<1) == [2])
            #expect(try store.lastFetch(kind: .weather) == Samples.firstSlot.start.advanced(bySeconds: 100))
        }
    }

    @Test func lastFetchOfAKind_isTheNewestOfAllSources() throws {
        try onBoth { store in
            #expect(try store.lastFetch(kind: .weather) == nil)
            try store.store(feed: Self.feed(fetched: 300, [.airTemperature: [1]]))
            try store.store(feed: Self.feed(by: "metno", fetched: 200, place: "0,0", [.airTemperature: [1]]))
            #expect(try store.lastFetch(kind: .weather) == Samples.firstSlot.start.advanced(bySeconds: 300))
            #expect(try store.lastFetch(kind: .carbon) == nil)
        }
    }

    @Test func fact_beatsTheForecast_whichStays() throws {
        try onBoth { store in
            try store.store(feed: Self.feed(fetched: 200, [.airTemperature: [1, 2, 3]]))
            let facts = try store.store(feed: Self.feed(fetched: 100, nature: .actual, [.airTemperature: [nil, 2.25]]))
            #expect(facts.new == 1 && facts.missing == [.airTemperature: [Samples.slots(0..<1)]])
            #expect(try values(store, nature: nil) == [1, 2.25, 3, nil])
            #expect(try values(store, nature: .forecast) == [1, 2, 3, nil])
            #expect(try values(store, nature: .actual) == [nil, 2.25, nil, nil])
        }
    }

    @Test func dayAheadPrices_areStoredAsPrices_andThoseOfATariffBeside() throws {
        try onBoth { store in
            let document = Self.feed(
                by: "tibber", nature: .actual, place: "SE3", kind: .price,
                [.spotPrice: [0.1, nil, -0.02], .importPrice: [0.3, 0.4]])
            let intake = try store.store(feed: document)
            #expect((intake.new, intake.corrected, intake.unchanged) == (4, 0, 0))
            #expect(intake.missing == [.spotPrice: [Samples.slots(1..<2)]])
            let prices = try store.prices(slots: Samples.slots(0..<3))
            #expect(Samples.slots(0..<3).map { prices[$0] } == [0.1, nil, -0.02])
            #expect(try values(store, of: .spotPrice, nature: .actual, place: "", 0..<3) == [0.1, nil, -0.02])
            #expect(try values(store, of: .importPrice, nature: .actual, place: "SE3", 0..<3) == [0.3, 0.4, nil])
            let again = try store.store(
                feed: Self.feed(
                    by: "entsoe", nature: .actual, place: "SE3", kind: .price, [.spotPrice: [0.1, 0.2, 0.3]]))
            #expect((again.new, again.corrected, again.unchanged) == (1, 1, 1))
            #expect(try values(store, of: .spotPrice, nature: nil, 0..<3) == [0.1, 0.2, 0.3])
            for (source, expected) in [
                ("tibber", [0.1, nil, -0.02]), ("entsoe", [0.1, 0.2, 0.3]), ("x", [nil, nil, nil]),
            ] {
                let own = try store.prices(slots: Samples.slots(0..<3), source: source)
                #expect(Samples.slots(0..<3).map { own[$0] } == expected)
            }
        }
    }

    @Test func forecastOfPrices_isNoPrice() throws {
        try onBoth { store in
            let guess = Self.feed(place: "SE3", kind: .price, [.spotPrice: [0.5, 0.6]])
            #expect(try store.store(feed: guess).new == 2)
            let slots = Samples.slots(0..<2)
            #expect(try store.prices(slots: slots).runLength(from: Samples.firstSlot) == 0)
            try store.store(
                feed: Self.feed(nature: .actual, place: "SE3", kind: .price, from: 1, [.spotPrice: [0.1]]))
            #expect(try values(store, of: .spotPrice, nature: .forecast, place: "SE3", 0..<2) == [0.5, 0.6])
            #expect(try values(store, of: .spotPrice, nature: .actual, place: "SE3", 0..<2) == [nil, 0.1])
            #expect(try values(store, of: .spotPrice, nature: nil, place: "SE3", 0..<2) == [0.5, 0.1])
        }
    }

    @Test func lastFetch_isTheNewest_ofEachSourceKindPlaceAndNature() throws {
        try onBoth { store in
            func last(_ source: String, _ kind: FeedKind = .weather, _ place: String = "59.33,18.07") throws -> Int? {
                try store.lastFetch(source: source, kind: kind, place: place, nature: .forecast).map {
                    $0.secondsSinceEpoch - Samples.firstSlot.start.secondsSinceEpoch
                }
            }
            #expect(try last("smhi") == nil)
            for seconds in [100, 300, 200] {
                try store.store(feed: Self.feed(fetched: seconds, [.airTemperature: [Double(seconds) / 10]]))
            }
            try store.store(feed: Self.feed(fetched: 900, nature: .actual, [.airTemperature: [1]]))
            try store.store(feed: Self.feed(by: "metno", fetched: 50, [.airTemperature: [1]]))
            #expect(try last("smhi") == 300 && last("metno") == 50)
            #expect(try last("smhi", .solar) == nil && last("smhi", .weather, "0,0") == nil)
        }
    }

    @Test func numberOutOfRange_refusesTheWholeDocument() throws {
        let store = try Samples.store(folder)
        let document = Self.feed([.airTemperature: [1, 2], .cloudCover: [0.5, 50]])
        let error = #expect(throws: ReadingStoreError.self) { try store.store(feed: document) }
        #expect(error == .feedOutOfRange(.cloudCover, Samples.firstSlot.advanced(by: 1)))
        #expect(error?.description == "cloud_cover of 2026-01-01T00:15:00Z lies outside 0.0 to 1.0 parts of 1")
        #expect(error?.isWorthRetrying == false)
        #expect(try values(store) == [nil, nil, nil, nil])
        #expect(
            try store.lastFetch(source: "smhi", kind: .weather, place: "59.33,18.07", nature: .forecast) == nil)
        #expect(throws: (any Error).self) { try MemoryStore(devices: []).store(feed: document) }
    }

    @Test func slotOutsideTheCalendar_refusesTheWholeDocument() throws {
        let store = try Samples.store(folder)
        let far = Self.feed(from: 400_000_000, [.airTemperature: [1], .cloudCover: [1]])
        #expect(throws: ReadingStoreError.slotOutOfRange(index: 401_963_584)) { try store.store(feed: far) }
        #expect(try RawDatabase(folder.database).integer("SELECT count(*) FROM feed_series") == 0)
    }

    @Test func sameDocumentTwice_writesNothing() throws {
        let document = Self.feed([.airTemperature: (0..<1500).map { Double($0 % 40) }])
        let store = try Samples.store(folder)
        try store.store(feed: document)
        let before = folder.size("hearth.sqlite-wal")
        let again = try store.store(feed: document)
        #expect(again.unchanged == 1500 && folder.size("hearth.sqlite-wal") == before)
    }

    @Test func damagedNumber_countsAsMissing_isNamed_andReplaced() throws {
        let document = Self.feed(published: -60, [.airTemperature: [1, 2, 3]])
        do { try Samples.store(folder).store(feed: document) }
        let raw = try RawDatabase(folder.database)
        try raw.execute("UPDATE feed_value SET value = 2.5 WHERE slot = \(Samples.firstSlot.index + 1)")
        try raw.execute("UPDATE feed_value SET published_at = NULL WHERE slot = \(Samples.firstSlot.index + 2)")
        let store = try Samples.store(folder)
        #expect(try values(store) == [1, nil, nil, nil])
        #expect(
            store.notices
                == [1, 2].map {
                    .damagedRow(table: "feed_value", key: "air_temperature at \(Samples.firstSlot.advanced(by: $0))")
                })
        let intake = try store.store(feed: document)
        #expect(intake.new == 2 && intake.unchanged == 1)
        #expect(try values(store) == [1, 2, 3, nil])
    }

    @Test func damagedNoteOfAFetch_countsAsNone() throws {
        do { try Samples.store(folder).store(feed: Self.feed([.airTemperature: [1]])) }
        try RawDatabase(folder.database).execute("UPDATE feed_fetch SET fetched_at = fetched_at + 9")
        let store = try Samples.store(folder)
        #expect(
            try store.lastFetch(source: "smhi", kind: .weather, place: "59.33,18.07", nature: .forecast) == nil)
        #expect(store.notices == [.damagedRow(table: "feed_fetch", key: "smhi weather 59.33,18.07 forecast")])
        try store.store(feed: Self.feed(fetched: 3, [.airTemperature: [1]]))
        #expect(
            try store.lastFetch(source: "smhi", kind: .weather, place: "59.33,18.07", nature: .forecast)
                == Samples.firstSlot.start.advanced(bySeconds: 3))
    }

    /// The checksums are zlib's over the rows in the order of their columns, computed with Python.
    @Test func rows_areAsTheSchemaSaysIt() throws {
        do {
            try Samples.store(folder).store(feed: Self.feed(fetched: 5, published: -60, [.airTemperature: [-3.25]]))
        }
        let raw = try RawDatabase(folder.database)
        let columns = ["series", "slot", "source", "value", "fetched_at", "published_at", "crc"]
        #expect(
            try raw.contents(of: "feed_value", columns: columns)
                == ["1,1963584,1,-3.25,1767225605,1767225540,155278580"])
        #expect(
            try raw.contents(of: "feed_fetch", columns: ["source", "kind", "place", "nature", "fetched_at", "crc"])
                == ["'smhi','weather','59.33,18.07','forecast',1767225605,1391899514"])
    }

    @Test func prune_keepsForecastsForTwoYears_andFactsForTen() throws {
        let store = try Samples.store(folder)
        let days = Array(stride(from: 0, through: 4000, by: 10))
        try store.store(StoreBatch(slices: [Samples.slice(slot: 4000 * 96)]))
        for nature in FeedNature.allCases {
            for day in days {
                try store.store(
                    feed: Self.feed(nature: nature, from: day * 96, [.airTemperature: [1], .windSpeed: [2]]))
            }
        }
        try store.prune(now: Samples.firstSlot.start.advanced(bySeconds: 4000 * 86_400))
        let slots = Samples.slots(0..<400_000)
        for (nature, first) in [(FeedNature.forecast, 3270), (.actual, 350)] {
            for quantity in [FeedQuantity.airTemperature, .windSpeed] {
                let series = try store.feedSeries(
                    quantity: quantity, place: "59.33,18.07", nature: nature, slots: slots)
                let left = days.filter { series[Samples.firstSlot.advanced(by: $0 * 96)] != nil }
                #expect(left.first == first && left.last == 4000)
            }
        }
        #expect(store.notices.isEmpty)
    }

    @Test func sixthSchema_isBroughtForward_andKeepsItsRows() throws {
        let old = Schema.migrations.count - 1
        do {
            let store = try Samples.store(folder) { $0.migrations.removeLast($0.migrations.count - 6) }
            try store.store(
                StoreBatch(slices: [Samples.slice(slot: 0)], decisions: [Samples.decision(slot: 0)]))
            try store.store(
                prices: [StoredPrice(slot: Samples.firstSlot, spot: PricePerKWh(0.25))], source: "import")
        }
        let store = try Samples.store(folder)
        #expect(old == 6 && store.notices == [.migrated(path: folder.database, from: 6, to: 7)])
        #expect(try store.rows(device: "meter", slots: Samples.slots(0..<1)).count == 1)
        #expect(try store.decisions(slots: Samples.slots(0..<1)).count == 1)
        #expect(try store.prices(slots: Samples.slots(0..<1), source: "import")[Samples.firstSlot] == 0.25)
        #expect(try values(store) == [nil, nil, nil, nil] && store.jobRuns(job: nil, limit: 9).isEmpty)
        try store.store(feed: Self.feed([.airTemperature: [1]]))
        #expect(try values(store) == [1, nil, nil, nil] && store.notices.count == 1)
    }

    /// Weather is asked for each hour, sixteen days ahead, and almost every number is another one then.
    @Test func hourlyForecasts_stayWithinTheWritesOfAMemoryCard_andTheirYears_within25Mebibytes() throws {
        let store = try Samples.store(folder)
        let quantities = FeedQuantity.allCases.filter { $0.kind == .weather }
        func forecast(_ hour: Int, days: Int) -> FeedDocument {
            let values = (0..<96 * days).map { Double(($0 * 7 + hour * 13) % 97) / 100 }
            return Self.feed(
                fetched: 3600 * hour, published: 3600 * hour - 60, from: 4 * hour,
                Dictionary(uniqueKeysWithValues: quantities.map { ($0, values) }))
        }
        try store.store(feed: forecast(0, days: 16))
        let first = folder.size("hearth.sqlite-wal")
        for hour in 1...4 { #expect(try store.store(feed: forecast(hour, days: 16)).corrected > 12_000) }
        let perHour = (folder.size("hearth.sqlite-wal") - first) / 4
        // Each page goes to the log and from there to the file.
        #expect(quantities.count == 8 && (200_000...600_000).contains(perHour), "\(perHour) bytes an hour")
        try store.store(feed: forecast(5, days: 91))
        let (pages, size) = try (
            RawDatabase(folder.database).integer("PRAGMA page_count"),
            RawDatabase(folder.database).integer("PRAGMA page_size")
        )
        let years = pages * size * 8 / (1 << 20)
        #expect((15...25).contains(years), "\(years) MiB in two years")
    }
}
