// SPDX-License-Identifier: Apache-2.0

import Energy
import Plant
import Testing

@testable import Scenario

/// Every invariant that the checker knows is found broken in a world in which it is, and not in one where it holds.
@Suite struct InvariantCheckerTests {
    @Test func healthySteering_isNoViolation() {
        var probe = CheckerProbe.steering(exportLimit: 3000)
        probe.run(600)
        probe.bounds = nil
        probe.isWanted = false
        probe.run(600)
        probe.end()
        #expect(probe.violated.isEmpty)
        #expect(probe.unjudged.isEmpty)
    }

    // MARK: INV-1 and INV-3

    @Test(arguments: [(-5100.0, 0.0), (0, 4100), (4100, 4100), (-5100, -5100)])
    func registersBeyondTheNameplate_breakINV1(lower: Double, upper: Double) {
        var probe = CheckerProbe()
        probe.bounds = PowerBounds(lower: lower, upper: upper)
        // Forced at once it is a leap as well.
        probe.run(1)
        #expect(probe.violated.subtracting(["INV-18"]) == ["INV-1"])
    }

    @Test func unlimitedRegisters_breakINV3() {
        var probe = CheckerProbe()
        probe.bounds = .unlimited
        probe.run(1)
        #expect(probe.violated == ["INV-3"])
    }

    // MARK: INV-4

    @Test(arguments: [(0.099, 500.0), (0.951, -500)])
    func powerBeyondTheWindow_breaksINV4_afterTheReaction(stateOfCharge: Double, discharge: Double) {
        var probe = CheckerProbe.steering()
        probe.run(10)
        (probe.stateOfCharge, probe.discharge) = (stateOfCharge, discharge)
        probe.expectBreak(of: "INV-4", after: 7)
    }

    @Test func releasedBattery_belowTheFloor_isTheInvertersOwnDoing() {
        var probe = CheckerProbe.released()
        (probe.stateOfCharge, probe.discharge) = (0.07, 900)
        probe.run(600)
        #expect(probe.violated.isEmpty)
    }

    @Test func deafInverter_hasItsTimerToEndIt_andNoMore() {
        var probe = CheckerProbe.steering()
        probe.run(1)
        probe.inverterHindrances = .deaf
        (probe.stateOfCharge, probe.discharge) = (0.09, 500)
        probe.run(67)
        #expect(!probe.violated.contains("INV-4"))
        probe.run(1)
        #expect(probe.violated.contains("INV-4"))
    }

    @Test func falseStateOfCharge_isNotJudged_forAMinuteAfterwards() {
        var probe = CheckerProbe.steering()
        (probe.stateOfCharge, probe.discharge) = (0.09, 500)
        probe.inverterHindrances = .untrue
        probe.run(100)
        probe.inverterHindrances = []
        probe.run(60)
        #expect(probe.violated.isEmpty)
        #expect(probe.unjudged["INV-4"] == 160)
        probe.run(8)
        #expect(probe.violated == ["INV-4"])
    }

    // MARK: INV-5

    @Test func phaseOverItsFuse_whileCharging_breaksINV5_after3s() {
        var probe = CheckerProbe.steering(connection: .l1)
        probe.discharge = -2000
        probe.phases = Phases(6400, 0, 0)
        probe.expectBreak(of: "INV-5", after: 4)
    }

    @Test func chargeThatRunsOn_afterItsCommand_stillCounts() {
        var probe = CheckerProbe.steering()
        probe.discharge = -2000
        probe.run(10)
        probe.bounds = nil
        probe.phases = Phases(6400, 0, 0)
        probe.run(5)
        #expect(probe.violated == ["INV-5"])
    }

    @Test func phaseOverItsFuse_withoutOurCharge_isNotOurs() {
        var other = CheckerProbe.steering(connection: .l1)
        other.discharge = -2000
        other.phases = Phases(0, 6400, 6400)
        other.run(60)
        #expect(other.violated.isEmpty)
        var own = CheckerProbe.released()
        own.discharge = -2000
        own.phases = Phases(6400, 0, 0)
        own.run(60)
        #expect(own.violated.isEmpty)
    }

