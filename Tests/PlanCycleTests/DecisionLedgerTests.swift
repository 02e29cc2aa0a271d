// SPDX-License-Identifier: Apache-2.0

import Energy
import HearthTestKit
import Policies
import Testing

@testable import PlanCycle

/// A battery of 10 kWh with 5 kW and an efficiency of 0.8 one way, 10 % to 95 %; import 0.30, export 0.10, a stored kWh 0.25.
@Suite struct DecisionLedgerTests {
    private static let battery = BatteryDescription(
        capacity: WattHours(10_000), maxCharge: Watts(5000), maxDischarge: Watts(5000), roundTripEfficiency: 0.64)
    private static let prices = SlotPrices(importPrice: PricePerKWh(0.30), exportPrice: PricePerKWh(0.10))
    private static let first = Slot(index: 1_640_000)

    private var ledger = DecisionLedger(batteries: [battery])

    private static func standing(_ now: BootInstant, isDryRun: Bool, _ verdict: Verdict) -> GuardStanding {
        GuardStanding(
            time: now, isDryRun: isDryRun, isClockTrusted: true,
            batteries: [BatteryStanding(verdict: verdict, inForce: nil, interlocks: [])], isConnected: [true],
            cycles: 1, commandsVerified: 0, commandsRefused: 0)
    }

    /// A slot in which everything is noted every 30 s.
    private mutating func note(
        _ offset: Int, soc: Double?, intent: BatteryIntent?, importLimit: Watts? = nil, isDryRun: Bool = true,
        from: Int = 0, verdict: (Int) -> Verdict = { _ in .release }
    ) {
        let slot = Self.first.advanced(by: offset)
        for second in stride(from: from, to: 900, by: 30) {
            let now = BootInstant(seconds: offset * 900 + second)
            ledger.note(
                now: now, wall: slot.start.advanced(bySeconds: second), stateOfCharge: soc.map { [$0] },
                intents: intent.map { BatteryIntents([$0], importLimit: importLimit) },
                standing: Self.standing(now, isDryRun: isDryRun, verdict(second)))
        }
    }

    private mutating func settle(_ offset: Int, grid: Double?, battery: Double?, priced: Bool = true) -> OutcomeRecord {
        ledger.settle(
            Self.first.advanced(by: offset),
            measurement: SlotMeasurement(grid: grid.map { Watts($0) }, battery: battery.map { Watts($0) }),
            prices: priced ? Self.prices : nil, storedPrice: priced ? PricePerKWh(0.25) : nil)
    }

    private func near(_ found: Money?, _ wanted: Double) -> Bool {
        found.map { ($0.value - wanted).magnitude < 1e-12 } ?? false
    }

    @Test mutating func chargeBelowAnImportLimit_isBilledAsTheLoadLeftIt() throws {
        note(0, soc: 0.5, intent: .charge(Watts(4000)), importLimit: Watts(3000))
        note(1, soc: 0.5, intent: .selfConsume)
        // A house of 1000 W: 3000 W for a quarter hour at 0.30.
        #expect(near(settle(0, grid: 1000, battery: 0).withheld?.cost, 0.75 * 0.30))
    }

    @Test mutating func chargeWithheld_isBilledByHand() throws {
        note(0, soc: 0.5, intent: .charge(Watts(4000)))
        note(1, soc: 0.47, intent: .selfConsume)
        // The house used 1000 W, 600 of them from the battery.
        let record = settle(0, grid: 400, battery: 600)
        #expect(record.isDryRun == true && record.commanded == [.release])
        // 0.1 kWh at 0.30; the charge fell by 300 Wh, of which 240 would have reached the house.
        #expect(near(record.measured?.cost, 0.03) && record.measured?.stored == WattHours(-300 * 0.8))
        // 0.25 kWh at 0.30.
        #expect(near(record.noBattery, 0.075))
        // 0.25 kWh out of the battery cost 0.3125 kWh inside, which count as 0.25 kWh again.
        let selfConsumption = try #require(record.selfConsumption)
        #expect(near(selfConsumption.cost, 0) && selfConsumption.stored == WattHours(-250))
        // 1000 + 4000 W bought: 1.25 kWh; 0.8 kWh stored, of which 0.64 come back.
        let withheld = try #require(record.withheld)
        #expect(near(withheld.cost, 0.375) && (withheld.stored?.value ?? 0).rounded() == 640)
        #expect(near(record.decisionCost, 0.375 - 0.25 * 0.64))
        #expect(near(record.savedAgainstNoBattery, 0.075 - 0.215))
        #expect(near(record.savedAgainstSelfConsumption, 0.0625 - 0.215))
    }

    @Test mutating func bothBatteries_areCarriedOn_whateverTheRealOneDoes() throws {
        note(0, soc: 0.5, intent: .charge(Watts(4000)))
        note(1, soc: 0.15, intent: .selfConsume)
        _ = settle(0, grid: 0, battery: 1000)
        let second = settle(1, grid: 0, battery: 5000)
        // 5000 W for a quarter hour take 1562.5 Wh out; the real battery at 15 % held 500 above its floor.
        #expect(near(second.withheld?.cost, 0) && near(second.selfConsumption?.cost, 0))
        #expect(near(second.noBattery, 0.375))
    }

