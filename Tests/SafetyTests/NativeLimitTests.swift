// SPDX-License-Identifier: Apache-2.0

import Energy
import HearthTestKit
import Safety
import Testing

/// A limit of the output that stands in the registers when the guard comes: every row of the table in `NativeLimit`.
@Suite final class NativeLimitTests {
    private var supervisor = SafetySupervisor(limits: Fixture.limits(exportLimit: Watts(1000)))
    private var house = SnapshotBuilder()
    private var events: [GuardEvent] = []
    private var registers: Watts?
    /// When the device's own timer lifts the limit; nil where none runs.
    private var runsOut: Int?
    private var areRead = true
    private var wish: Watts?

    private func begin(_ found: Watts?, isUntouched: Bool) {
        registers = found
        supervisor = SafetySupervisor(
            limits: Fixture.limits(exportLimit: Watts(1000)), untouched: isUntouched ? [DeviceIndex(0)] : [])
        supervisor.noteConnected(DeviceIndex(0))
    }

    /// Lets seconds pass; answers the actions about the output.
    @discardableResult private func run(seconds: Int) -> [DeviceAction] {
        var actions: [DeviceAction] = []
        for _ in 0..<seconds {
            house.second += 1
            if let end = runsOut, house.second >= end { (registers, runsOut) = (nil, nil) }
            let now = BootInstant(seconds: house.second)
            let control = ControlReport(
                state: ControlState(batteryBounds: nil, outputLimit: registers, reversionSeconds: 60), time: now)
            let intent = wish.map {
                Intent(
                    sequence: 1, madeAt: now, expires: now.advanced(bySeconds: 60), batteries: [.selfConsume],
                    pvLimit: $0)
            }
            let cycle = supervisor.cycle(
                snapshot: house.build(), intent: intent, controls: [areRead ? control : nil])
            events += cycle.events
            for command in cycle.commands where command.action != .releaseBattery {
                obey(command.action)
                actions.append(command.action)
            }
            for command in cycle.commands {
                supervisor.note(
                    CommandOutcome(
                        device: command.device, serial: command.serial, result: .verified, registersWritten: 3,
                        time: now))
            }
        }
        return actions
    }

    private func obey(_ action: DeviceAction) {
        switch action {
        case .outputLimit(let limit, let lease):
            (registers, runsOut) = (limit, lease > 0 ? house.second + lease : nil)
        case .releaseOutput: (registers, runsOut) = (nil, nil)
        case .batteryBounds, .releaseBattery: break
        }
    }

    private func reconnect() {
        supervisor.noteDisconnected(DeviceIndex(0))
        supervisor.noteConnected(DeviceIndex(0))
    }

    private var told: [String] { events.filter { $0.kind == .nativeLimit }.map(\.detail) }
    private var stopActions: [DeviceAction] {
        supervisor.releaseAll(now: BootInstant(seconds: house.second)).map(\.action)
    }

    @Test(arguments: [true, false]) func nothingFound_isReleasedAsAPrecaution(isUntouched: Bool) {
        begin(nil, isUntouched: isUntouched)
        #expect(run(seconds: 100) == [.releaseOutput])
        #expect(told.isEmpty)
        #expect(stopActions == [.releaseBattery, .releaseOutput])
    }

    @Test func nothingReadForFiveSeconds_isReleasedAsAPrecaution() {
        begin(nil, isUntouched: false)
        areRead = false
        #expect(run(seconds: 5).isEmpty)
        #expect(run(seconds: 5) == [.releaseOutput])
    }

    @Test func limitBeforeTheFirstLife_isForeignAtOnce_andNeverLifted() {
        begin(Watts(3000), isUntouched: true)
        #expect(run(seconds: 3600).isEmpty)
        #expect(told == ["3000 W found that Hearth did not write; it is left alone"])
        #expect(stopActions == [.releaseBattery])
        #expect(registers == Watts(3000))
    }

    @Test func limitOfAnEarlierLife_runsOut_andWasHearths() {
        begin(Watts(3000), isUntouched: false)
        runsOut = house.second + 55
        #expect(run(seconds: 54).isEmpty)
        #expect(run(seconds: 100) == [.releaseOutput])
        #expect(told.isEmpty)
    }

    @Test func limitThatStaysAfterAnEarlierLife_isForeign() {
        begin(Watts(3000), isUntouched: false)
        run(seconds: 75)
        #expect(told.isEmpty)
        #expect(run(seconds: 3600).isEmpty)
        #expect(told.count == 1 && registers == Watts(3000))
    }

    @Test func limitThatChangesWhileHearthWritesNothing_isForeign() {
        begin(Watts(3000), isUntouched: false)
        run(seconds: 10)
        registers = Watts(2000)
        run(seconds: 1)
        #expect(told == ["2000 W found that Hearth did not write; it is left alone"])
        registers = Watts(1500)
        #expect(run(seconds: 10).isEmpty)
        #expect(told.count == 2)
        registers = nil
        #expect(run(seconds: 10) == [.releaseOutput], "whoever set it has taken it away")
    }

