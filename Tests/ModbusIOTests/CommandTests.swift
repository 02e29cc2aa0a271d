// SPDX-License-Identifier: Apache-2.0

import Devices
import Energy
import Safety
import Testing

@testable import ModbusIO

/// What becomes of commands on a bus.
struct CommandTests {
    let bank: ProfileBank
    let meter: DeviceProfile
    let inverter: DeviceProfile
    let storage: LocatedModel
    var bus: SteppedDriver
    var gate = Gate(device: DeviceIndex(1))

    init() throws {
        meter = try shippedProfile("eastron-sdm630")
        inverter = try shippedProfile("sunspec-hybrid")
        bank = ProfileBank([1: try RegisterImage(meter), 2: try inverterImage(inverter)])
        storage = try #require(bank.model(124, unit: 2))
        bus = SteppedDriver(
            bank: bank,
            devices: [
                BusDevice(index: DeviceIndex(0), profile: meter, unit: 1),
                BusDevice(index: DeviceIndex(1), profile: inverter, unit: 2),
            ])
    }

    /// A clock that is looked at before a command and before each of its writes, and runs out before the second write.
    func runsOut(at expiry: BootInstant) -> Pacing {
        var looks = 0
        return Pacing(
            now: {
                looks += 1
                return looks < 3 ? expiry : expiry.advanced(bySeconds: 0.001)
            }, pause: { _ in })
    }

    func address(_ offset: Int) -> Int { Int(storage.address) + offset }

    @Test mutating func bounds_areWrittenTimerFirst_modeLast_andVerified() throws {
        _ = bus.step(to: 1000)
        let command = try gate.bounds(.charge(Watts(2000)), at: 1001)
        let outcome = try #require(bus.step(to: 1001, [command]).first?.outcome)
        #expect(outcome.result == .verified)
        #expect(outcome.device == DeviceIndex(1))
        #expect(outcome.serial == command.serial)
        #expect(outcome.registersWritten == 5)
        let (timer, gridCharge, rates, mode) = (address(15), address(17), address(12), address(5))
        #expect(bank.writes.map { Int($0.address) } == [timer, gridCharge, rates, mode])
        #expect(bank.writes.map(\.words.count) == [1, 1, 2, 1])
        #expect(bank.writes.first?.words == [60])
        #expect(bank.writes.last?.words == [3])
        // The next poll reads what was written.
        let control = try #require(bus.step(to: 1002).last?.report?.control)
        guard case .batteryBounds(let bounds, 60) = command.action else { throw Gate.NotBounds(command: command) }
        let found = try #require(control.batteryBounds)
        #expect(bounds.contains(found))
        #expect(abs(found.lower - bounds.lower) < 1 && abs(found.upper - bounds.upper) < 1)
        #expect(control.reversionSeconds == 60)
        #expect(outcome.batteryBounds == found, "what later polls are compared with")
    }

    @Test mutating func releases_areVerified() throws {
        _ = bus.step(to: 1000)
        let commands = try gate.releases(at: 1001)
        let outcomes = bus.step(to: 1001, commands).compactMap(\.outcome)
        #expect(outcomes.map(\.result) == [.verified, .verified])
        #expect(outcomes.map(\.registersWritten) == [3, 1])
        #expect(outcomes.map(\.time) == [BootInstant(seconds: 1001), BootInstant(seconds: 1001)])
    }

    @Test mutating func registerThatKeepsItsValue_isFoundByTheReadBack() throws {
        _ = bus.step(to: 1000)
        let command = try gate.bounds(.charge(Watts(2000)), at: 1001)
        bank.change { $0.stuck[address(5)] = 1 }
        let outcome = try #require(bus.step(to: 1001, [command]).first?.outcome)
        #expect(outcome.result == .readBackDiffers(address: UInt16(address(5)), wrote: 3, found: 1))
        #expect(outcome.registersWritten == 5)
    }

    @Test mutating func refusedWrite_endsTheCommand() throws {
        _ = bus.step(to: 1000)
        let command = try gate.bounds(.charge(Watts(2000)), at: 1001)
        bank.change { $0.refusedWrites[address(12)] = 4 }
        let outcome = try #require(bus.step(to: 1001, [command]).first?.outcome)
        #expect(outcome.result == .failed(.exception(code: 4)))
        #expect(outcome.registersWritten == 2)
        // The mode was not switched on.
        #expect(bank.writes.map { Int($0.address) } == [address(15), address(17)])
    }

    @Test mutating func expiredCommand_isNotSent() throws {
        _ = bus.step(to: 1000)
        let command = try gate.releases(at: 1001)[0]
        let late = command.expires.advanced(bySeconds: 0.001)
        let outcome = try #require(bus.step(to: late, [command]).first?.outcome)
        #expect(outcome.result == .notSent)
        #expect(outcome.registersWritten == 0)
        #expect(bank.writes.isEmpty)
        #expect(bus.step(to: command.expires, [command]).first?.outcome?.result == .verified)
    }

