// SPDX-License-Identifier: Apache-2.0

import Energy
import GuardCycle
import GuardLink
import HearthTestKit
import HostIO
import JournalIO
import PlanCycle
import Policies
import ReadingStore
import Safety
import Testing

/// Guard and planner over their real socket and a real database, under a clock of the test.
final class LinkedHouse {
    static let deviceIDs = ["meter", "inverter", "heat-pump"]
    static let hash: UInt64 = 0xC0FFEE
    private static let slowStride = 5

    let folder: Folder
    private let socketPath: String
    private let bus = FakeBus(devices: deviceIDs.indices.map { DeviceIndex($0) })
    private(set) var subject: Guard?
    private var journal: JournalFile?
    private var planner: Planner?
    /// Seconds since boot; the first quarter hour begins at 0.
    private(set) var second = 0
    /// How far somebody has set the wall clock, s.
    var wallShift = 0
    private var trust = ClockTrust()
    private var isClockTrusted = true
    /// Polls of each device so far, and those of them in quarter hours that have ended by the wall clock.
    private var polls = 0
    private(set) var endedPolls = 0
    private var slot: Slot?
    /// False: the heat pump answers without its power.
    var knowsHeatPump = true
    let firstSlot = Slot(containing: UTCInstant(iso8601: "2026-01-15T12:00Z") ?? UTCInstant(secondsSinceEpoch: 0))

    init() throws {
        folder = try Folder()
        socketPath = folder["guard.sock"]
        try startGuard()
    }

    deinit { journal?.close() }

    var databasePath: String { folder["hearth.sqlite"] }
    var journalPath: String { folder["journal"] }
    var isPlannerThere: Bool { planner != nil }
    private var now: BootInstant { BootInstant(seconds: second) }
    private var wall: UTCInstant { firstSlot.start.advanced(bySeconds: second + wallShift) }

    /// Begins a life of the guard, which knows of the one before what the journal says.
    func startGuard() throws {
        killGuard()
        let journal = try JournalFile(path: journalPath, now: now, wall: wall)
        self.journal = journal
        let battery = Fixture.battery()
        let devices = [
            DeviceDescription(id: "meter", role: .meter, offered: [.gridImport]),
            DeviceDescription(
                id: "inverter", role: .inverter,
                offered: [.inverterAC, .pvProduction, .batteryDischarge, .stateOfCharge]),
            DeviceDescription(id: "heat-pump", role: .heatPump, offered: [.heatPumpPower]),
        ]
        subject = Guard(
            setup: GuardSetup(
                bootID: 7, configurationHash: Self.hash, devices: devices,
                limits: SafetyLimits(
                    site: Fixture.site, batteries: [BatteryLimits(device: DeviceIndex(1), battery: battery)])),
            access: .control([bus]), planner: try PlannerListener(path: socketPath, users: []), journal: journal,
            start: now)
        for device in bus.devices { bus.deliver(.connected(device: device, identity: "test", at: now)) }
    }

    func startPlanner(hash: UInt64 = hash, policy: any Policy = SelfConsumption()) throws {
        planner = Planner(
            setup: PlannerSetup(
                configurationHash: hash,
                devices: Self.deviceIDs.enumerated().map {
                    DeviceDescription(id: $0.element, role: [.meter, .inverter, .heatPump][$0.offset], offered: [])
                }, batteries: [Fixture.battery()], site: Fixture.site,
                tariff: Tariff(
                    currency: "EUR", energy: .spot, importFees: .zero, vat: 0, export: .spot(share: 1, bonus: .zero))),
            policy: policy, store: try ReadingStore(path: databasePath, deviceIDs: Self.deviceIDs),
            port: GuardConnector(path: socketPath))
    }

    /// The guard ends as a killed process does; what it handed to its journal is on the disk.
    func killGuard() {
        subject = nil
        journal?.close()
        journal = nil
    }

    /// A device falls silent, or answers again.
    func lose(_ device: Int) { bus.deliver(.disconnected(device: DeviceIndex(device), reason: .noResponse, at: now)) }
    func find(_ device: Int) { bus.deliver(.connected(device: DeviceIndex(device), identity: "test", at: now)) }

    /// The planner ends as a killed process does: its socket closes, nothing is said.
    func killPlanner() { planner = nil }

    /// Lets time pass.
    ///
    /// - Parameter stride: seconds from cycle to cycle.
    func run(seconds: Int, stride: Int = 1, guardRuns: Bool = true) {
        for _ in 0..<seconds / stride {
            second += stride
            isClockTrusted = trust.look(now: now, wall: wall, isSynchronised: true)
            if guardRuns { cycle() }
            planner?.step(now: now, wall: wall, isClockTrusted: isClockTrusted)
        }
    }

    /// Lets time pass up to a moment after the beginning of a quarter hour, in the steps of a slow bus.
    func run(toSlot slot: Int, second offset: Int = 0) {
        run(seconds: slot * 900 + offset - second, stride: Self.slowStride)
    }

    /// One cycle of the guard alone, with fresh values of every device.
    func cycle() {
        bus.setTime(now)
        if slot != Slot(containing: wall) { (slot, endedPolls) = (Slot(containing: wall), polls) }
        polls += 1
        // Tells the quarter hours apart, and a second one counted into it.
        let power = 500 + Double((firstSlot.distance(to: Slot(containing: wall)) % 1000 + 1000) % 1000)
        let readings: [[DeviceReport.SignalRecord]] = [
            [.init(.gridImport, .value(power))],
            [
                .init(.inverterAC, .value(0)), .init(.pvProduction, .value(0)), .init(.batteryDischarge, .value(0)),
                .init(.stateOfCharge, .value(0.5)),
            ],
            [.init(.heatPumpPower, knowsHeatPump ? .value(power / 2) : .lost(.notAvailable))],
        ]
        for (device, readings) in readings.enumerated() {
            bus.deliver(
                .report(
                    DeviceReport(
                        device: DeviceIndex(device), arrival: now, readings: readings,
                        control: device == 1 ? bus.control(of: DeviceIndex(1)) : nil)))
        }
        subject?.cycle(now: now, wall: wall, isClockTrusted: isClockTrusted)
    }

    /// Rows of a device, as somebody who reads along sees them.
    func rows(_ device: String, slots: Range<Int>) throws -> [QuarterHourRow] {
        try ReadingStore(reading: databasePath).rows(
            device: device,
            slots: firstSlot.advanced(by: slots.lowerBound)..<firstSlot.advanced(by: slots.upperBound))
    }

    /// Checks that every device has one whole row for each slot, and that no sample is in it twice.
    func expectWholeRows(_ slots: Range<Int>, samples: Int = 900 / slowStride) throws {
        for device in Self.deviceIDs {
            let rows = try rows(device, slots: slots)
            #expect(rows.count == slots.count, "\(device)")
            let isComplete = zip(rows, slots).allSatisfy { $0.slot == firstSlot.advanced(by: $1) }
            #expect(isComplete, "\(device)")
            #expect(rows.first { $0.observedSeconds != 900 } == nil, "\(device)")
            guard device == "meter" else { continue }
            let grid = rows.compactMap { $0[.gridImport] }
            #expect(grid.count == slots.count && grid.first { $0.count != samples } == nil)
            #expect(zip(grid, slots).first { abs($0.mean - 500 - Double($1)) > 2 } == nil)
        }
    }
}
