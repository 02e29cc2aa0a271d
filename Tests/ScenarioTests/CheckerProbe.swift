// SPDX-License-Identifier: Apache-2.0

import Energy
import GuardCycle
import Plant
import Safety
import Testing

@testable import Scenario

/// The invariant checker before a world that a test makes up, second by second.
struct CheckerProbe {
    static let meter = DeviceIndex(0)
    static let inverter = DeviceIndex(1)
    static let start = UTCInstant(secondsSinceEpoch: 1_773_183_600)
    private static let boot = BootInstant(seconds: 1000)

    /// What the registers command; the timer of a command is started anew in every second unless it is set here.
    var bounds: PowerBounds?
    /// Seconds left on the timer, nil for no timer.
    var timer: Int? = 60
    var outputLimit: Double?
    var isWanted = true
    var isHeldByAnother = false
    var stateOfCharge = 0.5
    var discharge = 0.0
    var gridImport = 0.0
    var phases = Phases(0.0, 0.0, 0.0)
    var meterHindrances: Hindrances = []
    var inverterHindrances: Hindrances = []
    /// True while the buses deliver values.
    var isDelivering = true

    private(set) var second = 0
    private var record = BusRecord(deviceCount: 2)
    private var checker: InvariantChecker

    init(connection: PhaseConnection = .threePhase, exportLimit: Double? = nil) {
        let battery = BatteryDescription(
            capacity: WattHours(10_000), maxCharge: Watts(5000), maxDischarge: Watts(4000), roundTripEfficiency: 0.9,
            connection: connection)
        let site = Site(
            name: "made up", timeZone: .centralEuropean, mainFuse: Amperes(25), phases: 3,
            exportLimit: exportLimit.map { Watts($0) }, importLimit: nil, pvPeak: Watts(8000))
        let setup = GuardSetup(
            bootID: 1, configurationHash: 1,
            devices: [
                DeviceDescription(id: "meter", role: .meter, offered: [.gridImport]),
                DeviceDescription(id: "inverter", role: .inverter, offered: [.batteryDischarge, .stateOfCharge]),
            ],
            limits: SafetyLimits(site: site, batteries: [BatteryLimits(device: Self.inverter, battery: battery)]))
        checker = InvariantChecker(setup: setup, start: Self.boot)
    }

    /// A battery that is steered inside its whole window.
    static func steering(connection: PhaseConnection = .threePhase, exportLimit: Double? = nil) -> CheckerProbe {
        var probe = CheckerProbe(connection: connection, exportLimit: exportLimit)
        probe.bounds = PowerBounds(maxCharge: 5000, maxDischarge: 4000)
        return probe
    }

    /// A battery in its inverter's own mode.
    static func released(exportLimit: Double? = nil) -> CheckerProbe {
        var probe = CheckerProbe(exportLimit: exportLimit)
        probe.isWanted = false
        return probe
    }

    /// Expects that an invariant, and no other, is found broken in the second after so many that are allowed.
    mutating func expectBreak(
        of invariant: String, after allowed: Int, within seconds: Int = 1,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        run(allowed)
        #expect(violated.isEmpty, sourceLocation: sourceLocation)
        run(seconds)
        #expect(violated == [invariant], sourceLocation: sourceLocation)
    }

    /// The numbers of the invariants that did not hold.
    var violated: Set<String> { Set(checker.log.first.map(\.invariant)) }

    var unjudged: [String: Int] { checker.log.unjudged }

    mutating func run(_ seconds: Int) { for _ in 0..<seconds { step() } }

    /// Ends the run in order.
    mutating func end() { checker.checkEnd(truth, now: now, wall: wall) }

    private var now: BootInstant { Self.boot.advanced(bySeconds: Double(second)) }
    private var wall: UTCInstant { Self.start.advanced(bySeconds: second) }

    private var truth: WorldTruth {
        let expires = timer.map { wall.advanced(bySeconds: $0) }
        return WorldTruth(
            gridImport: gridImport, gridImportPhases: phases,
            devices: [
                DeviceTruth(hindrances: meterHindrances),
                DeviceTruth(
                    commands: InverterCommands(
                        batteryBounds: bounds.map { TimedCommand($0, expires: expires) },
                        outputLimit: outputLimit.map { TimedCommand($0, expires: expires) }),
                    isHeldByAnother: isHeldByAnother,
                    battery: BatteryTruth(stateOfCharge: stateOfCharge, discharge: discharge),
                    hindrances: inverterHindrances),
            ])
    }

    private mutating func step() {
        if isDelivering {
            deliver(Self.meter, [(.gridImport, gridImport)])
            deliver(Self.inverter, [(.batteryDischarge, discharge), (.stateOfCharge, stateOfCharge)])
        }
        checker.check(truth, isWanted: [isWanted], record: record, now: now, wall: wall)
        second += 1
    }

    private mutating func deliver(_ device: DeviceIndex, _ values: [(Signal, Double)]) {
        record.note(
            DeviceReport(
                device: device, arrival: now, readings: values.map { .init($0.0, .value($0.1)) }, control: nil))
    }
}
