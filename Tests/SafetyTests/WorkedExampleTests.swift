// SPDX-License-Identifier: Apache-2.0

import Energy
import HearthTestKit
import Testing

@testable import Safety

/// The golden examples of the safety catalogue (section 12) for the interlocks built so far.
@Suite struct WorkedExampleTests {
    private let discharge3kW = BatteryIntent.discharge(Watts(3000))
    private let charge5kW = BatteryIntent.charge(Watts(5000))
    private let charge4500 = BatteryIntent.charge(Watts(4500))

    @Test func E1_E2_E3_floorBlocksDischarge_untilThreePointsAbove_thenRamps() {
        let gate = GateHarness()
        gate.house.soc = 0.10
        #expect(gate.forcedPower(discharge3kW) == 0)
        gate.house.soc = 0.12
        #expect(gate.forcedPower(discharge3kW) == 0)
        gate.house.soc = 0.13
        #expect(gate.forcedPower(discharge3kW) == 500)
        #expect(gate.forcedPower(discharge3kW) == 1000)
    }

    @Test func E4_chargeTapers_onePointBelowCeiling() throws {
        let gate = GateHarness()
        gate.house.soc = 0.94
        gate.house.discharge = -5000
        let power = try #require(gate.forcedPower(charge5kW))
        #expect((power - -2333).magnitude < 1)
    }

    @Test func E5_twoSamplesOverPhaseLimit_takeExcessOffThreePhaseCharge() throws {
        let gate = GateHarness()
        gate.house.discharge = -4500
        gate.house.phases = Phases(5300, 200, 200)
        gate.pass()
        let power = try #require(gate.forcedPower(charge4500))
        #expect((power - -4106).magnitude < 1)
    }

    @Test func E6_twoSamplesOverPhaseLimit_takeExcessOffSinglePhaseCharge() throws {
        let gate = GateHarness(limits: Fixture.limits(connection: .l1))
        gate.house.discharge = -4500
        gate.house.phases = Phases(5300, 200, 200)
        gate.pass()
        let power = try #require(gate.forcedPower(charge4500))
        #expect((power - -4369).magnitude < 1)
    }

    @Test func E7_E18_oneSampleAbove110Percent_stopsCharge_evenBelowTheFloor() {
        for soc in [0.5, 0.05] {
            let gate = GateHarness()
            gate.house.soc = soc
            gate.house.discharge = -4500
            gate.house.phases = Phases(6400, 200, 200)
            let decision = gate.decide(charge4500)
            #expect(decision.verdict == .setpoint(.zero))
            #expect(decision.narrowedBy.contains(InterlockSet(.fuse)))
        }
    }

    @Test func E8_staleMeter_releases() {
        let gate = GateHarness()
        gate.house.phases = nil
        let decision = gate.decide(.discharge(Watts(2000)))
        #expect(decision.verdict == .release)
        #expect(decision.narrowedBy.contains(InterlockSet(.fuse)))
    }

    @Test func E9_unknownStateOfCharge_releases() {
        let gate = GateHarness()
        gate.house.soc = nil
        #expect(gate.decide(discharge3kW).verdict == .release)
        #expect(gate.decide(.selfConsume).verdict == .release)
        #expect(gate.decide(.idle).verdict == .release)
    }

    @Test func E17_changeOfDirection_waitsSixtySeconds() {
        let gate = GateHarness()
        gate.house.discharge = -3000
        gate.pass(seconds: 20)
        gate.house.discharge = 0
        #expect(gate.forcedPower(discharge3kW) == 0)
        gate.pass(seconds: 38)
        #expect(gate.forcedPower(discharge3kW) == 0)
        gate.pass(seconds: 2)
        #expect(gate.forcedPower(discharge3kW) == 500)
    }

