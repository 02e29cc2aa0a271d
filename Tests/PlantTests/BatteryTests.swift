// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy
import Plant
import Testing

struct BatteryTests {
    static let description = BatteryDescription(
        capacity: WattHours(10_000), maxCharge: Watts(5000), maxDischarge: Watts(4000), roundTripEfficiency: 0.81)

    @Test func losses_splitEvenlyOverBothDirections() {
        var battery = Battery(Self.description, stateOfCharge: 0.5)
        #expect(battery.step(power: -2000, seconds: 1800) == -2000)
        #expect(abs(battery.storedWh - 5900) < 1e-9)
        #expect(battery.step(power: 810, seconds: 3600) == 810)
        #expect(abs(battery.storedWh - 5000) < 1e-9)
    }

    @Test func powers_areLimited_byRatingAndEnergy() {
        var battery = Battery(Self.description, stateOfCharge: 0.5)
        #expect(battery.step(power: 9000, seconds: 1) == 4000)
        #expect(battery.step(power: -9000, seconds: 1) == -5000)
        var nearlyEmpty = Battery(Self.description, stateOfCharge: 0.01)
        #expect(abs(nearlyEmpty.step(power: 4000, seconds: 900) - 360) < 1e-9)
        #expect(nearlyEmpty.storedWh == 0)
    }

    @Test func window_isKept() {
        var battery = Battery(Self.description, stateOfCharge: 0.12)
        for _ in 0..<100 { battery.step(power: 4000, seconds: 60, floor: 0.10, ceiling: 0.95) }
        #expect(abs(battery.stateOfCharge - 0.10) < 1e-9)
        for _ in 0..<300 { battery.step(power: -5000, seconds: 60, floor: 0.10, ceiling: 0.95) }
        #expect(abs(battery.stateOfCharge - 0.95) < 1e-9)
    }

    @Test func outsideTheWindow_onlyTheWayBackIsOpen() {
        let low = Battery(Self.description, stateOfCharge: 0.05).capability(seconds: 1, floor: 0.10)
        #expect(low.upper == 0 && low.lower == -5000)
        let high = Battery(Self.description, stateOfCharge: 0.99).capability(seconds: 1, ceiling: 0.95)
        #expect(high.lower == 0 && high.upper == 4000)
    }

    @Test func nonsense_movesNothing() {
        var battery = Battery(Self.description, stateOfCharge: .nan)
        #expect(battery.stateOfCharge == 0)
        #expect(battery.step(power: .nan, seconds: 1) == 0)
        #expect(battery.step(power: -.infinity, seconds: 1) == -5000)
    }

    @Test func stateOfCharge_staysInRange_forAnyRandomWalk() {
        var battery = Battery(Self.description, stateOfCharge: 0.3)
        var generator = SplitMix64(seed: 11)
        for _ in 0..<20_000 {
            battery.step(power: generator.nextUniform() * 20_000 - 10_000, seconds: 1 + generator.nextUniform() * 900)
            #expect((0...1).contains(battery.stateOfCharge))
        }
    }
}
