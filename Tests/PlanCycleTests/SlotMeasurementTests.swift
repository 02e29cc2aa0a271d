// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

@testable import PlanCycle

@Suite struct SlotMeasurementTests {
    private static let slot = Slot(index: 1_640_000)

    private static func slice(
        _ device: Int, _ signal: Signal, _ mean: Double, from: Int = 0, to: Int = 900, missing: Int = 0,
        isClockTrusted: Bool = true
    ) -> DeviceSlice {
        let count = to - from - missing
        return DeviceSlice(
            bootID: 1, device: DeviceIndex(device), start: BootInstant(seconds: from), end: BootInstant(seconds: to),
            slot: slot, isClockTrusted: isClockTrusted,
            signals: [
                SignalSummary(
                    signal: signal, mean: mean, minimum: mean, maximum: mean, count: count, missing: missing)
            ], polls: to - from, failedPolls: 0)
    }

    private static func measured(_ slices: [DeviceSlice], batteryCount: Int = 1) -> SlotMeasurement {
        SlotMeasurement(slices: slices, devices: PlannerHarness.devices, batteryCount: batteryCount)
    }

    @Test func means_areOfTheWholeSlot_andGiveTheNetLoad() {
        let found = Self.measured([
            Self.slice(0, .gridImport, 300, to: 300), Self.slice(0, .gridImport, 600, from: 300),
            Self.slice(1, .batteryDischarge, -200),
        ])
        #expect(found == SlotMeasurement(grid: Watts(500), battery: Watts(-200)))
        #expect(found.netLoad == Watts(300))
    }

    @Test func partOfASlot_isUnknown() {
        let battery = Self.slice(1, .batteryDischarge, 0)
        #expect(Self.measured([Self.slice(0, .gridImport, 300, to: 854), battery]).grid == nil)
        #expect(Self.measured([Self.slice(0, .gridImport, 300, to: 855), battery]).grid == Watts(300))
        #expect(Self.measured([Self.slice(0, .gridImport, 300, missing: 46), battery]).grid == nil)
        #expect(Self.measured([battery]).netLoad == nil)
    }

    @Test func untrustedClock_isUnknown() {
        #expect(Self.measured([Self.slice(0, .gridImport, 300, isClockTrusted: false)]).grid == nil)
    }

    @Test func batteryThatNobodyMeasures_isUnknown_andNoBatteryIsNone() {
        let meter = Self.slice(0, .gridImport, 300)
        #expect(Self.measured([meter, Self.slice(1, .batteryDischarge, 100)], batteryCount: 2).battery == nil)
        let alone = SlotMeasurement(slices: [meter], devices: [PlannerHarness.devices[0]], batteryCount: 0)
        #expect(alone.netLoad == Watts(300))
        #expect(SlotMeasurement(slices: [], devices: [], batteryCount: 0).netLoad == nil)
    }
}
