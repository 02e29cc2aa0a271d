// SPDX-License-Identifier: Apache-2.0

import Energy
import HearthTestKit

@testable import Safety

/// A battery's interlocks and the site's export limit, which see every second once.
struct Interlocks {
    private(set) var exportLimit = ExportLimit()
    private var battery = BatteryInterlocks()

    mutating func observe(_ situation: BatterySituation) {
        let inverter = InverterState(
            output: situation.snapshot.inverterAC.value?.value, rating: nil, isControllable: true)
        exportLimit.observe(
            SiteSituation(situation.snapshot, limits: situation.site, inverters: [inverter], lostShare: 0))
        battery.observe(situation)
    }

    mutating func noteModeChange(at now: BootInstant) { battery.noteModeChange(at: now) }

    func allowed(_ proposal: PowerBounds, _ situation: BatterySituation) -> (bounds: PowerBounds?, by: InterlockSet) {
        battery.allowed(proposal, situation)
    }

    func decide(_ intent: BatteryIntent?, _ situation: BatterySituation) -> GateDecision {
        battery.decide(intent, situation)
    }
}

/// One battery's gate, fed second by second.
final class GateHarness {
    var interlocks = Interlocks()
    var house = SnapshotBuilder()
    var limits: SafetyLimits
    var lastForced: PowerBounds?

    init(limits: SafetyLimits = Fixture.limits()) { self.limits = limits }

    var situation: BatterySituation {
        let snapshot = house.build()
        return BatterySituation(
            now: snapshot.time, snapshot: snapshot, battery: snapshot.batteries[0], limits: limits.batteries[0],
            site: limits, lastForced: lastForced,
            export: interlocks.exportLimit.restriction(snapshot, limits: limits))
    }

    /// Lets some seconds pass with the house as it is.
    func pass(seconds: Int = 1) {
        for _ in 0..<seconds {
            house.second += 1
            interlocks.observe(situation)
        }
    }

    /// The verdict about a wish in the next second; a forced verdict is remembered as commanded.
    func decide(_ intent: BatteryIntent?) -> GateDecision {
        pass()
        let decision = interlocks.decide(intent, situation)
        if case .setpoint(let bounds) = decision.verdict, bounds.isForced {
            lastForced = bounds
        } else {
            lastForced = nil
        }
        return decision
    }

    /// The battery power of a wish to force it: what the device is told to do at least.
    func forcedPower(_ intent: BatteryIntent) -> Double? {
        guard case .setpoint(let bounds) = decide(intent).verdict else { return nil }
        return bounds.clamp(0)
    }
}
