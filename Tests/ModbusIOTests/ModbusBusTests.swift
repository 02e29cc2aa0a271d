// SPDX-License-Identifier: Apache-2.0

import Devices
import Energy
import HostIO
import Safety
import Testing

@testable import ModbusIO

/// The bus with its own thread, through a real socket.
struct ModbusBusTests {
    let bank: ProfileBank
    let server: ModbusServer
    let device: BusDevice
    var gate = Gate(device: DeviceIndex(0))

    init() throws {
        let profile = try shippedProfile("sunspec-hybrid")
        bank = ProfileBank([2: try inverterImage(profile)])
        server = try ModbusServer(bank: bank)
        device = BusDevice(index: DeviceIndex(0), profile: profile, unit: 2)
    }

    func bus(_ clock: ModbusBus.Clock, timeout: Double = 5) throws -> ModbusBus {
        try ModbusBus(
            .tcp(host: "127.0.0.1", port: server.port), devices: [device], clock: clock, responseTimeout: timeout,
            seed: 1)
    }

    func step(_ bus: ModbusBus, to second: Int) -> [BusDelivery] {
        bus.beginStep(to: BootInstant(seconds: second))
        bus.waitForStep()
        return bus.takeDeliveries()
    }

    /// Waits until the device has been asked for all its registers once; commands are taken after that.
    func waitForFirstPoll() throws {
        let sameDevice = ProfileBank([2: try inverterImage(device.profile)])
        var stepped = SteppedDriver(bank: sameDevice, devices: [device])
        _ = stepped.step(to: 1000)
        let readCount = sameDevice.readCount(unit: 2)
        try #require(bank.wait { $0.reads.count >= readCount })
    }

    var bootSecond: Int { Int(MachineClock.now().nanoseconds / 1_000_000_000) }

    @Test mutating func steppedBus_doesWhatIsDue_andNoMore() throws {
        defer { server.stop() }
        let bus = try bus(.stepped)
        defer { bus.stop() }
        #expect(bus.devices == [DeviceIndex(0)])
        #expect(step(bus, to: 1000).map(\.kind) == ["connected", "report"])
        #expect(step(bus, to: 1001).isEmpty)
        let command = try gate.bounds(.discharge(Watts(1500)), at: 1002)
        bus.submit(command)
        let deliveries = step(bus, to: 1002)
        #expect(deliveries.map(\.kind) == ["outcome", "report"])
        #expect(deliveries.first?.outcome?.result == .verified)
        guard case .batteryBounds(let bounds, _) = command.action else { return }
        let control = try #require(deliveries.last?.report?.control?.batteryBounds)
        #expect(bounds.contains(control))
        #expect(abs(control.lower - bounds.lower) < 1)
    }

    @Test mutating func stop_writesWhatIsQueued_stepped() throws {
        defer { server.stop() }
        let bus = try bus(.stepped)
        _ = step(bus, to: 1000)
        let release = try gate.releases(at: 1000)
        for command in release { bus.submit(command) }
        #expect(bank.writes.isEmpty)
        bus.stop()
        let outcomes = bus.takeDeliveries().compactMap(\.outcome)
        #expect(outcomes.map(\.serial) == release.map(\.serial))
        #expect(outcomes.map(\.result) == [.verified, .verified])
        #expect(bank.writes.count == 4)
    }

    @Test mutating func liveBus_writesACommandAtOnce() throws {
        defer { server.stop() }
        let bus = try bus(.live)
        try waitForFirstPoll()
        let command = try gate.releases(at: bootSecond)[0]
        bus.submit(command)
        #expect(bank.wait { $0.writes.count == 3 })
        // What has begun is brought to its end.
        bus.stop()
        let deliveries = bus.takeDeliveries()
        #expect(deliveries.prefix(2).map(\.kind) == ["connected", "report"])
        let outcome = try #require(deliveries.compactMap(\.outcome).first)
        #expect(outcome.result == .verified)
        #expect(outcome.serial == command.serial)
        #expect(outcome.time >= command.issuedAt)
        #expect(bank.writes.count == 3)
    }

    @Test mutating func stop_writesWhatIsQueued_live() throws {
        defer { server.stop() }
        let bus = try bus(.live)
        try waitForFirstPoll()
        let release = try gate.releases(at: bootSecond)
        for command in release { bus.submit(command) }
        bus.stop()
        let outcomes = bus.takeDeliveries().compactMap(\.outcome)
        #expect(outcomes.map(\.serial) == release.map(\.serial))
        #expect(outcomes.map(\.result) == [.verified, .verified])
        #expect(bank.writes.count == 4)
    }

    @Test(arguments: [ModbusBus.Clock.live, .stepped])
    mutating func busWithoutDevices_waits_andRefusesCommands(_ clock: ModbusBus.Clock) throws {
        defer { server.stop() }
        let bus = try ModbusBus(.tcp(host: "127.0.0.1", port: server.port), devices: [], clock: clock, seed: 1)
        let command = try gate.releases(at: bootSecond)[0]
        bus.submit(command)
        bus.stop()
        let outcomes = bus.takeDeliveries().compactMap(\.outcome)
        #expect(outcomes.map(\.serial) == [command.serial])
        #expect(outcomes.map(\.result) == [.unsupported("device 0 is not on this bus")])
        #expect(bank.writes.isEmpty)
    }

    @Test mutating func serverThatGoesAndComesBack_isFoundAgain() throws {
        let bus = try bus(.stepped, timeout: 0.2)
        defer { bus.stop() }
        #expect(step(bus, to: 1000).map(\.kind) == ["connected", "report"])
        server.stop()
        #expect(step(bus, to: 1002).map(\.kind) == ["disconnected"])
        #expect(step(bus, to: 1004).isEmpty)
        let release = try gate.releases(at: 1005)[0]
        bus.submit(release)
        #expect(step(bus, to: 1005).compactMap(\.outcome).map(\.result) == [.notSent])
        let again = try ModbusServer(bank: bank, port: server.port)
        defer { again.stop() }
        #expect(step(bus, to: 1020).map(\.kind) == ["connected", "report"])
        #expect(bank.writes.isEmpty)
    }

    @Test func reader_readsOnce_orSaysWhyNot() throws {
        let endpoint = ModbusEndpoint.tcp(host: "127.0.0.1", port: server.port)
        let reading = try ModbusReader.read(endpoint, device: device)
        #expect(reading.identity.serial == "TEST-1")
        #expect(reading.report.reading(.inverterAC) == .value(1234))
        bank.change { $0.images = [2: try? RegisterImage(shippedProfile("eastron-sdm630"))].compactMapValues { $0 } }
        let failure = #expect(throws: LinkFailure.self) { try ModbusReader.read(endpoint, device: device) }
        #expect(failure?.description.contains("SunSpec") == true)
        server.stop()
        #expect(throws: LinkFailure.notConnected("127.0.0.1:\(server.port): Connection refused")) {
            try ModbusReader.read(endpoint, device: device)
        }
    }
}
