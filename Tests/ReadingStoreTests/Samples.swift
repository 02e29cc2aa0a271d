// SPDX-License-Identifier: Apache-2.0

import Energy
import ReadingStore

/// Values the tests share.
enum Samples {
    static let deviceIDs = ["meter", "inverter", "heat-pump"]
    static let meter = DeviceIndex(0)
    static let inverter = DeviceIndex(1)
    /// 2026-01-01T00:00Z.
    static let firstSlot = Slot(index: 1_963_584)

    static func store(_ folder: TemporaryFolder, _ change: (inout ReadingStore.Options) -> Void = { _ in }) throws
        -> ReadingStore
    {
        var options = ReadingStore.Options()
        options.busyTimeoutMilliseconds = 0
        change(&options)
        return try ReadingStore(path: folder.database, deviceIDs: deviceIDs, options: options)
    }

    /// A power of the grid connection point.
    static func power(_ mean: Double, _ minimum: Double, _ maximum: Double, count: Int = 900, missing: Int = 0)
        -> SignalSummary
    {
        SignalSummary(
            signal: .gridImport, mean: mean, minimum: minimum, maximum: maximum, count: count, missing: missing)
    }

    /// The import counter of the meter.
    static func counter(_ first: Double, _ last: Double, count: Int = 900) -> SignalSummary {
        SignalSummary(
            signal: .importedEnergy, mean: last, minimum: first, maximum: last, count: count, missing: 0)
    }

    /// A slice of a slot; boot time runs from the first slot on.
    static func slice(
        slot offset: Int, from: Int = 0, to: Int = 900, boot: UInt64 = 7, device: DeviceIndex = meter,
        trusted: Bool = true, signals: [SignalSummary]? = nil, polls: Int = 900, failedPolls: Int = 0
    ) -> DeviceSlice {
        DeviceSlice(
            bootID: boot, device: device, start: BootInstant(seconds: (offset + 1000) * 900 + from),
            end: BootInstant(seconds: (offset + 1000) * 900 + to), slot: firstSlot.advanced(by: offset),
            isClockTrusted: trusted, signals: signals ?? [power(Double(offset), -100, 4000)], polls: polls,
            failedPolls: failedPolls)
    }

    static func slots(_ range: Range<Int>) -> Range<Slot> {
        firstSlot.advanced(by: range.lowerBound)..<firstSlot.advanced(by: range.upperBound)
    }

    static let learned = LearnedReason(
        expectedSaving: Money(-0.25), optimiserIntent: .charge(Watts(2500)), extraCostByPlan: Money(0.125),
        inputs: [
            LearnedReason.Input(name: "Preis am Abend, ct/kWh – “hoch”", weight: 0.5),
            LearnedReason.Input(name: "", weight: -0.01),
        ])

    static func decision(
        slot offset: Int, policy: String = "optimiser", learned: LearnedReason? = nil
    ) -> DecisionRecord {
        DecisionRecord(
            slot: firstSlot.advanced(by: offset), madeAt: firstSlot.advanced(by: offset).start, policy: policy,
            intents: [.charge(Watts(2500)), .noDischarge],
            reason: Reason(
                driver: .chargeForLater, importPrice: PricePerKWh(-0.01), storedValue: PricePerKWh(0.31),
                breakEven: PricePerKWh(0.27), advantage: Money(0.42), alternative: .discharge(Watts(800)),
                forecast: "prices known", learned: learned),
            stateOfCharge: [0.55, .nan])
    }

    static func outcome(slot offset: Int) -> OutcomeRecord {
        OutcomeRecord(
            slot: firstSlot.advanced(by: offset), isDryRun: false,
            commanded: [.setpoint(PowerBounds(maxCharge: 5000, maxDischarge: 0)), .release, .off],
            storedPrice: PricePerKWh(0.31), measured: SlotBill(cost: Money(-0.01), stored: nil), noBattery: Money(0.2),
            selfConsumption: SlotBill(cost: Money(0.0), stored: WattHours(-120.5)),
            withheld: SlotBill(cost: Money(0.15), stored: WattHours(300)))
    }
}