    @Test mutating func control_isBilledByWhatWasMeasured() throws {
        note(0, soc: 0.5, intent: .noDischarge, isDryRun: false)
        note(1, soc: 0.5, intent: .noDischarge, isDryRun: false)
        let record = settle(0, grid: 1000, battery: 0)
        #expect(record.withheld == nil && near(record.decisionCost, 0.075))
        // Keeping the 0.25 kWh that self-consumption would have used: 0.075 bought instead of 0.0625 kept worth.
        #expect(near(record.savedAgainstSelfConsumption, 0.0625 - 0.075))
        #expect(near(record.savedAgainstNoBattery, 0))
    }

    @Test mutating func export_isEarned() {
        note(0, soc: 0.95, intent: .selfConsume)
        let record = settle(0, grid: -2000, battery: 0)
        #expect(near(record.measured?.cost, -0.05) && near(record.noBattery, -0.05))
        #expect(near(record.selfConsumption?.cost, -0.05), "the battery is full")
        #expect(record.measured?.stored == nil, "the next quarter hour has not begun")
    }

    @Test mutating func whatWasNotMeasured_isUnknown_andTheNextSlotBeginsAnew() throws {
        note(0, soc: 0.5, intent: .charge(Watts(4000)))
        note(1, soc: 0.5, intent: .charge(Watts(4000)))
        note(2, soc: 0.10, intent: .selfConsume)
        _ = settle(0, grid: 1000, battery: 0)
        let gap = settle(1, grid: nil, battery: 0)
        #expect(gap.measured == nil && gap.noBattery == nil && gap.selfConsumption == nil && gap.withheld == nil)
        #expect(gap.savedAgainstNoBattery == nil && gap.savedAgainstSelfConsumption == nil)
        // At the floor again, as the real one: nothing to give.
        let after = settle(2, grid: 1000, battery: 0)
        #expect(near(after.selfConsumption?.cost, 0.075) && near(after.withheld?.cost, 0.075))
    }

    @Test mutating func batteryUnknown_leavesThePaidAlone() {
        note(0, soc: 0.5, intent: .idle)
        let record = settle(0, grid: 1000, battery: nil)
        #expect(near(record.measured?.cost, 0.075) && record.noBattery == nil && record.selfConsumption == nil)
    }

    @Test mutating func pricesUnknown_noMoney_butTheBatteriesGoOn() {
        note(0, soc: 0.5, intent: .charge(Watts(5000)))
        note(1, soc: 0.10, intent: .selfConsume)
        let unpriced = settle(0, grid: 0, battery: 0, priced: false)
        #expect(unpriced.measured == nil && unpriced.noBattery == nil && unpriced.withheld == nil)
        #expect(near(settle(1, grid: 1000, battery: 0).withheld?.cost, 0))
    }

    @Test(arguments: [61, 600]) mutating func chargeSeenTooLate_isNotThatOfTheBeginning(second: Int) {
        note(0, soc: 0.5, intent: .idle, from: second)
        let record = settle(0, grid: 1000, battery: 0)
        #expect(near(record.noBattery, 0.075) && record.selfConsumption == nil && record.withheld == nil)
    }

    @Test mutating func decisionForTheEndOfASlot_doesNotStandForIt() {
        note(0, soc: 0.5, intent: nil)
        note(0, soc: 0.5, intent: .idle, from: 480)
        let record = settle(0, grid: 1000, battery: 0)
        #expect(record.withheld == nil && near(record.selfConsumption?.cost, 0))
    }

    @Test mutating func fromDryRunToControl_theBatteriesBeginAnew() {
        note(0, soc: 0.5, intent: .selfConsume)
        note(1, soc: 0.10, intent: .selfConsume, isDryRun: false)
        _ = settle(0, grid: 0, battery: 0)
        #expect(near(settle(1, grid: 1000, battery: 0).selfConsumption?.cost, 0.075))
    }

    @Test mutating func commanded_isWhatStoodLongest() {
        let hold = Verdict.setpoint(.zero)
        note(0, soc: 0.5, intent: .idle) { $0 < 240 ? .release : ($0 < 690 ? hold : .off) }
        #expect(settle(0, grid: 0, battery: 0).commanded == [hold])
    }

    @Test mutating func severalBatteries_followTogetherInsideTheSumOfTheirWishes() throws {
        ledger = DecisionLedger(batteries: [Self.battery, Self.battery])
        let slot = Self.first
        for second in stride(from: 0, to: 900, by: 30) {
            let now = BootInstant(seconds: second)
            ledger.note(
                now: now, wall: slot.start.advanced(bySeconds: second), stateOfCharge: [0.5, 0.9],
                intents: BatteryIntents([.idle, .discharge(Watts(1000))]),
                standing: Self.standing(now, isDryRun: true, .release))
        }
        // One rests, the other gives at least 1000 W and no more than 5000: 7000 W of load leave 2000.
        #expect(near(settle(0, grid: 7000, battery: 0).withheld?.cost, 0.5 * 0.3))
    }

    @Test mutating func oneOfTwoChargesUnknown_isAGap() {
        ledger = DecisionLedger(batteries: [Self.battery, Self.battery])
        ledger.note(
            now: BootInstant(seconds: 0), wall: Self.first.start, stateOfCharge: [0.5, nil], intents: nil,
            standing: nil)
        let record = settle(0, grid: 1000, battery: 0)
        #expect(record.selfConsumption == nil && record.isDryRun == nil && record.commanded.isEmpty)
    }
}
