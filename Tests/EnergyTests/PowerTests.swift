// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy
import Testing

@Suite struct PowerBoundsTests {
    @Test func emptyOrNotANumber_isNoInterval() {
        #expect(PowerBounds(lower: 1, upper: 0) == nil)
        #expect(PowerBounds(lower: .nan, upper: 0) == nil)
        #expect(PowerBounds(lower: 0, upper: .nan) == nil)
        #expect(PowerBounds(exactly: .nan) == .zero)
        #expect(PowerBounds(maxCharge: -5, maxDischarge: .nan) == .zero)
    }

    @Test func narrowing_intersectsOrKeepsTheNearestBoundOfTheStronger() throws {
        let window = PowerBounds(maxCharge: 3000, maxDischarge: 5000)
        #expect(window.narrowing(PowerBounds(maxCharge: 1000, maxDischarge: 9000)).description == "-1000...5000 W")
        let far = try #require(PowerBounds(lower: 6000, upper: 8000))
        #expect(window.narrowing(far) == PowerBounds(exactly: 5000))
        #expect(PowerBounds.zero.narrowing(.unlimited) == .zero)
    }

    @Test func narrowing_neverLeavesTheStrongerAndChangesNothingTheSecondTime() {
        var generator = SplitMix64(seed: 7)
        func interval() -> PowerBounds {
            let a = (generator.nextUniform() - 0.5) * 10_000
            let b = (generator.nextUniform() - 0.5) * 10_000
            return PowerBounds(lower: min(a, b), upper: max(a, b)) ?? .zero
        }
        for _ in 0..<2000 {
            let (strong, weak) = (interval(), interval())
            let both = strong.narrowing(weak)
            #expect(strong.contains(both))
            #expect(both.lower <= both.upper)
            #expect(both.narrowing(weak) == both)
        }
    }

    @Test func clampAndForced() throws {
        let charge = try #require(PowerBounds(lower: -3000, upper: -1000))
        #expect(charge.clamp(0) == -1000)
        #expect(charge.clamp(-9000) == -3000)
        #expect(charge.contains(-2000) && !charge.contains(0))
        #expect(charge.isForced)
        #expect(!PowerBounds.zero.isForced)
        #expect(!PowerBounds.unlimited.isForced)
    }
}

@Suite struct IntentTests {
    @Test(arguments: [
        (BatteryIntent.selfConsume, -3000.0, 5000.0), (.noDischarge, -3000, 0), (.noCharge, 0, 5000), (.idle, 0, 0),
        (.charge(Watts(1000)), -3000, -1000), (.charge(Watts(9000)), -3000, -3000),
        (.discharge(Watts(2000)), 2000, 5000),
        (.discharge(Watts(9000)), 5000, 5000), (.charge(Watts(.nan)), -3000, 0), (.charge(Watts(.infinity)), -3000, 0),
        (.discharge(Watts(-1)), 0, 5000), (.discharge(Watts(.nan)), 0, 5000),
    ])
    func bounds_ofEveryIntent(intent: BatteryIntent, lower: Double, upper: Double) {
        let bounds = intent.bounds(maxCharge: Watts(3000), maxDischarge: Watts(5000))
        #expect(bounds.lower == lower)
        #expect(bounds.upper == upper)
    }

    @Test func deviceThatAllowsNothing_nothing() {
        for intent in [BatteryIntent.selfConsume, .charge(Watts(1000)), .discharge(Watts(1000))] {
            #expect(intent.bounds(maxCharge: .zero, maxDischarge: Watts(.nan)) == .zero)
        }
    }

    @Test(arguments: [
        (BatteryIntent.selfConsume, 800.0, 800.0), (.selfConsume, -800, -800), (.selfConsume, 9000, 5000),
        (.noDischarge, 800, 0), (.noCharge, -800, 0), (.charge(Watts(1000)), -2000, -2000),
        (.charge(Watts(1000)), 800, -1000), (.discharge(Watts(1000)), 300, 1000), (.discharge(Watts(1000)), 2500, 2500),
    ])
    func power_coversTheNetLoadInsideTheBounds(intent: BatteryIntent, netLoad: Double, power: Double) {
        #expect(
            intent.power(netLoad: Watts(netLoad), maxCharge: Watts(3000), maxDischarge: Watts(5000)) == Watts(power))
    }

    @Test func lease_isInForceForItsMinuteAndNoLonger() {
        let made = BootInstant(seconds: 100)
        func intent(_ seconds: Double) -> Intent {
            Intent(sequence: 1, madeAt: made, expires: made.advanced(bySeconds: seconds), batteries: [.idle])
        }
        #expect(intent(60).isInForce(at: made))
        #expect(intent(60).isInForce(at: BootInstant(seconds: 159)))
        #expect(!intent(60).isInForce(at: BootInstant(seconds: 160)))
        #expect(!intent(60).isInForce(at: BootInstant(seconds: 99)))
        #expect(!intent(60.1).isInForce(at: made))
        #expect(!intent(0).isInForce(at: made))
        #expect(!intent(-1).isInForce(at: made))
    }

    /// Times from outside whose difference does not fit into 64 bits are no short lease.
    @Test func leaseBetweenTheEndsOfTime_isNoLease() {
        let (first, last) = (BootInstant(nanoseconds: .min), BootInstant(nanoseconds: .max))
        let intent = Intent(sequence: 1, madeAt: first, expires: last, batteries: [.charge(Watts(5000))])
        #expect(!intent.isInForce(at: BootInstant(seconds: 100)))
        #expect(last.seconds(since: first) > 9e9 && first.seconds(since: last) < -9e9)
    }
}

@Suite struct SnapshotTests {
    @Test func load_isGridPlusBatteryPlusPV() {
        let snapshot = LinkSamples.snapshot(batteries: 2)
        #expect(snapshot.load.value == Watts(-1234.567 + 2000 + 0 + 1))
    }

    @Test func load_isAbsentWhenAPartOfItIs() {
        let base = LinkSamples.snapshot(batteries: 0)
        let snapshot = PlantSnapshot(
            time: base.time, wallTime: base.wallTime, gridImport: base.gridImport,
            gridImportPhases: base.gridImportPhases, pvProduction: .absent(.stale, at: base.time),
            inverterAC: base.inverterAC, heatPumpPower: base.heatPumpPower,
            outdoorTemperature: base.outdoorTemperature, batteries: [])
        #expect(snapshot.load.value == nil)
        #expect(snapshot.load.quality == .stale)
    }

    @Test func absentAndGood_cannotBe() {
        #expect(Measured<Watts>.absent(.good, at: LinkSamples.time).quality == .lost)
        #expect(Measured<Watts>.absent(.stale, at: LinkSamples.time).map(\.value).quality == .stale)
    }
}