    @Test func fuseCap_staysUntilSixtySecondsBelow85Percent() {
        let gate = GateHarness()
        gate.house.phases = Phases(6400, 200, 200)
        #expect(gate.forcedPower(charge4500) == 0)
        gate.house.phases = Phases(5000, 200, 200)
        gate.pass(seconds: 120)
        #expect(gate.forcedPower(charge4500) == 0)
        gate.house.phases = Phases(1000, 200, 200)
        gate.pass(seconds: 59)
        #expect(gate.forcedPower(charge4500) == 0)
        gate.pass(seconds: 2)
        #expect(gate.forcedPower(charge4500) == -500)
    }

    @Test func fuseCapsCalmTime_doesNotRunWhileTheMeterIsLost() {
        let gate = GateHarness()
        gate.house.phases = Phases(6400, 200, 200)
        #expect(gate.forcedPower(charge4500) == 0)
        gate.house.phases = Phases(1000, 200, 200)
        gate.pass(seconds: 50)
        gate.house.phases = nil
        gate.pass(seconds: 5)
        gate.house.phases = Phases(1000, 200, 200)
        gate.pass(seconds: 30)
        #expect(gate.forcedPower(charge4500) == 0, "nobody saw what was drawn for five seconds of the 86")
        gate.pass(seconds: 28)
        #expect(gate.forcedPower(charge4500) == 0)
        gate.pass(seconds: 2)
        #expect(gate.forcedPower(charge4500) == -500)
    }

    @Test func exportOverLimitForTwoSamples_blocksDischarge_thenCapsOutput() {
        let gate = GateHarness(limits: Fixture.limits(exportLimit: Watts(1000)))
        gate.house.phases = Phases(-700, -400, -400)
        gate.house.discharge = 3000
        #expect(gate.forcedPower(discharge3kW) == 3000)
        #expect(gate.forcedPower(discharge3kW) == 0)
        #expect(gate.interlocks.exportLimit.outputCap == nil)
        gate.house.discharge = 0
        gate.house.pv = 4000
        gate.pass()
        #expect(gate.interlocks.exportLimit.outputCap == Watts(4000 - 500 * 1.05))
    }

    @Test func meterLost_capsOutputAtExportLimit() {
        let gate = GateHarness(limits: Fixture.limits(exportLimit: Watts(1000)))
        gate.house.phases = nil
        gate.pass()
        #expect(gate.interlocks.exportLimit.outputCap == Watts(1000))
        #expect(gate.decide(.selfConsume).verdict == .release)
    }

    @Test func selfConsumption_withNothingToNarrow_isTheInvertersOwnMode() {
        let gate = GateHarness()
        #expect(gate.decide(.selfConsume).verdict == .release)
        gate.house.soc = 0.10
        #expect(gate.decide(.selfConsume).verdict == .setpoint(PowerBounds(maxCharge: 5000, maxDischarge: 0)))
    }

    @Test func reportedLimit_narrows_lostHalves_neverOfferedTrustsConfiguration() {
        let gate = GateHarness()
        gate.house.reportedCharge = 3000
        #expect(gate.decide(.noDischarge).verdict == .setpoint(PowerBounds(maxCharge: 3000, maxDischarge: 0)))
        gate.house.reportedCharge = nil
        gate.house.reportQuality = .stale
        #expect(gate.decide(.noDischarge).verdict == .setpoint(PowerBounds(maxCharge: 2500, maxDischarge: 0)))
        gate.house.reportQuality = .neverOffered
        #expect(gate.decide(.noDischarge).verdict == .setpoint(PowerBounds(maxCharge: 5000, maxDischarge: 0)))
    }

    @Test func noLease_releases() {
        let gate = GateHarness()
        #expect(gate.decide(nil).verdict == .release)
    }

    @Test func thirteenthChangeOfModeInAnHour_locksInIdle_forFifteenMinutes() {
        let gate = GateHarness()
        for _ in 0..<13 {
            gate.pass(seconds: 10)
            gate.interlocks.noteModeChange(at: gate.situation.now)
        }
        #expect(gate.decide(.noDischarge).verdict == .setpoint(.zero))
        gate.pass(seconds: 900)
        #expect(gate.decide(.noDischarge).verdict == .setpoint(PowerBounds(maxCharge: 5000, maxDischarge: 0)))
    }
}
