// SPDX-License-Identifier: Apache-2.0

import Energy
import HearthTestKit
import Testing

@testable import Policies

/// What kept a decision from doing more of what it does.
@Suite struct ReasonLimitTests {
    /// Cheap for an hour, then dear, or the other way round.
    private static func prices(_ now: Double, _ later: Double) -> [Double] {
        Array(repeating: now, count: 4) + Array(repeating: later, count: 20)
    }

    private func decide(
        netLoad: Double, _ importPrice: [Double], export: [Double]? = nil, charge: Double, site: Site = Fixture.site
    ) -> PolicyDecision {
        var optimiser = RollingOptimiser(parameters: coarse)
        return optimiser.decide(
            situation(
                netLoad: Array(repeating: netLoad, count: 24), importPrice: importPrice,
                exportPrice: export ?? importPrice.map { _ in 0 }, stateOfCharge: charge, site: site))
    }

    private static func isCharge(_ decision: PolicyDecision) -> Bool {
        if case .charge? = decision.intents.first { true } else { false }
    }

    private let cheapNow = prices(0.10, 0.40)
    private let dearNow = prices(0.40, 0.10)

    @Test func chargeFromTheGrid_isLimitedByTheBatterysPower_andByItsRoom() {
        let empty = decide(netLoad: 2, cheapNow, charge: 0.1)
        #expect(empty.intents == [.charge(Watts(5000))] && empty.reason.limit == .chargePower)
        let nearlyFull = decide(netLoad: 2, [0.10] + Array(repeating: 0.40, count: 23), charge: 0.95)
        #expect(Self.isCharge(nearlyFull) && nearlyFull.reason.limit == .batteryFull)
    }

    @Test func chargeFromTheGrid_isLimitedByWhatTheSiteMayImport() {
        let decision = decide(netLoad: 2, cheapNow, charge: 0.1, site: Fixture.site(importLimit: Watts(4200)))
        #expect(decision.intents == [.charge(Watts(2200))] && decision.reason.limit == .siteImport)
    }

    @Test func chargeBelowTheMonthsPeak_isLimitedByIt() {
        var optimiser = RollingOptimiser(parameters: coarse)
        let decision = optimiser.decide(
            situation(
                netLoad: Array(repeating: 2, count: 24), importPrice: cheapNow, exportPrice: cheapNow.map { _ in 0 },
                stateOfCharge: 0.1
            ).billing(peak: 40, soFar: 3000))
        #expect(decision.intents == [.charge(Watts(1000))] && decision.reason.limit == .monthPeak)
    }

    @Test func coveringTheHouse_isLimitedByTheReserve_andByTheBatterysPower() {
        let low = decide(netLoad: 4, dearNow, charge: 0.05)
        #expect(low.intents == [.selfConsume] && low.reason.limit == .batteryEmpty)
        let strong = decide(netLoad: 7, dearNow, charge: 0.9)
        #expect(strong.intents == [.selfConsume] && strong.reason.limit == .dischargePower)
        #expect(decide(netLoad: 2, dearNow, charge: 0.9).reason.limit == nil, "the house needs no more")
    }

    @Test func storingTheSurplus_isLimitedByTheRoomAndThePowerThatItExceeds() {
        func limit(surplus: Double, charge: Double) -> Reason.Limit? {
            let slot = Self.slot([-surplus], [1])
            return Self.limit(of: .selfConsume, in: slot, charge: charge)
        }
        #expect(limit(surplus: 3, charge: 0.99) == .batteryFull)
        #expect(limit(surplus: 6, charge: 0.2) == .chargePower)
        #expect(limit(surplus: 5, charge: 0.2) == nil && limit(surplus: 3, charge: 0.2) == nil)
    }

    @Test func dischargeIntoTheGrid_isLimitedByWhatTheSiteMayExport() {
        let export = Self.prices(0.50, 0.02)
        let importPrice = export.map { $0 + 0.05 }
        let free = decide(netLoad: 1, importPrice, export: export, charge: 0.9)
        #expect(free.intents == [.discharge(Watts(5000))] && free.reason.limit == .dischargePower)
        let limited = decide(
            netLoad: 1, importPrice, export: export, charge: 0.9, site: Fixture.site(exportLimit: Watts(3000)))
        #expect(limited.intents == [.discharge(Watts(4000))] && limited.reason.limit == .siteExport)
    }

    @Test func negativePrice_keepsAFullBatteryFromTheHouse() {
        let negative = Self.prices(-0.10, 0.30)
        let full = decide(netLoad: 1, negative, charge: 1)
        #expect(full.intents == [.noDischarge] && full.reason.limit == .negativePrice)
        let room = decide(netLoad: 1, negative, charge: 0.2)
        #expect(Self.isCharge(room) && room.reason.limit != .negativePrice)
    }

    @Test func restingAtAPriceAboveZero_isLimitedByNothing() {
        let slot = Self.slot([2], [1])
        for intent in [BatteryIntent.idle, .noDischarge] {
            #expect(Self.limit(of: intent, in: slot, charge: 0.5) == nil)
        }
    }

    /// 6 kW of surplus exceed the power of 5 kW, and more so the 2.1 kW that fill the battery.
    @Test func ofSeveralLimits_theTightestIsTold() {
        let slot = Self.slot([-6], [1])
        #expect(Self.limit(of: .selfConsume, in: slot, charge: 0.95) == .batteryFull)
        #expect(Self.limit(of: .selfConsume, in: slot, charge: 0.5) == .chargePower)
    }

    @Test func ofSeveralCases_whatHasTheMostWeightIsTold() {
        func limit(_ weights: [Double]) -> Reason.Limit? {
            Self.limit(of: .selfConsume, in: Self.slot([-6, -2, 1], weights), charge: 0.5)
        }
        #expect(limit([0.6, 0.2, 0.2]) == .chargePower)
        #expect(limit([0.4, 0.3, 0.3]) == nil, "two cases say none")
    }

    /// The highest charge asked for is open in one case only; the likelier cases are cut to what the peak leaves them.
    @Test func chargeThatThePeakCutsInMostCases_isLimitedByIt() {
        let slot = Self.slot([1, 3], [0.3, 0.7], importLimit: 4)
        #expect(slot.highestCharge == 3)
        #expect(Self.limit(of: .charge(Watts(3000)), in: slot, charge: 0.2) == .monthPeak)
        #expect(Self.limit(of: .charge(Watts(500)), in: slot, charge: 0.2) == nil)
    }

    /// Net loads in kW.
    private static func slot(
        _ netLoads: [Double], _ weights: [Double], importPrice: Double = 0.3, importLimit: Double = .infinity
    ) -> UncertainSlot {
        UncertainSlot(
            cases: netLoads.map {
                SlotEconomics(
                    netLoad: $0 * 1000, prices: SlotPrices(importPrice: PricePerKWh(importPrice), exportPrice: .zero),
                    battery: SlotBattery(wholeBattery), importLimit: importLimit * 1000)
            }, weights: weights)
    }

    private static func limit(of intent: BatteryIntent, in slot: UncertainSlot, charge: Double) -> Reason.Limit? {
        let battery = SlotBattery(wholeBattery)
        guard let grid = EnergyGrid(battery, nodes: 11) else { return nil }
        return IntentChooser(battery: battery, grid: grid).limit(
            of: intent, in: slot, stored: WattHours(10_000 * charge))
    }
}