    @Test mutating func commandForADeviceThatWasNeverFound_isNotSent() throws {
        let command = try gate.releases(at: 1001)[0]
        #expect(bus.step(to: 1001, [command]).first?.outcome?.result == .notSent)
        #expect(bank.writes.isEmpty)
    }

    @Test mutating func commandForADeviceThatIsAway_isNotSent_norWhenItComesBack() throws {
        _ = bus.step(to: 1000)
        bank.change { $0.silent = [2] }
        #expect(bus.step(to: 1002).contains { $0.kind == "disconnected" })
        let command = try gate.releases(at: 1003)[0]
        #expect(bus.step(to: 1003, [command]).first?.outcome?.result == .notSent)
        bank.change { $0.silent = [] }
        for second in 1004..<1010 { _ = bus.step(to: second) }
        #expect(bank.writes.isEmpty)
    }

    @Test mutating func silenceDuringACommand_failsIt() throws {
        _ = bus.step(to: 1000)
        bank.change { $0.silent = [2] }
        let command = try gate.releases(at: 1001)[0]
        let outcome = try #require(bus.step(to: 1001, [command]).first?.outcome)
        #expect(outcome.result == .failed(.noResponse))
        #expect(outcome.registersWritten == 0)
    }

    @Test mutating func replyLostOnce_isMadeUpForByWritingTheSameAgain() throws {
        _ = bus.step(to: 1000)
        bus.link.failNextWrites = [.noResponse]
        let command = try gate.releases(at: 1001)[0]
        let outcome = try #require(bus.step(to: 1001, [command]).first?.outcome)
        #expect(outcome.result == .verified)
        #expect(bank.writes.count == 4)
        #expect(bank.writes[0] == bank.writes[1])
    }

    @Test mutating func readBackLostOnce_isAskedForAgain() throws {
        _ = bus.step(to: 1000)
        bus.link.failNextReads = [.malformed("a frame of noise")]
        let command = try gate.releases(at: 1001)[0]
        #expect(bus.step(to: 1001, [command]).first?.outcome?.result == .verified)
    }

    @Test mutating func commandThatExpiresOnTheWay_isNotWrittenToItsEnd() throws {
        _ = bus.step(to: 1000)
        let command = try gate.releases(at: 1001)[0]
        let outcome = try #require(bus.execute([command], pacing: runsOut(at: command.expires)).first?.outcome)
        #expect(outcome.result == .notSent)
        #expect(bank.writes.count == 1)
        #expect(outcome.registersWritten == bank.writes[0].words.count)
    }

    @Test mutating func writeWithoutReply_isNotRepeatedOnceExpired() throws {
        _ = bus.step(to: 1000)
        let command = try gate.releases(at: 1001)[0]
        bus.link.failNextWrites = [.noResponse]
        let outcome = try #require(bus.execute([command], pacing: runsOut(at: command.expires)).first?.outcome)
        #expect(outcome.result == .failed(.noResponse))
        #expect(bank.writes.count == 1)
    }

    @Test mutating func connectionLostToAnotherDevice_isOpenedForACommand() throws {
        _ = bus.step(to: 1000)
        bank.change { $0.silent = [1] }
        // The inverter is not due in this step: the meter's silence leaves the connection closed.
        _ = bus.step(to: 1001)
        try #require(!bus.link.isOpen)
        let command = try gate.releases(at: 1001)[0]
        #expect(bus.step(to: 1001, [command]).first?.outcome?.result == .verified)
    }

    @Test mutating func commandForAMeter_isUnsupported() throws {
        _ = bus.step(to: 1000)
        var gate = Gate(device: DeviceIndex(0))
        let outcome = try #require(bus.step(to: 1001, try gate.releases(at: 1001)).first?.outcome)
        guard case .unsupported(let why) = outcome.result else {
            Issue.record("\(outcome)")
            return
        }
        #expect(why.contains("eastron-sdm630"))
    }

    @Test mutating func newerCommand_replacesAWaitingOneOfItsKind() throws {
        let link = ScriptedLink(bank)
        let memory = InMemoryBus(link: link, devices: bus.devices, seed: 1)
        #expect(memory.devices == [DeviceIndex(0), DeviceIndex(1)])
        memory.beginStep(to: BootInstant(seconds: 1000))
        memory.waitForStep()
        _ = memory.takeDeliveries()
        let bounds = try gate.bounds(.idle, at: 1010)
        var later = Gate(device: DeviceIndex(1))
        let releases = try later.releases(at: 1010)
        // The output's release is of another kind and stays; the battery's replaces the bounds.
        for command in [bounds, releases[1], releases[0]] { memory.submit(command) }
        memory.beginStep(to: BootInstant(seconds: 1010))
        let outcomes = memory.takeDeliveries().compactMap(\.outcome)
        #expect(outcomes.map(\.serial) == [releases[1].serial, releases[0].serial])
        #expect(outcomes.map(\.result) == [.verified, .verified])
        #expect(!bank.writes.contains { Int($0.address) == address(15) })
        memory.beginStep(to: BootInstant(seconds: 1011))
        #expect(memory.takeDeliveries().compactMap(\.outcome).isEmpty)
    }
}
