// SPDX-License-Identifier: Apache-2.0

import Energy
import HearthTestKit
import Safety
import Testing

/// I-17 for the registers of the output limit (`WMaxLimPct`, `WMaxLim_Ena`): who else writes them.
@Suite final class OutputMasterTests {
    private var supervisor = SafetySupervisor(limits: Fixture.limits(exportLimit: Watts(1000)))
    private var house = SnapshotBuilder()
    private var events: [GuardEvent] = []
    private var registers: Watts?
    /// What another master writes every second, nil while there is none; `.some(nil)` = no limit.
    private var other: Watts??
    private var wish: Watts?

    /// Lets seconds pass; the registers hold what was written last, by whomever.
    @discardableResult private func run(seconds: Int) -> [DeviceAction] {
        var actions: [DeviceAction] = []
        for _ in 0..<seconds {
            house.second += 1
            if let other { registers = other }
            let now = BootInstant(seconds: house.second)
            let control = ControlReport(
                state: ControlState(batteryBounds: nil, outputLimit: registers, reversionSeconds: 60), time: now)
            let cycle = supervisor.cycle(snapshot: house.build(), intent: intent(now), controls: [control])
            events += cycle.events
            for command in cycle.commands {
                switch command.action {
                case .outputLimit(let limit, _): registers = limit
                case .releaseOutput: registers = nil
                case .batteryBounds, .releaseBattery: break
                }
                actions.append(command.action)
                supervisor.note(
                    CommandOutcome(
                        device: command.device, serial: command.serial, result: .verified, registersWritten: 5,
                        time: now))
            }
        }
        return actions
    }

    private func intent(_ now: BootInstant) -> Intent? {
        wish.map {
            Intent(
                sequence: 1, madeAt: now, expires: now.advanced(bySeconds: 60), batteries: [.selfConsume], pvLimit: $0)
        }
    }

    private var otherMasters: [GuardEvent] { events.filter { $0.kind == .otherMaster } }

    /// A house that exports 500 W too much, capped at once.
    private func cap() {
        house.pv = 4000
        house.phases = Phases(-500, -500, -500)
        run(seconds: 3)
        house.pv = registers?.value ?? 4000
        house.phases = Phases(-300, -300, -300)
        run(seconds: 3)
    }

    @Test func capThatIsKept_isNoNews() {
        cap()
        #expect(registers != nil)
        run(seconds: 60)
        #expect(otherMasters.isEmpty)
    }

    @Test func tighterLimitOfAnother_isToldAndLeftAlone_forFiveMinutes() throws {
        cap()
        other = Watts(800)
        house.pv = 800
        let actions = run(seconds: 290)
        #expect(otherMasters.count == 1)
        #expect(otherMasters.first?.detail == "registers say an output limit of 800 W")
        #expect(otherMasters.first?.device == DeviceIndex(0))
        #expect(actions.allSatisfy { $0 == .releaseBattery }, "\(actions)")
    }

    @Test func limitOfAnotherWhereHearthHasNone_isLeftAlone() {
        run(seconds: 10)
        other = Watts(2000)
        #expect(run(seconds: 280).isEmpty)
        #expect(otherMasters.count == 1)
        #expect(registers == Watts(2000))
    }

    @Test func oneOddReport_isAReplyThatCrossedAWrite() {
        cap()
        let own = registers
        registers = Watts(800)
        run(seconds: 1)
        registers = own
        run(seconds: 1)
        registers = Watts(800)
        run(seconds: 1)
        #expect(otherMasters.isEmpty)
    }

    @Test func capLiftedByAnother_isSetAgain_andToldOnce() {
        cap()
        let cap = registers
        other = .some(nil)
        let actions = run(seconds: 120)
        let writes = actions.filter { $0 != .releaseBattery }
        #expect(writes.count >= 10 && writes.count <= 30, "\(writes.count) writes in two minutes")
        #expect(writes.allSatisfy { if case .outputLimit = $0 { true } else { false } })
        #expect(otherMasters.count == 1)
        other = nil
        run(seconds: 10)
        #expect((registers?.value ?? .infinity) <= (cap?.value ?? 0) + 1000)
    }

    @Test func wishOfThePlanner_isNotFoughtFor() {
        wish = Watts(1500)
        run(seconds: 30)
        #expect(registers == Watts(1500))
        other = Watts(3000)
        run(seconds: 10)
        #expect(otherMasters.count == 1)
        #expect(run(seconds: 280).isEmpty)
    }

    @Test func tighterCapThanTheOthers_isWritten_whateverTheLockout() throws {
        run(seconds: 10)
        other = Watts(5000)
        run(seconds: 10)
        #expect(otherMasters.count == 1)
        other = nil
        house.pv = 4000
        house.phases = Phases(-1000, -1000, -1000)
        run(seconds: 6)
        #expect(try #require(registers).value < 4000)
    }
}
