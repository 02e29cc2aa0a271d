// SPDX-License-Identifier: Apache-2.0

import Configuration
import Devices
import Energy
import Glibc
import HearthTestKit
import HostIO
import JournalIO
import ModbusIO
import ReadingStore
import Testing

/// A house of its own: simulated devices as a process, and what guard and planner need to run in it.
final class ServedHouse {
    let folder: Folder
    let page: StatusPage
    let notify: NotifySocket
    let configurationPath: String
    let configuration: HearthConfiguration
    private let simulator: Program
    private let inverterPort: UInt16
    private let counters: [WriteCounter]

    /// - Parameters:
    ///   - isDryRun: of the configuration.
    ///   - countsWrites: true for devices that are reached through a counter of writes.
    init(isDryRun: Bool = false, countsWrites: Bool = false) throws {
        folder = try Folder()
        page = StatusPage(port: try Loopback.freePort())
        notify = try NotifySocket(folder["notify"])
        let simulator = try Program("hearth", ["simulate", "--serve", "127.0.0.1"], folder: folder)
        let ports = try (0..<3).map { _ in
            // As `meter: 127.0.0.1:43163, unit 1`.
            let line = try #require(simulator.line(within: 60))
            return try #require(line.split(separator: ":").last?.split(separator: ",").first.flatMap { UInt16($0) })
        }
        self.simulator = simulator
        inverterPort = ports[1]
        counters = countsWrites ? try ports.map { try WriteCounter(device: $0) } : []
        let reached = countsWrites ? counters.map(\.port) : ports
        try folder.makeServiceFolders()
        let text = folder.sampleText(ports: reached, statusPort: page.port)
            .replacing("dry_run = false", with: "dry_run = \(isDryRun)")
        configurationPath = try folder.put(text, as: "hearth.toml")
        configuration = try HearthConfiguration.inCheckout(configurationPath)
    }

    /// Turns the next connections to the inverter away; with counted writes alone.
    func refuseInverter(next count: Int) { counters[1].refuse(next: count) }

    /// Requests that write, of all devices together.
    var writes: Int { counters.map(\.writes).reduce(0, +) }
    /// All requests.
    var requests: Int { counters.map(\.requests).reduce(0, +) }

    // MARK: Programs

    /// Starts a guard and waits for its first good cycle.
    func startGuard() throws -> Program {
        let subject = try Program(
            "hearth-guard", ["--config", configurationPath], folder: folder, notify: notify.path)
        try #require(notify.wait(for: "READY=1", within: 60), "\(subject.log)")
        return subject
    }

    /// Starts a planner and waits until its status page answers.
    func startPlanner() throws -> Program {
        let planner = try Program("hearthd", ["--config", configurationPath], folder: folder)
        try #require(try notify.wait(within: 60) { try page.status() != nil }, "\(planner.log)")
        return planner
    }

    /// Runs `hearth-guard` with a word besides its configuration, as systemd does when the guard has ended.
    func runGuard(_ word: String, within seconds: Double) throws -> (code: Int32?, log: String) {
        let program = try Program("hearth-guard", [word, "--config", configurationPath], folder: folder)
        let code = program.end(within: seconds)
        return (code, program.log)
    }

    // MARK: What there is to see

    /// The inverter's control registers, by Modbus.
    func control() throws -> ControlState {
        let device = configuration.batteries[0].device
        let reading = try ModbusReader.read(
            .tcp(host: "127.0.0.1", port: inverterPort),
            device: BusDevice(
                index: device, profile: configuration.devices[device.rawValue].profile,
                unit: configuration.devices[device.rawValue].unit))
        return try #require(reading.report.control)
    }

    /// True when the battery is in the inverter's own mode, by its registers.
    func isReleased() throws -> Bool { try control().batteryBounds == nil }

    /// Waits until the battery is steered: by the registers, and by what the status page says.
    func waitForSteering() throws -> Bool {
        try notify.wait(within: 60) { try !isReleased() && page.status()?.isSteering == true }
    }

    /// The events of the journal.
    func journal() throws -> [GuardEvent] {
        let content = try JournalFiles.read(configuration.guardSettings.journalPath)
        #expect(content.tail == .whole)
        return content.records.map(\.event)
    }

    /// Eight days of a house that draws 800 W, and prices that rise from now on, so that a plan charges at once.
    func writeHistory() throws {
        let store = try ReadingStore(
            path: configuration.databasePath, deviceIDs: configuration.devices.map(\.id))
        let now = Slot(containing: MachineClock.wall())
        for day in 1...8 {
            let slots = (1...96).map { now.advanced(by: -96 * (day - 1) - $0) }
            try store.store(StoreBatch(slices: slots.flatMap(slices), decisions: [], events: []))
        }
        try store.store(
            prices: (0..<192).map {
                StoredPrice(
                    slot: now.advanced(by: $0), spot: PricePerKWh($0 < 12 ? 0.02 + 0.001 * Double($0) : 0.60))
            }, source: "test")
    }

    private func slices(_ slot: Slot) -> [DeviceSlice] {
        // Of another boot: the times only keep the slices apart.
        let start = BootInstant(seconds: slot.index % 100_000 * 900)
        return [(0, [(Signal.gridImport, 800.0)]), (1, [(.pvProduction, 0), (.batteryDischarge, 0)])].map { part in
            DeviceSlice(
                bootID: 1, device: DeviceIndex(part.0), start: start, end: start.advanced(bySeconds: 900), slot: slot,
                isClockTrusted: true,
                signals: part.1.map {
                    SignalSummary(signal: $0.0, mean: $0.1, minimum: $0.1, maximum: $0.1, count: 900, missing: 0)
                }, polls: 900, failedPolls: 0)
        }
    }
}
