// SPDX-License-Identifier: Apache-2.0

import Energy
import ReadingStore
import Testing

struct RetentionTests {
    private let folder: TemporaryFolder
    private let day = 86_400

    init() throws { folder = try TemporaryFolder() }

    private func slice(day: Int, boot: UInt64 = 7) -> DeviceSlice { Samples.slice(slot: day * 96, boot: boot) }

    private func event(day: Int) -> GuardEvent {
        let wall = Samples.firstSlot.start.advanced(bySeconds: day * self.day)
        return GuardEvent(time: BootInstant(seconds: day * self.day), wallTime: wall, kind: .started)
    }

    @Test func prune_deletesWhatIsOlderThanItsRetention() throws {
        let store = try Samples.store(folder)
        store.retention.readingDays = 100
        store.retention.priceDays = 90
        store.retention.decisionDays = 80
        store.retention.eventDays = 70
        let days = Array(stride(from: 0, through: 200, by: 10))
        try store.store(
            StoreBatch(
                slices: days.map { slice(day: $0) }, decisions: days.map { Samples.decision(slot: $0 * 96) },
                outcomes: days.map { Samples.outcome(slot: $0 * 96) },
                events: days.map(event)))
        try store.store(
            prices: days.map { StoredPrice(slot: Samples.firstSlot.advanced(by: $0 * 96), spot: PricePerKWh(1)) },
            source: "import")
        let now = Samples.firstSlot.start.advanced(bySeconds: 200 * day)
        try store.prune(now: now)
        let all = Samples.slots(0..<20_000)
        let first = { (slot: Slot?) in (slot ?? all.lowerBound).start }
        #expect(try first(store.rows(device: "meter", slots: all).first?.slot) == now.advanced(bySeconds: -100 * day))
        let prices = try store.prices(slots: all)
        #expect(first(all.first { prices[$0] != nil }) == now.advanced(bySeconds: -90 * day))
        #expect(try first(store.decisions(slots: all).first?.slot) == now.advanced(bySeconds: -80 * day))
        #expect(try first(store.outcomes(slots: all).first?.slot) == now.advanced(bySeconds: -80 * day))
        let events = try store.events(Samples.firstSlot.start..<now.advanced(bySeconds: 1))
        #expect(events.first?.wallTime == now.advanced(bySeconds: -70 * day))
    }

    @Test func prune_keepsForecastsForAMonth_scoresForTenYears_andModelsForEver() throws {
        let store = try Samples.store(folder)
        let days = Array(stride(from: 0, through: 4000, by: 10))
        try store.store(
            StoreBatch(
                slices: [slice(day: 4000)],
                forecasts: days.flatMap { day in
                    try [ForecastTarget.demand, .solar].map { try Samples.forecast($0, slot: day * 96, count: 4) }
                }))
        try store.store(scores: days.map { Samples.score(day: $0) })
        try store.store(models: [Samples.model("first", .champion)], decision: Samples.modelDecision())
        let now = Samples.firstSlot.start.advanced(bySeconds: 4000 * day)
        try store.prune(now: now)
        let slots = Samples.slots(0..<400_000)
        for target in [ForecastTarget.demand, .solar] {
            let made = try store.forecasts(target: target, madeAt: slots).map(\.forecast.madeAt.date)
            #expect(made == [3970, 3980, 3990, 4000].map(Samples.day))
        }
        let scores = try store.scores(target: nil, days: Samples.day(0)..<Samples.day(5000))
        #expect(scores.first?.day == Samples.day(350) && scores.count == 366)
        #expect(try store.models(target: nil).count == 1 && store.modelDecisions(target: nil, limit: 9).count == 1)
        #expect(store.notices.isEmpty)
    }

    @Test func clockThatJumpedAhead_deletesNothing() throws {
        let store = try Samples.store(folder)
        try store.store(StoreBatch(slices: [slice(day: 0), slice(day: 1)], events: [event(day: 0)]))
        try store.prune(now: Samples.firstSlot.start.advanced(bySeconds: 40_000 * day))
        #expect(try store.rows(device: "meter", slots: Samples.slots(0..<200)).count == 2)
        let times = Samples.firstSlot.start..<Samples.firstSlot.start.advanced(bySeconds: 9)
        #expect(try store.events(times).count == 1)
    }

    /// The guard sends the slices of seven days again; those stay known, whatever became of the wall clock.
    @Test func slices_areKnownForEightDaysOfBootTime() throws {
        let store = try Samples.store(folder)
        try store.store(StoreBatch(slices: (0...20).map { slice(day: $0) }))
        try store.prune(now: Samples.firstSlot.start.advanced(bySeconds: 21 * day))
        #expect(try store.store(StoreBatch(slices: (12...20).map { slice(day: $0) })) == 0)
        let slices = try RawDatabase(folder.database).integer("SELECT count(*) FROM slice")
        #expect(slices == 9)
    }

    @Test func slicesOfTheBootBeforeTheLast_areStillKnown() throws {
        let store = try Samples.store(folder)
        for boot in 1...4 { try store.store(StoreBatch(slices: [slice(day: boot, boot: UInt64(boot))])) }
        try store.prune(now: Samples.firstSlot.start.advanced(bySeconds: 5 * day))
        #expect(try store.store(StoreBatch(slices: [slice(day: 3, boot: 3), slice(day: 4, boot: 4)])) == 0)
        let raw = try RawDatabase(folder.database)
        #expect(try raw.integer("SELECT count(*) FROM boot") == 2)
        #expect(try raw.integer("SELECT count(*) FROM slice") == 2)
    }

    @Test func defaults_areThoseOfTheDesign() {
        let retention = Retention()
        #expect(retention.readingDays == 3653 && retention.eventDays == 731 && retention.sliceDays == 8)
        #expect(retention.forecastDays == 30 && retention.scoreDays == 3653)
        #expect(retention.feedForecastDays == 731 && retention.feedActualDays == 3653 && retention.jobRunDays == 366)
    }
}
