// SPDX-License-Identifier: Apache-2.0

import Energy
import HearthTestKit
import Safety
import Testing

/// Stories of one battery from the planner's wish to the device and back.
@Suite final class SafetySupervisorTests {
    private var supervisor = SafetySupervisor(limits: Fixture.limits())
    private var house = SnapshotBuilder()
    private var intent: Intent?
    private var control: ControlReport?
    private var events: [GuardEvent.Kind] = []

    private func wish(_ batteries: BatteryIntent) {
        let now = BootInstant(seconds: house.second)
        intent = Intent(
            sequence: 1, madeAt: now, expires: now.advanced(bySeconds: Intent.leaseSeconds), batteries: [batteries])
    }

    /// Lets seconds pass with a device that takes every command at once; returns the actions it was given.
    private func run(seconds: Int, verified: Bool = true) -> [DeviceAction] {
        var actions: [DeviceAction] = []
        for _ in 0..<seconds {
            house.second += 1
            let cycle = supervisor.cycle(snapshot: house.build(), intent: intent, controls: [control])
            events += cycle.events.map(\.kind)
            for command in cycle.commands {
                actions.append(command.action)
                supervisor.note(
                    CommandOutcome(
                        device: command.device, serial: command.serial,
                        result: verified ? .verified : .readBackDiffers(address: 1, wrote: 2, found: 3),
                        registersWritten: 5, time: BootInstant(seconds: house.second)))
            }
        }
        return actions
    }

    @Test func start_releasesTheBatteryAndTheOutput() {
        #expect(run(seconds: 10) == [.releaseBattery, .releaseOutput])
    }

    @Test func leaseEnds_afterSixtySeconds_andTheBatteryIsReleased() {
        _ = run(seconds: 5)
        wish(.noDischarge)
        let steered = run(seconds: 59)
        #expect(!steered.isEmpty)
        #expect(!steered.contains(.releaseBattery))
        #expect(run(seconds: 2) == [.releaseBattery])
        #expect(events.contains(.leaseExpired))
    }

    @Test func staleMeter_releasesAtOnce_whateverThePlannerWants() {
        _ = run(seconds: 5)
        wish(.charge(Watts(3000)))
        house.discharge = -3000
        _ = run(seconds: 20)
        house.phases = nil
        #expect(run(seconds: 1) == [.releaseBattery])
    }

    @Test func deviceThatDoesNotFollow_isAskedTwice_thenReleasedAndLeftAlone() {
        _ = run(seconds: 5)
        wish(.idle)
        house.discharge = 2000
        var actions = run(seconds: 40)
        wish(.idle)
        actions += run(seconds: 40)
        #expect(events.count { $0 == .noResponse } == 2)
        #expect(actions.last == .releaseBattery)
        wish(.idle)
        #expect(run(seconds: 50).isEmpty, "locked out for five minutes")
    }

    @Test func strangeRegisters_stopEveryWrite() {
        _ = run(seconds: 5)
        wish(.noDischarge)
        _ = run(seconds: 6)
        let strange = ControlState(
            batteryBounds: PowerBounds(exactly: -4000), outputLimit: nil, reversionSeconds: 0)
        for _ in 0..<2 {
            control = ControlReport(state: strange, time: BootInstant(seconds: house.second + 1))
            _ = run(seconds: 2)
        }
        #expect(events.contains(.otherMaster))
        #expect(run(seconds: 40).isEmpty)
    }

    @Test func releaseAll_givesEverythingBack_evenInTheMiddleOfACommand() {
        _ = run(seconds: 5)
        wish(.idle)
        _ = run(seconds: 10)
        let actions = supervisor.releaseAll(now: BootInstant(seconds: house.second)).map(\.action)
        #expect(actions == [.releaseBattery, .releaseOutput])
    }

    @Test func intentFromTheFuture_orWithALongerLease_isNotFollowed() {
        _ = run(seconds: 5)
        let now = BootInstant(seconds: house.second)
        intent = Intent(
            sequence: 1, madeAt: now.advanced(bySeconds: 100), expires: now.advanced(bySeconds: 160), batteries: [.idle]
        )
        #expect(run(seconds: 10).isEmpty)
        intent = Intent(
            sequence: 2, madeAt: now, expires: now.advanced(bySeconds: 3600), batteries: [.idle])
        #expect(run(seconds: 10).isEmpty)
    }
}
