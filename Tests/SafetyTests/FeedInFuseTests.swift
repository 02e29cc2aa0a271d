// SPDX-License-Identifier: Apache-2.0

import Energy
import HearthTestKit
import Testing

@testable import Safety

/// I-6 in the other direction: a battery that sells on top of the sun.
@Suite struct FeedInFuseTests {
    /// A gate after some seconds of a feed-in, with the battery's discharge in it.
    private func gate(
        feedIn: Phases<Double>, discharge: Double, connection: PhaseConnection = .threePhase, seconds: Int = 2
    ) -> GateHarness {
        let gate = GateHarness(limits: Fixture.limits(connection: connection))
        gate.house.discharge = discharge
        gate.house.phases = feedIn.map { -$0 }
        gate.pass(seconds: seconds)
        return gate
    }

    private func highest(_ decision: GateDecision) -> Double? {
        guard case .setpoint(let bounds) = decision.verdict else { return nil }
        return bounds.upper
    }

    @Test func phaseAboveItsLimit_takesTheExcessOffTheDischarge() throws {
        // 5300 W against 5175: 125 W + 5 % = 131.25 W on each of three phases.
        let gate = gate(feedIn: Phases(5300, 1000, 1000), discharge: 4500)
        gate.lastForced = PowerBounds(exactly: 4500)
        let decision = gate.decide(.discharge(Watts(4500)))
        #expect(abs(try #require(highest(decision)) - (4500 - 3 * 131.25)) < 0.01, "\(decision)")
        #expect(decision.narrowedBy.contains(InterlockSet(.fuse)))
    }

    @Test func fuseAboveItsRating_endsTheDischargeAtOnce() throws {
        // 6400 W of 5750 W, one sample.
        let gate = gate(feedIn: Phases(6400, 0, 0), discharge: 4500, connection: .l1, seconds: 1)
        #expect(highest(gate.decide(.discharge(Watts(4500)))) == 0)
        // It may charge all the while.
        #expect(gate.decide(.charge(Watts(300))).verdict != .release)
    }

    @Test func capGoes_afterAMinuteBelow85Percent() {
        let gate = gate(feedIn: Phases(6400, 0, 0), discharge: 4500, connection: .l1, seconds: 1)
        gate.house.phases = Phases(-1000, -1000, -1000)
        gate.house.discharge = 0
        gate.pass(seconds: 59)
        #expect(highest(gate.decide(.discharge(Watts(4500)))) == 0)
        gate.pass(seconds: 3)
        #expect(highest(gate.decide(.discharge(Watts(4500)))) != 0)
    }

    @Test func anotherPhase_isLeftAlone() {
        let gate = gate(feedIn: Phases(0, 6400, 0), discharge: 4500, connection: .l1)
        #expect(highest(gate.decide(.discharge(Watts(4500)))) == 5000)
    }

    /// What the sun feeds in alone is none of the battery's doing: its own mode stays its own.
    @Test func sunAlone_isNoReasonToSteer() {
        let gate = gate(feedIn: Phases(5300, 5300, 5300), discharge: 0, seconds: 10)
        #expect(gate.decide(.selfConsume) == GateDecision(verdict: .release, narrowedBy: []))
    }

    /// Two that sell on one phase give up the excess together.
    @Test func twoOnOnePhase_shareTheExcess() throws {
        let limits = SafetyLimits(
            site: Fixture.site,
            batteries: [0, 1].map {
                BatteryLimits(device: DeviceIndex($0), battery: Fixture.battery(connection: .l1))
            })
        var supervisor = SafetySupervisor(limits: limits)
        var lowest = [Double.infinity, .infinity]
        for second in 1000..<1010 {
            let cycle = supervisor.cycle(
                snapshot: snapshot(second, discharges: [3000, 1500]), intent: intent(second), controls: [])
            for (k, decision) in cycle.decisions.enumerated() {
                if let power = highest(decision) { lowest[k] = min(lowest[k], power) }
            }
        }
        // 125 W + 5 %, two thirds of it the larger's.
        #expect(zip(lowest, [3000 - 87.5, 1500 - 43.75]).allSatisfy { abs($0 - $1) < 0.01 }, "\(lowest)")
    }

    private func intent(_ second: Int) -> Intent {
        let now = BootInstant(seconds: second)
        let wish = BatteryIntent.discharge(Watts(1500))
        return Intent(sequence: 1, madeAt: now, expires: now.advanced(bySeconds: 60), batteries: [wish, wish])
    }

    private func snapshot(_ second: Int, discharges: [Double]) -> PlantSnapshot {
        let now = BootInstant(seconds: second)
        func watts(_ value: Double) -> Measured<Watts> { Measured(Watts(value), at: now) }
        let batteries = discharges.map {
            BatterySnapshot(
                discharge: watts($0), stateOfCharge: Measured(0.5, at: now),
                maxCharge: .absent(.neverOffered, at: now), maxDischarge: .absent(.neverOffered, at: now))
        }
        return PlantSnapshot(
            time: now, wallTime: UTCInstant(secondsSinceEpoch: 0), gridImport: watts(-5300),
            gridImportPhases: Phases(watts(-5300), watts(0), watts(0)), pvProduction: watts(800),
            inverterAC: watts(5300), heatPumpPower: .absent(.neverOffered, at: now),
            outdoorTemperature: .absent(.neverOffered, at: now), batteries: batteries)
    }
}