    @Test func reconnection_limitThatHearthDidNotWrite_isForeign() {
        begin(nil, isUntouched: true)
        run(seconds: 10)
        registers = Watts(2000)
        reconnect()
        #expect(run(seconds: 100).isEmpty)
        #expect(told.count == 1)
    }

    @Test func reconnection_ownLimit_isLeftToItsTimer() {
        begin(nil, isUntouched: true)
        run(seconds: 10)
        wish = Watts(1500)
        run(seconds: 10)
        #expect(registers == Watts(1500))
        wish = nil
        reconnect()
        #expect(run(seconds: 40).isEmpty && registers == Watts(1500))
        run(seconds: 40)
        #expect(registers == nil && told.isEmpty)
    }

    @Test func reconnection_ownLimitStillDue_isWrittenAtOnce() {
        begin(nil, isUntouched: true)
        run(seconds: 10)
        wish = Watts(1500)
        run(seconds: 10)
        reconnect()
        #expect(run(seconds: 1) == [.outputLimit(Watts(1500), leaseSeconds: 60)])
    }

    @Test func reconnection_anotherValueThanHearths_isForeign() {
        begin(nil, isUntouched: true)
        run(seconds: 10)
        wish = Watts(1500)
        run(seconds: 10)
        wish = nil
        (registers, runsOut) = (Watts(900), nil)
        reconnect()
        #expect(run(seconds: 100).isEmpty)
        #expect(told == ["900 W found that Hearth did not write; it is left alone"])
    }

    @Test func looserCap_isNotWrittenOverAForeignLimit() {
        begin(Watts(2000), isUntouched: true)
        wish = Watts(2500)
        #expect(run(seconds: 100).isEmpty)
        wish = Watts(2000)
        #expect(run(seconds: 100).isEmpty)
    }

    @Test func tighterCap_isWrittenOverAForeignLimit_whichIsPutBackForGood() {
        begin(Watts(2000), isUntouched: true)
        run(seconds: 10)
        wish = Watts(1500)
        let capped = run(seconds: 100)
        #expect(!capped.isEmpty && capped.allSatisfy { $0 == .outputLimit(Watts(1500), leaseSeconds: 60) })
        wish = nil
        #expect(run(seconds: 100) == [.outputLimit(Watts(2000), leaseSeconds: 0)])
        #expect(registers == Watts(2000) && runsOut == nil)
        #expect(told.count == 1 && !events.contains { $0.kind == .otherMaster })
    }

    @Test func capThatGrowsBeyondTheForeignLimit_endsAtIt() {
        begin(Watts(2000), isUntouched: true)
        wish = Watts(1500)
        run(seconds: 30)
        wish = Watts(4000)
        run(seconds: 30)
        #expect(registers == Watts(2000))
    }

    @Test func stop_whileACapStandsInItsPlace_putsTheForeignLimitBack() {
        begin(Watts(2000), isUntouched: true)
        wish = Watts(1500)
        run(seconds: 30)
        #expect(stopActions == [.releaseBattery, .outputLimit(Watts(2000), leaseSeconds: 0)])
    }

    @Test func reconnection_whileACapStandsInItsPlace_putsTheForeignLimitBack() {
        begin(Watts(2000), isUntouched: true)
        wish = Watts(1500)
        run(seconds: 30)
        wish = nil
        (registers, runsOut) = (nil, nil)
        reconnect()
        #expect(run(seconds: 10) == [.outputLimit(Watts(2000), leaseSeconds: 0)])
    }

    @Test func tighterCapOverALimitInDoubt_replacesIt_andIsTold() {
        begin(Watts(2000), isUntouched: false)
        run(seconds: 5)
        wish = Watts(1500)
        run(seconds: 30)
        #expect(told == ["2000 W, perhaps of an earlier life of the guard, was replaced by a tighter limit"])
        wish = nil
        run(seconds: 30)
        #expect(registers == nil)
    }

    @Test func exportLimit_isKeptWhereTheForeignLimitDoesNotSuffice() throws {
        begin(Watts(6000), isUntouched: true)
        run(seconds: 10)
        house.pv = 4000
        house.phases = Phases(-500, -500, -500)
        run(seconds: 6)
        #expect(try #require(registers).value < 4000)
    }

    @Test func foreignLimitThatAnotherLiftsLater_isNotReliedOn() throws {
        begin(Watts(2000), isUntouched: true)
        wish = Watts(1500)
        run(seconds: 30)
        wish = nil
        run(seconds: 30)
        #expect(registers == Watts(2000))
        registers = nil
        house.pv = 4000
        house.phases = Phases(-500, -500, -500)
        run(seconds: 10)
        #expect(try #require(registers).value < 4000)
    }

    @Test func supervisorThatHasReadNothing_liftsNoLimit() {
        begin(Watts(2000), isUntouched: false)
        #expect(stopActions == [.releaseBattery], "Hearth's own ends with its timer")
    }
}
