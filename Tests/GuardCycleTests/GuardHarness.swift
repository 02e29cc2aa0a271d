// SPDX-License-Identifier: Apache-2.0

import Energy
import GuardCycle
import HearthTestKit
import Safety

/// A guard with a meter, an inverter and a heat pump on one bus, and the test as planner.
final class GuardHarness {
    static let hash: UInt64 = 0xC0FFEE
    let bus = FakeBus(devices: [DeviceIndex(0), DeviceIndex(1), DeviceIndex(2)])
    let link = LoopbackLink()
    let subject: Guard
    /// Seconds since boot.
    var second = 1000
    /// A quarter hour begins at second 1000.
    let wallStart = UTCInstant(iso8601: "2026-01-15T12:00Z") ?? UTCInstant(secondsSinceEpoch: 0)
    /// What the devices would report next; nil = silent.
    var grid: Double? = 600
    var soc = 0.5
    var discharge = 0.0
    var heatPump = SignalReading.value(800)
    /// Every event so far, oldest first.
    private(set) var events: [GuardEvent] = []
    private var encoder = FrameEncoder()
    private let decoder = FrameDecoder()

    /// A guard before its first cycle.
    ///
    /// - Parameters:
    ///   - isDryRun: the bus is only read.
    ///   - journal: nil where nothing outlives the guard.
    init(isDryRun: Bool = false, journal: (any Journal)? = nil) {
        let limits = SafetyLimits(
            site: Fixture.site,
            batteries: [BatteryLimits(device: DeviceIndex(1), battery: Fixture.battery())])
        subject = Guard(
            setup: GuardSetup(
                bootID: 7, configurationHash: Self.hash,
                devices: [
                    DeviceDescription(
                        id: "meter", role: .meter,
                        offered: [.gridImport, .gridImportL1, .gridImportL2, .gridImportL3, .importedEnergy]),
                    DeviceDescription(
                        id: "inverter", role: .inverter,
                        offered: [.inverterAC, .pvProduction, .batteryDischarge, .stateOfCharge], limitsOutput: true),
                    DeviceDescription(id: "heat-pump", role: .heatPump, offered: [.heatPumpPower]),
                ], limits: limits),
            access: isDryRun ? .observation([bus]) : .control([bus]), planner: link.plannerPort, journal: journal,
            start: BootInstant(seconds: 1000))
    }

    var now: BootInstant { BootInstant(seconds: second) }

    /// Lets seconds pass with devices that report every second.
    func run(seconds: Int) {
        for _ in 0..<seconds {
            second += 1
            bus.setTime(now)
            report()
            subject.cycle(
                now: now, wall: wallStart.advanced(bySeconds: second - 1000), isClockTrusted: true)
            events += subject.cycleEvents
        }
    }

    /// Devices answer, and the planner, whose database is empty, runs the same configuration.
    func start() {
        connectAll()
        run(seconds: 5)
        send(.hello(configurationHash: Self.hash))
        send(.eventsStored(through: nil))
        run(seconds: 1)
    }

    /// A planner that wishes the same for a while and renews its lease every 20 s.
    func keepWishing(_ intent: BatteryIntent, seconds: Int) {
        for _ in 0..<seconds / 20 {
            wish(intent)
            run(seconds: 20)
        }
    }

    func connectAll() {
        for device in bus.devices { bus.deliver(.connected(device: device, identity: "test", at: now)) }
    }

    /// Sends a message as the planner.
    func send(_ message: PlannerMessage) { link.guardPort.send(encoder.encode(message)) }

    func wish(_ intent: BatteryIntent) {
        send(
            .intent(
                Intent(
                    sequence: UInt64(second), madeAt: now, expires: now.advanced(bySeconds: Intent.leaseSeconds),
                    batteries: [intent])))
    }

    /// Everything the guard told the planner since the last call.
    func messages() throws -> [GuardMessage] {
        try link.guardPort.takeFrames().map { try decoder.decodeGuardMessage($0) }
    }

    private func report() {
        if let grid {
            deliver(
                0,
                [
                    .init(.gridImport, .value(grid)), .init(.gridImportL1, .value(grid / 3)),
                    .init(.gridImportL2, .value(grid / 3)), .init(.gridImportL3, .value(grid / 3)),
                    .init(.importedEnergy, .value(5_000_000 + Double(second) / 6)),
                ])
        }
        deliver(
            1,
            [
                .init(.inverterAC, .value(discharge)), .init(.pvProduction, .value(0)),
                .init(.batteryDischarge, .value(discharge)), .init(.stateOfCharge, .value(soc)),
            ])
        deliver(2, [.init(.heatPumpPower, heatPump)])
    }

    private func deliver(_ device: Int, _ readings: [DeviceReport.SignalRecord]) {
        bus.deliver(
            .report(
                DeviceReport(
                    device: DeviceIndex(device), arrival: now, readings: readings,
                    control: device == 1 ? bus.control(of: DeviceIndex(1)) : nil)))
    }
}