    @Test func silentMeter_hasTheStaleLimitMore_andNoMore() {
        var probe = CheckerProbe.steering()
        probe.discharge = -2000
        probe.meterHindrances = .mute
        probe.phases = Phases(6400, 0, 0)
        probe.run(10)
        #expect(!probe.violated.contains("INV-5"))
        probe.run(1)
        #expect(probe.violated.contains("INV-5"))
    }

    // MARK: INV-6

    @Test(arguments: [(Hindrances(), 6), (.mute, 11)])
    func exportOverTheLimit_breaksINV6(meter: Hindrances, allowed: Int) {
        var probe = CheckerProbe.released(exportLimit: 3000)
        probe.meterHindrances = meter
        probe.gridImport = -3200
        probe.expectBreak(of: "INV-6", after: allowed)
    }

    @Test func inverterThatCannotBeTold_isNotJudged_untilItIsConnectedAgain() {
        var probe = CheckerProbe.released(exportLimit: 3000)
        probe.gridImport = -3200
        probe.inverterHindrances = .deaf
        probe.run(60)
        probe.inverterHindrances = []
        probe.run(80)
        #expect(probe.violated.isEmpty)
        #expect(probe.unjudged["INV-6"] == 140)
        probe.run(7)
        #expect(probe.violated == ["INV-6"])
    }

    // MARK: INV-8

    @Test func registersThatSteerOn_afterTheGuardLetGo_breakINV8_after60s() {
        var probe = CheckerProbe.steering()
        probe.run(30)
        probe.isWanted = false
        probe.expectBreak(of: "INV-8", after: 60)
    }

    @Test(arguments: [nil, 61, 0x7FFF]) func timerThatIsMissingOrLong_breaksINV8_atOnce(seconds: Int?) {
        var probe = CheckerProbe.steering()
        probe.timer = seconds
        probe.run(1)
        #expect(probe.violated == ["INV-8"])
    }

    @Test func outputLimit_thatNobodyTold_breaksINV8_after60s() {
        var probe = CheckerProbe()
        probe.outputLimit = 3000
        probe.expectBreak(of: "INV-8", after: 60, within: 2)
    }

    @Test func registersOfAnotherMaster_areNotTheGuards() {
        var probe = CheckerProbe()
        probe.bounds = PowerBounds(maxCharge: 5000, maxDischarge: 0)
        probe.timer = nil
        probe.isWanted = false
        probe.isHeldByAnother = true
        probe.run(600)
        #expect(probe.violated.isEmpty)
        probe.isHeldByAnother = false
        probe.run(1)
        #expect(probe.violated == ["INV-8"])
    }

    @Test func steeringAfterAnOrderlyEnd_breaksINV8_butForADeafDevice() {
        var probe = CheckerProbe.steering()
        probe.run(10)
        var deaf = probe
        deaf.inverterHindrances = .deaf
        deaf.run(1)
        deaf.end()
        #expect(deaf.violated.isEmpty)
        probe.end()
        #expect(probe.violated == ["INV-8"])
    }

    // MARK: INV-9

    @Test func registersSteeringWithoutInputs_breakINV9_afterStaleLimitAndLease() {
        var probe = CheckerProbe.steering()
        probe.run(10)
        probe.isDelivering = false
        probe.expectBreak(of: "INV-9", after: 65)
    }

    @Test func inputsOfASilentDevice_areLost_whateverIsDelivered() {
        var probe = CheckerProbe.steering()
        probe.run(10)
        probe.meterHindrances = .mute
        probe.expectBreak(of: "INV-9", after: 66)
    }

    // MARK: INV-18

    @Test(arguments: [-5000.0, 4000]) func leapOfAForcedPower_breaksINV18(power: Double) {
        var probe = CheckerProbe()
        probe.run(20)
        probe.bounds = PowerBounds(exactly: power)
        probe.run(1)
        #expect(probe.violated == ["INV-18"])
    }

    @Test func forcedPower_thatGrowsByTheRamp_isNoViolation() {
        var probe = CheckerProbe()
        for power in stride(from: 0.0, through: -5000, by: -2500) {
            probe.bounds = PowerBounds(exactly: power)
            probe.discharge = power
            probe.run(5)
        }
        #expect(probe.violated.isEmpty)
    }
}
