// SPDX-License-Identifier: Apache-2.0

import Energy
import GuardCycle
import HearthTestKit
import Safety
import Testing

/// An inverter without a battery beside a hybrid: the guard finds it by its role and limits it with the other.
@Suite final class PVInverterTests {
    private let bus = FakeBus(devices: [DeviceIndex(0), DeviceIndex(1), DeviceIndex(2)])
    private let link = LoopbackLink()
    private var second = 1000
    private var registers: [Watts?] = [nil, nil]
    private var foreign: Watts?
    private var isPVAlone = false
    private var events: [GuardEvent] = []

    private func makeGuard(limitsOutput: Bool, tellsPVAlone: Bool = false, limitsHybrid: Bool = true) -> Guard {
        let signals: Set<Signal> = [.inverterAC, .pvProduction, .inverterRating]
        isPVAlone = tellsPVAlone
        return Guard(
            setup: GuardSetup(
                bootID: 7, configurationHash: 1,
                devices: [
                    DeviceDescription(id: "meter", role: .meter, offered: [.gridImport]),
                    DeviceDescription(
                        id: "roof", role: .inverter, offered: tellsPVAlone ? [.pvProduction] : signals,
                        limitsOutput: limitsOutput),
                    DeviceDescription(
                        id: "hybrid", role: .inverter, offered: signals.union([.batteryDischarge, .stateOfCharge]),
                        limitsOutput: limitsHybrid),
                ],
                limits: SafetyLimits(
                    site: Fixture.site(exportLimit: Watts(2000)),
                    batteries: [BatteryLimits(device: DeviceIndex(2), battery: Fixture.battery())])),
            access: .control([bus]), planner: link.plannerPort, start: BootInstant(seconds: second))
    }

    /// Lets seconds pass with 4 kW of sun on each, 500 W of load, and inverters that obey.
    private func run(_ subject: Guard, seconds: Int) {
        for _ in 0..<seconds {
            second += 1
            let now = BootInstant(seconds: second)
            bus.setTime(now)
            let roof = min(4000, foreign?.value ?? .infinity, registers[0]?.value ?? .infinity)
            let hybrid = min(4000, registers[1]?.value ?? .infinity)
            report(0, [.init(.gridImport, .value(500 - roof - hybrid))], control: nil)
            report(
                1,
                [.init(.pvProduction, .value(roof))] + (isPVAlone ? [] : [.init(.inverterAC, .value(roof))])
                    + rating(5000),
                control: foreign ?? registers[0])
            report(
                2,
                [
                    .init(.inverterAC, .value(hybrid)), .init(.pvProduction, .value(hybrid)),
                    .init(.batteryDischarge, .value(0)), .init(.stateOfCharge, .value(0.5)),
                ] + rating(5000), control: registers[1])
            let before = bus.commands.count
            subject.cycle(now: now, wall: UTCInstant(secondsSinceEpoch: second), isClockTrusted: true)
            events += subject.cycleEvents
            for command in bus.commands.dropFirst(before) { obey(command) }
        }
    }

    private func obey(_ command: AuthorizedCommand) {
        switch command.action {
        case .outputLimit(let limit, _): registers[command.device.rawValue - 1] = limit
        case .releaseOutput: registers[command.device.rawValue - 1] = nil
        case .batteryBounds, .releaseBattery: break
        }
    }

    private func rating(_ watts: Double) -> [DeviceReport.SignalRecord] { [.init(.inverterRating, .value(watts))] }

    private func report(_ device: Int, _ readings: [DeviceReport.SignalRecord], control: Watts?) {
        bus.deliver(
            .report(
                DeviceReport(
                    device: DeviceIndex(device), arrival: BootInstant(seconds: second), readings: readings,
                    control: device == 0
                        ? nil : ControlState(batteryBounds: nil, outputLimit: control, reversionSeconds: 60))))
    }

    private func connectAll() {
        for device in bus.devices {
            bus.deliver(.connected(device: device, identity: "test", at: BootInstant(seconds: second)))
        }
    }

    @Test func inverterWithoutABattery_isLimitedWithTheHybrid() throws {
        let subject = makeGuard(limitsOutput: true)
        connectAll()
        run(subject, seconds: 60)
        let caps = try registers.map { try #require($0).value }
        #expect(caps.reduce(0, +) <= 2500 + 1)
        #expect(caps.allSatisfy { $0 > 1000 }, "both produce as much, both keep as much: \(caps)")
        let snapshot = try #require(subject.snapshot)
        #expect(snapshot.inverters.count == 2)
        #expect(snapshot.inverters.first?.output == snapshot.inverters.last?.output)
        subject.stop(now: BootInstant(seconds: second), wall: UTCInstant(secondsSinceEpoch: second))
        #expect(bus.commands.suffix(3).map(\.action) == [.releaseBattery, .releaseOutput, .releaseOutput])
    }

    @Test func inverterThatTellsItsPVAlone_isLimitedByIt() throws {
        let subject = makeGuard(limitsOutput: true, tellsPVAlone: true)
        connectAll()
        run(subject, seconds: 60)
        #expect(subject.snapshot?.inverters.last?.output.value == registers[0])
        #expect(try registers.map { try #require($0).value }.reduce(0, +) > 2300, "the house keeps its share")
    }

    @Test func inverterWhoseProfileCannotLimit_isToldNothing_andTheHybridGivesWay() throws {
        let subject = makeGuard(limitsOutput: false)
        connectAll()
        run(subject, seconds: 60)
        #expect(bus.commands.allSatisfy { $0.device == DeviceIndex(2) })
        #expect(try #require(registers[1]).value == 0, "the roof alone exports 3500 W")
    }

    /// Else it would refuse a command every five seconds for ever.
    @Test func hybridWhoseProfileCannotLimit_isNeverToldALimit_andTheRoofGivesWay() throws {
        let subject = makeGuard(limitsOutput: true, limitsHybrid: false)
        connectAll()
        run(subject, seconds: 60)
        subject.stop(now: BootInstant(seconds: second), wall: UTCInstant(secondsSinceEpoch: second))
        let hybrid = bus.commands.filter { $0.device == DeviceIndex(2) }.map(\.action)
        #expect(hybrid.allSatisfy { $0 == .releaseBattery }, "\(hybrid)")
        #expect(try #require(registers[0]).value == 0, "the hybrid alone exports 3500 W")
    }

    @Test func registersOfThePVInverter_areWatchedToo() throws {
        let subject = makeGuard(limitsOutput: true)
        connectAll()
        run(subject, seconds: 60)
        foreign = Watts(300)
        run(subject, seconds: 30)
        #expect(events.filter { $0.kind == .otherMaster }.map(\.device) == [DeviceIndex(1)])
        let before = bus.commands.count
        run(subject, seconds: 100)
        #expect(bus.commands.dropFirst(before).allSatisfy { $0.device != DeviceIndex(1) })
        #expect(try #require(registers[1]).value > 1500, "the hybrid takes what the roof leaves")
    }
}
