// SPDX-License-Identifier: Apache-2.0

import Energy
import ReadingStore
import Testing

/// Prices, decisions and events.
struct RecordTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func price(_ offset: Int, _ value: Double) -> StoredPrice {
        StoredPrice(slot: Samples.firstSlot.advanced(by: offset), spot: PricePerKWh(value))
    }

    private func values(_ store: ReadingStore, _ range: Range<Int>) throws -> [Double?] {
        let series = try store.prices(slots: Samples.slots(range))
        #expect(series.slots == Samples.slots(range))
        return Samples.slots(range).map { series[$0] }
    }

    @Test func prices_comeBackWithTheirGaps() throws {
        let prices = [price(0, 0.25), price(2, -0.05), price(3, 0)]
        #expect(try Samples.store(folder).store(prices: prices, source: "import") == 3)
        #expect(try values(Samples.store(folder), -1..<5) == [nil, 0.25, nil, -0.05, 0, nil])
    }

    @Test func importAgain_replacesAndCountsChanges() throws {
        let store = try Samples.store(folder)
        try store.store(prices: [price(0, 0.25), price(1, 0.26)], source: "import")
        #expect(try store.store(prices: [price(0, 0.25), price(1, 0.27), price(2, 0.28)], source: "import") == 2)
        #expect(try values(store, 0..<3) == [0.25, 0.27, 0.28])
    }

    @Test func latestImport_wins_slotBySlot() throws {
        let store = try Samples.store(folder)
        try store.store(prices: [price(0, 0.1), price(1, 0.1)], source: "a")
        try store.store(prices: [price(1, 0.2), price(2, 0.2)], source: "b")
        #expect(try values(store, 0..<3) == [0.1, 0.2, 0.2])
        // The same price again is no change, yet it is the latest.
        #expect(try store.store(prices: [price(1, 0.1)], source: "a") == 0)
        #expect(try values(store, 0..<3) == [0.1, 0.1, 0.2])
    }

    @Test func priceThatIsNoNumber_isRefusedWithItsWholeImport() throws {
        let store = try Samples.store(folder)
        #expect(throws: ReadingStoreError.priceNotFinite(Samples.firstSlot.advanced(by: 1))) {
            try store.store(prices: [price(0, 0.1), price(1, .nan)], source: "a")
        }
        #expect(try values(store, 0..<2) == [nil, nil])
    }

    @Test func decision_comesBackWithEveryField() throws {
        let bare = DecisionRecord(
            slot: Samples.firstSlot.advanced(by: 1), madeAt: Samples.firstSlot.start, policy: "",
            intents: [.selfConsume, .noCharge, .idle, .noDischarge], reason: Reason(driver: .noPrice), stateOfCharge: []
        )
        try Samples.store(folder).store(StoreBatch(decisions: [bare, Samples.decision(slot: 0)]))
        let decisions = try Samples.store(folder).decisions(slots: Samples.slots(0..<2))
        let full = try #require(decisions.first)
        let wanted = Samples.decision(slot: 0)
        #expect(full.slot == wanted.slot && full.madeAt == wanted.madeAt && full.policy == wanted.policy)
        #expect(full.intents == wanted.intents && full.reason == wanted.reason)
        #expect(full.stateOfCharge.first == 0.55 && full.stateOfCharge.last?.isNaN == true)
        #expect(decisions.last == bare)
    }

    @Test(arguments: [nil] + Reason.Limit.allCases)
    func limits_comeBackWithTheirDecision(limit: Reason.Limit?) throws {
        let decision = DecisionRecord(
            slot: Samples.firstSlot, madeAt: Samples.firstSlot.start, policy: "p", intents: [.charge(Watts(2000))],
            importLimit: limit == .monthPeak ? Watts(4200.5) : nil, pvLimit: limit == nil ? Watts(0) : nil,
            reason: Reason(driver: .learned, limit: limit, advantage: Money(-0.12)), stateOfCharge: [0.5])
        try Samples.store(folder).store(StoreBatch(decisions: [decision]))
        let store = try Samples.store(folder)
        #expect(try store.decisions(slots: Samples.slots(0..<1)) == [decision])
        #expect(store.notices.isEmpty)
    }

    @Test func whatALearnedPolicySays_comesBackWithItsDecision_andGoesWithIt() throws {
        let bare = LearnedReason(
            expectedSaving: Money(-0.0), optimiserIntent: .idle, extraCostByPlan: .zero, inputs: [])
        do {
            let decisions = [
                Samples.decision(slot: 0, learned: Samples.learned), Samples.decision(slot: 1, learned: bare),
                Samples.decision(slot: 2),
            ]
            try Samples.store(folder).store(StoreBatch(decisions: decisions))
        }
        let store = try Samples.store(folder)
        #expect(try store.decisions(slots: Samples.slots(0..<9)).map(\.reason.learned) == [Samples.learned, bare, nil])
        #expect(store.notices.isEmpty)
        try store.store(StoreBatch(decisions: [Samples.decision(slot: 0)]))
        #expect(try store.decisions(slots: Samples.slots(0..<1)).map(\.reason.learned) == [nil])
    }

    @Test func moneyOfALearnedPolicyThatIsNoNumber_staysUnknown() throws {
        let learned = LearnedReason(
            expectedSaving: Money(.nan), optimiserIntent: .selfConsume, extraCostByPlan: Money(.infinity), inputs: [])
        let store = try Samples.store(folder)
        try store.store(StoreBatch(decisions: [Samples.decision(slot: 0, learned: learned)]))
        let stored = try #require(try store.decisions(slots: Samples.slots(0..<1)).first?.reason.learned)
        #expect(!stored.expectedSaving.isFinite && !stored.extraCostByPlan.isFinite && !stored.agreesWithOptimiser)
        #expect(stored.optimiserIntent == .selfConsume && store.notices.isEmpty)
    }

    @Test func laterDecision_replacesTheEarlier() throws {
        let store = try Samples.store(folder)
        try store.store(StoreBatch(decisions: [Samples.decision(slot: 0), Samples.decision(slot: 1)]))
        try store.store(StoreBatch(decisions: [Samples.decision(slot: 1, policy: "schedule")]))
        #expect(try store.decisions(slots: Samples.slots(0..<9)).map(\.policy) == ["optimiser", "schedule"])
    }

    @Test func zeroAndNoNumber_inADecision_areNotDamage() throws {
        let store = try Samples.store(folder)
        let reason = Reason(driver: .noPrice, importPrice: PricePerKWh(-0.0), storedValue: PricePerKWh(.nan))
        let decision = DecisionRecord(
            slot: Samples.firstSlot, madeAt: Samples.firstSlot.start, policy: "p", intents: [], reason: reason,
            stateOfCharge: [])
        try store.store(StoreBatch(decisions: [decision]))
        let stored = try store.decisions(slots: Samples.slots(0..<1)).first?.reason
        #expect(stored == Reason(driver: .noPrice, importPrice: PricePerKWh(0)))
        #expect(store.notices.isEmpty)
    }

    @Test func events_comeBackInOrder_eachOnce() throws {
        let wall = Samples.firstSlot.start
        let events = GuardEvent.Kind.allCases.enumerated().map { offset, kind in
            GuardEvent(
                time: BootInstant(seconds: offset), wallTime: wall.advanced(bySeconds: offset), kind: kind,
                device: offset.isMultiple(of: 2) ? DeviceIndex(offset % 3) : nil,
                interlock: offset.isMultiple(of: 3) ? .fuse : nil,
                signal: offset.isMultiple(of: 5) ? .stateOfCharge : nil,
                fault: offset.isMultiple(of: 4) ? .exception(code: UInt8(offset)) : (offset == 5 ? .stale : nil),
                detail: offset == 0 ? "" : "what “\(kind)” said")
        }
        try Samples.store(folder).store(StoreBatch(events: events.reversed()))
        let store = try Samples.store(folder)
        try store.store(StoreBatch(events: events))
        let stored = try store.events(wall..<wall.advanced(bySeconds: 100))
        #expect(
            stored
                == events.map {
                    StoredEvent(
                        time: $0.time, wallTime: $0.wallTime, kind: $0.kind,
                        device: $0.device.map { Samples.deviceIDs[$0.rawValue] }, interlock: $0.interlock,
                        signal: $0.signal, fault: $0.fault, detail: $0.detail)
                })
        #expect(try store.events(wall..<wall.advanced(bySeconds: 1)).count == 1)
    }

    @Test func outcome_comesBackWithEveryField_andTheUnknownStaysUnknown() throws {
        let full = Samples.outcome(slot: 0)
        let bare = OutcomeRecord(
            slot: Samples.firstSlot.advanced(by: 1), isDryRun: nil, commanded: [], storedPrice: nil, measured: nil,
            noBattery: nil, selfConsumption: nil, withheld: nil)
        try Samples.store(folder).store(StoreBatch(outcomes: [bare, full]))
        let store = try Samples.store(folder)
        #expect(try store.outcomes(slots: Samples.slots(0..<9)) == [full, bare])
        #expect(try store.outcomes(slots: Samples.slots(1..<2)) == [bare])
        try store.store(StoreBatch(outcomes: [Samples.outcome(slot: 1)]))
        #expect(try store.outcomes(slots: Samples.slots(1..<2)) == [Samples.outcome(slot: 1)])
        #expect(store.notices.isEmpty)
    }

    @Test func lastJournaledEvent_isTheOneStoredLast_whateverTheClockSaid() throws {
        let store = try Samples.store(folder)
        #expect(try store.lastJournaledEvent() == nil)
        let wall = Samples.firstSlot.start
        func event(_ second: Int, _ kind: GuardEvent.Kind) -> GuardEvent {
            GuardEvent(time: BootInstant(seconds: second), wallTime: wall.advanced(bySeconds: second), kind: kind)
        }
        try store.store(StoreBatch(events: [event(500, .started), event(20, .deviceLost), event(30, .signalLost)]))
        #expect(try store.lastJournaledEvent() == event(20, .deviceLost).mark)
        try RawDatabase(folder.database).execute("UPDATE event SET detail = 'x' WHERE kind = 2")
        #expect(try store.lastJournaledEvent() == event(500, .started).mark, "a damaged one is not believed")
    }
}
