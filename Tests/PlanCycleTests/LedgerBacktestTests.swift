// SPDX-License-Identifier: Apache-2.0

import Backtest
import Energy
import HearthTestKit
import Policies
import Tables
import Testing

@testable import PlanCycle

/// The ledger's sums over a recorded day are the backtest's bill of the same day.
@Suite struct LedgerBacktestTests {
    private static let tariff = Tariff(
        currency: "EUR", energy: .spot, importFees: PricePerKWh(0.10), vat: 0.25,
        export: .spot(share: 1, bonus: .zero))

    /// Wraps a policy to remember what it decided.
    private struct Recorder: Policy {
        var policy: RollingOptimiser
        var decided: [Slot: BatteryIntents] = [:]
        var name: String { policy.name }

        mutating func decide(_ situation: PolicySituation) -> PolicyDecision {
            let decision = policy.decide(situation)
            decided[situation.now] = decision.batteryIntents
            return decision
        }
    }

    private static func house(_ path: String) throws -> BacktestHouse {
        let day = LocalDay(try #require(CivilDate(year: 2016, month: 5, day: 17)), in: .centralEuropean)
        let site = Site(
            name: "test", timeZone: .centralEuropean, mainFuse: Amperes(63), phases: 3, exportLimit: nil,
            importLimit: nil, pvPeak: Watts(8000))
        return try BacktestHouse(
            home: try HomeSeries(contentsOf: path), tariff: tariff, battery: Fixture.battery(), site: site,
            window: day.slots, initialStored: WattHours(4000))
    }

    @Test func recordedDay_isBilledAsInTheBacktest() throws {
        guard let path = SharedData.path("home_de_a.csv.gz") else { return }
        let house = try Self.house(path)
        let backtest = Backtest(house, mode: .perfect)
        var recorder = Recorder(policy: RollingOptimiser())
        let optimised = try #require(backtest.run(&recorder))
        var rule = SelfConsumption()
        let followed = try #require(backtest.run(&rule))
        let records = try Self.outcomes(house, recorder.decided)
        func sum(_ part: (OutcomeRecord) -> Money?) throws -> Double {
            try records.reduce(0) { $0 + (try #require(part($1))).value }
        }
        func near(_ a: Double, _ b: Money) -> Bool { (a - b.value).magnitude < 1e-9 }
        #expect(near(try sum(\.noBattery), optimised.noBattery))
        #expect(near(try sum { $0.withheld?.cost }, optimised.cost))
        #expect(near(try sum(\.decisionCost), optimised.socAdjustedCost))
        #expect(near(try sum { $0.selfConsumption?.cost }, followed.cost))
        let saved = followed.socAdjustedCost - optimised.socAdjustedCost
        #expect(near(try sum(\.savedAgainstSelfConsumption), saved))
        #expect(saved.value > 0.01, "a day on which the optimiser is worth something: \(saved)")
    }

    /// Every slot of the day through the ledger, with a real battery that does nothing.
    private static func outcomes(_ house: BacktestHouse, _ decided: [Slot: BatteryIntents]) throws -> [OutcomeRecord] {
        var ledger = DecisionLedger(batteries: [house.battery])
        let prices = try house.window.map { slot in
            try #require(tariff.prices(spot: house.home.spotPrice?[slot].map { PricePerKWh($0) }, at: slot))
        }
        let mean = prices.map(\.importPrice).reduce(.zero, +) / Double(prices.count)
        return try zip(house.window, prices).map { slot, price in
            let intents = try #require(decided[slot])
            for second in stride(from: 0, to: 900, by: 60) {
                let now = BootInstant(seconds: house.window.lowerBound.distance(to: slot) * 900 + second)
                ledger.note(
                    now: now, wall: slot.start.advanced(bySeconds: second), stateOfCharge: [0.4],
                    intents: intents,
                    standing: GuardStanding(
                        time: now, isDryRun: true, isClockTrusted: true, batteries: [], isConnected: [], cycles: 1,
                        commandsVerified: 0, commandsRefused: 0))
            }
            return ledger.settle(
                slot, measurement: SlotMeasurement(grid: house.home.netLoad(at: slot), battery: .zero), prices: price,
                storedPrice: mean)
        }
    }
}
