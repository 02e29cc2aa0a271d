// SPDX-License-Identifier: Apache-2.0

import Configuration
import Energy
import GuardCycle
import GuardService
import HearthTestKit
import ModbusIO
import Plant
import Safety
import Simulator
import Testing

/// The simulated house behind its Modbus servers and a guard over the buses of the service, under a clock of the test, which
/// is the planner too.
final class SteeredHouse {
    private static let noon = UTCInstant(secondsSinceEpoch: 1_776_254_400)
    private static let inverterPlace = 1
    /// Of meter, inverter and heat pump.
    private static let profiles = ["eastron-sdm630", "sunspec-hybrid", "thermia-genesis"]

    let folder: Folder
    let configurationPath: String
    let configuration: HearthConfiguration
    let inverter: RecordedDevice
    let subject: Guard
    /// Every event so far, oldest first.
    private(set) var events: [GuardEvent] = []
    private let journal: (any Journal)?
    private var site: SimulatedSite
    private var servers: [ModbusServer]
    private let buses: [ModbusBus]
    private let link = LoopbackLink()
    private var encoder = FrameEncoder()
    /// Seconds since boot.
    private var second = 1000

    /// A sunny noon in April before the guard's first cycle.
    ///
    /// - Parameters:
    ///   - folder: of what the service keeps.
    ///   - journal: nil where nothing outlives the guard.
    ///   - stateOfCharge: of the battery at the start, 0...1; a full one leaves the sun to the grid.
    ///   - change: of the configuration's text.
    init(
        in folder: Folder, journal: (any Journal)? = nil, stateOfCharge: Double = 0.5,
        change: (String) -> String = { $0 }
    ) throws {
        self.folder = folder
        let house = try House(
            description: .standard, source: .generated(seed: 1), start: Self.noon,
            initialStateOfCharge: stateOfCharge)
        let library = ProfileLibrary(folder: "\(Program.root)/devices")
        let site = try SimulatedSite(
            house: house, profiles: try Self.profiles.map { try library.profile(named: $0).profile })
        let inverter = RecordedDevice(site.devices[Self.inverterPlace])
        let banks: [any RegisterBank] = [site.devices[0], inverter, site.devices[2]]
        let servers = try banks.map { try ModbusServer(bank: $0) }
        try folder.makeServiceFolders()
        var text = folder.sampleText(ports: servers.map(\.port), statusPort: try Loopback.freePort())
        for name in Self.profiles {
            // By its path: `SafeState` looks for names in the folder that the test stands in.
            text = text.replacing("\"\(name)\"", with: "\"\(library.folder)/\(name).toml\"")
        }
        configurationPath = try folder.put(change(text), as: "hearth.toml")
        configuration = try HearthConfiguration.inCheckout(configurationPath)
        buses = try configuration.devices.enumerated().map { place, device in
            try ModbusBus(
                device.endpoint.modbus,
                devices: [BusDevice(index: DeviceIndex(place), profile: device.profile, unit: device.unit)],
                clock: .stepped, seed: 1)
        }
        subject = Guard(
            setup: configuration.guardSetup(bootID: 7), access: .control(buses), planner: link.plannerPort,
            journal: journal, start: BootInstant(seconds: second))
        (self.journal, self.site, self.servers, self.inverter) = (journal, site, servers, inverter)
    }

    deinit {
        for bus in buses { bus.stop() }
        for server in servers { server.stop() }
    }

    var now: BootInstant { BootInstant(seconds: second) }
    var wall: UTCInstant { Self.noon.advanced(bySeconds: second - 1000) }
    /// True while the registers say that the battery is steered.
    var isSteered: Bool { inverter.device.commands.batteryBounds != nil }

    /// Devices are found, and the planner says that it runs the same configuration.
    func start() {
        run(seconds: 10)
        link.guardPort.send(encoder.encode(.hello(configurationHash: configuration.hash)))
        run(seconds: 2)
    }

    /// Lets seconds pass, with the house and its devices alone where the guard is dead.
    func run(seconds: Int, isGuardDead: Bool = false) {
        for _ in 0..<seconds {
            second += 1
            site.advance(to: wall)
            if isGuardDead { continue }
            for bus in buses { bus.beginStep(to: now) }
            for bus in buses { bus.waitForStep() }
            subject.cycle(now: now, wall: wall, isClockTrusted: true)
            events += subject.cycleEvents
            // A second is over sooner here than a write to a disk.
            if let journal { _ = Deadline(seconds: 20).wait { journal.isDurable || journal.failure != nil } }
        }
    }

    /// A planner that wishes the same for a while and renews its lease every 20 s.
    func keepWishing(_ intent: BatteryIntent, seconds: Int) {
        for _ in 0..<seconds / 20 {
            let lease = Intent(
                sequence: UInt64(second), madeAt: now, expires: now.advanced(bySeconds: Intent.leaseSeconds),
                batteries: [intent])
            link.guardPort.send(encoder.encode(.intent(lease)))
            run(seconds: 20)
        }
    }

    /// Ends every connection to the inverter; nobody listens at its port any more.
    func cutInverter() { servers[Self.inverterPlace].stop() }

    /// Lets the inverter listen at its port again.
    func reconnectInverter() throws {
        servers[Self.inverterPlace] = try ModbusServer(bank: inverter, port: servers[Self.inverterPlace].port)
    }
}
