// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy
import HearthTestKit
import Policies
import Testing

@Suite struct PeakTariffTests {
    /// 10 kWh, 5 kW, without losses.
    private static let lossless = BatteryDescription(
        capacity: WattHours(10_000), maxCharge: Watts(5000), maxDischarge: Watts(5000), roundTripEfficiency: 1,
        floor: 0, ceiling: 1)

    private static func optimiser() -> RollingOptimiser {
        RollingOptimiser(parameters: .init(gridNodes: 401, uncertainGridNodes: 101, terminalWeight: 0))
    }

    /// Load of 2 kW, then of 4 kW, an empty battery, one price: 1 kW from the first quarter hour to the second makes both 3 kW.
    @Test func twoSlots_shareTheirLoadEvenly() throws {
        func decide(_ price: Double?, peakSoFar: Double? = nil) -> PolicyDecision {
            var optimiser = Self.optimiser()
            return optimiser.decide(
                situation(
                    netLoad: [2, 4], importPrice: [0.3, 0.3], exportPrice: [0.1, 0.1], stateOfCharge: 0,
                    battery: Self.lossless
                ).billing(peak: price, soFar: peakSoFar))
        }
        #expect(decide(nil).intents == [.selfConsume])
        let decision = decide(4)
        guard case .charge(let power) = try #require(decision.intents.first) else {
            Issue.record("expected a charge, got \(decision.intents)")
            return
        }
        #expect(abs(power.value - 1000) < 3)
        #expect(decision.plan.allSatisfy { abs($0.grid.value - 3000) < 3 })
        // A peak of 3.5 kW is there already: half a kW is left to save.
        let later = decide(4, peakSoFar: 3500)
        #expect(abs((later.plan.map(\.grid).max() ?? .zero).value - 3500) < 3)
        #expect(decide(4, peakSoFar: 4000).intents == [.selfConsume])
        #expect(decide(0.000_001, peakSoFar: -100).intents.count == 1)
    }

    /// A load of 1 kW, then of 3 kW, an empty battery, one price, by how the first quarter hour counts.
    @Test(
        arguments: [
            // Both alike: 2 kW. Half: 4/3 kW where all counts, twice as much where half does. Nothing: all of it then.
            (1.0, [2000.0, 2000], 2000.0), (0.5, [2667, 1333], 2667), (0, [4000, 0], nil),
        ])
    func hourThatCountsLess_takesTheLoad(share: Double, grid: [Double], limit: Double?) throws {
        let plain = situation(
            netLoad: [1, 3], importPrice: [0.3, 0.3], exportPrice: [0.1, 0.1], stateOfCharge: 0, battery: Self.lossless)
        let first = plain.now.start.secondOfDay / Slot.seconds
        let counting = PeakCounting(
            periods: [
                .init(name: "first", times: CalendarPeriod(quarters: [first]), share: share),
                .init(name: "others", times: CalendarPeriod(quarters: Set(first + 1..<96))),
            ])
        var optimiser = Self.optimiser()
        let decision = optimiser.decide(plain.billing(peak: 4, soFar: nil, counting: counting))
        #expect((decision.importLimit == nil) == (limit == nil))
        #expect(((decision.importLimit?.value ?? 0) - (limit ?? 0)).magnitude < 10)
        let planned = decision.plan.map(\.grid.value)
        #expect(planned.count == 2 && zip(planned, grid).allSatisfy { ($0 - $1).magnitude < 50 }, "\(planned)")
    }

    @Test func nextMonth_beginsWithoutAPeak() throws {
        // The last quarter hour of October in CET, and the first of November.
        let last = Slot(containing: try #require(UTCInstant(iso8601: "2016-10-31T22:45Z")))
        func power(_ slots: Int) throws -> Double? {
            let load = Array(repeating: 1000.0, count: slots) + [4000]
            func sure(_ values: [Double]) -> Forecast? {
                Forecast(firstSlot: last, p10: values, p50: values, p90: values, madeAt: last.start, model: "test")
            }
            var optimiser = Self.optimiser()
            let decision = optimiser.decide(
                PolicySituation(
                    now: last, stateOfCharge: [0], batteries: [Self.lossless],
                    prices: load.map { _ in SlotPrices(importPrice: PricePerKWh(0.3), exportPrice: .zero) },
                    load: sure(load), pv: sure(load.map { _ in 0 }), site: Fixture.site, peakPrice: PricePerKWMonth(4),
                    peakSoFar: Watts(4000)))
            return decision.plan.last?.grid.value
        }
        // October's 4 kW are paid for, November's are not: all of what October may store helps.
        #expect(try #require(try power(1)) < 1010)
        #expect(try #require(try power(3)) < 1010)
    }

    @Test(arguments: 0..<6) func charge_neverRaisesThePeak(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        let net = (0..<64).map { _ in random.nextUniform() * 5 - 2 }
        let spot = (0..<64).map { _ in random.nextUniform() * 0.5 - 0.05 }
        let plain = situation(netLoad: net, importPrice: spot.map { $0 + 0.1 }, exportPrice: spot, stateOfCharge: 0.3)
        func highestCharging(_ situation: PolicySituation) -> Double {
            var optimiser = Self.optimiser()
            let plan = optimiser.decide(situation).plan
            return plan.filter { $0.battery < .zero }.map(\.grid.value).max() ?? 0
        }
        #expect(highestCharging(plain) > 4000)
        #expect(highestCharging(plain.billing(peak: 4, soFar: 3200)) <= 3200 + 1e-6)
        // Unknown or less than what comes anyway: no load is above 3 kW.
        #expect(highestCharging(plain.billing(peak: 4, soFar: nil)) <= 3000 + 3)
        #expect(highestCharging(plain.billing(peak: 4, soFar: .nan)) <= 3000 + 3)
    }

    /// What is decided at night with 4 a kW of the month's peak and one forecast of the load for every slot.
    ///
    /// - Parameters:
    ///   - quantiles: P10, P50 and P90 of the load, W.
    ///   - peakSoFar: W.
    private static func decideOnUnsureLoad(
        quantiles: (Double, Double, Double), cheapSlots: Int, dearSlots: Int, stateOfCharge: Double,
        peakSoFar: Double?
    ) -> PolicyDecision {
        let prices = Array(repeating: 0.10, count: cheapSlots) + Array(repeating: 0.50, count: dearSlots)
        func each(_ power: Double) -> [Double] { prices.map { _ in power } }
        let base = situation(netLoad: each(quantiles.1), importPrice: prices, exportPrice: each(0))
        var optimiser = Self.optimiser()
        return optimiser.decide(
            PolicySituation(
                now: base.now, stateOfCharge: [stateOfCharge], batteries: [wholeBattery], prices: base.prices,
                load: forecast(each(quantiles.1), p10: each(quantiles.0), p90: each(quantiles.2)),
                pv: forecast(each(0)), site: base.site, peakPrice: PricePerKWMonth(4),
                peakSoFar: peakSoFar.map { Watts($0) }))
    }

    @Test func unsureLoad_chargeIsCutAsTheLoadComes() throws {
        let decision = Self.decideOnUnsureLoad(
            quantiles: (1000, 1500, 2500), cheapSlots: 8, dearSlots: 24, stateOfCharge: 0.1, peakSoFar: 4000)
        #expect(try #require(decision.importLimit).value.isNear(4000))
        func charge(_ load: Double) -> Double? {
            guard case .charge(let power) = decision.batteryIntents.cut(netLoad: Watts(load))[0] else { return nil }
            return power.value
        }
        #expect(try #require(charge(1000)).isNear(3000) && #require(charge(2500)).isNear(1500))
        #expect(decision.batteryIntents.cut(netLoad: Watts(4100)) == [.noDischarge])
    }

    /// The mean load is 1.45 kW: what may come as 3 kW is no leave to buy 3 kW for sure.
    @Test func charge_raisesThePeakNoFurtherThanTheMeanDoes() throws {
        func limit(_ peakSoFar: Double?) throws -> Double {
            let decision = Self.decideOnUnsureLoad(
                quantiles: (500, 1000, 3000), cheapSlots: 48, dearSlots: 48, stateOfCharge: 0, peakSoFar: peakSoFar)
            return try #require(decision.importLimit).value
        }
        #expect(try (1445...1455).contains(limit(nil)))
        #expect(try (1445...1455).contains(limit(700)))
        #expect(try limit(2200).isNear(2200))
    }

    @Test func withoutAPrice_thePeakChangesNothing() {
        var random = SplitMix64(seed: 9)
        let net = (0..<60).map { _ in random.nextUniform() * 8 - 4 }
        let spot = (0..<60).map { _ in random.nextUniform() * 0.4 - 0.1 }
        let plain = situation(netLoad: net, importPrice: spot.map { $0 + 0.1 }, exportPrice: spot)
        var (one, other) = (Self.optimiser(), Self.optimiser())
        #expect(one.decide(plain) == other.decide(plain.billing(peak: nil, soFar: 1000)))
    }
}

extension Double {
    /// Whether it is another but for rounding.
    fileprivate func isNear(_ other: Double) -> Bool { (self - other).magnitude < 1e-6 }
}

extension PolicySituation {
    /// The same situation where the month's peak is billed.
    func billing(peak price: Double?, soFar: Double?, counting: PeakCounting = .all) -> PolicySituation {
        PolicySituation(
            now: now, stateOfCharge: stateOfCharge, batteries: batteries, prices: prices,
            expectedPrices: expectedPrices, load: load, pv: pv, site: site, canLimitPV: canLimitPV,
            peakPrice: price.map { PricePerKWMonth($0) }, peakCounting: counting, peakSoFar: soFar.map { Watts($0) })
    }
}
