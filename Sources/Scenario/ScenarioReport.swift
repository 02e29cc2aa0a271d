// SPDX-License-Identifier: Apache-2.0

import Energy

/// What a simulated run did and earned.
///
/// Two runs with the same seed are equal but for the figures of the machine: wall time, speed and memory.
public struct ScenarioReport: Codable, Sendable {
    /// A device fault that was injected and how the guard took it.
    public struct Fault: Codable, Hashable, Sendable {
        /// The fault and its device's role, for example `meter:silent`.
        public var name: String
        /// When it began, s after the start.
        public var at: Double
        /// What the guard first did about that device, empty while it did nothing.
        public var reaction: String
        /// From the beginning to the reaction, s; negative while there is none.
        public var seconds: Double
        /// What the guard said of the reaction, for example `exception 4 (server device failure)`.
        public var detail: String
        /// The device by its place in the configuration.
        public var device: Int
        /// When it ended or will end, s after the start.
        public var until: Double

        /// A fault that begins now.
        public init(name: String, device: Int, at: Double, until: Double) {
            (self.name, self.device, self.at, self.until) = (name, device, at, until)
            (reaction, seconds, detail) = ("", -1, "")
        }
    }

    /// An invariant that did not hold.
    public struct Violation: Codable, Hashable, Sendable {
        /// Its number in the safety catalogue, for example `INV-4`.
        public let invariant: String
        /// When, s after the start.
        public let at: Double
        /// The values.
        public let detail: String
    }

    /// The policy, by name.
    public var policy = ""
    /// The seed.
    public var seed: UInt64 = 0
    /// Simulated days; a part of one is a fraction.
    public var days = 0.0
    /// `memory` or `modbus`.
    public var link = ""
    /// First simulated moment.
    public var start = ""
    /// Guard cycles.
    public var cycles = 0
    /// Simulated seconds per second.
    public var realTimeFactor = 0.0
    /// Wall time of the run, s.
    public var wallSeconds = 0.0
    /// Processor time of the run over all threads, s; nil where runs shared the process.
    public var cpuSeconds: Double?
    /// Quarter-hour rows stored over all devices.
    public var slotsStored = 0
    /// Commands that reached a device.
    public var commandsWritten = 0
    /// Commands whose registers read back as written.
    public var commandsVerified = 0
    /// Times an interlock narrowed or refused what the planner wanted.
    public var commandsRefused = 0
    /// The same by interlock.
    public var refusals: [String: Int] = [:]
    /// Registers written.
    public var registerWrites = 0
    /// Changes of mode of the batteries.
    public var modeChanges = 0
    /// Number of invariant violations.
    public var invariantViolations = 0
    /// The first five of every invariant.
    public var violations: [Violation] = []
    /// Seconds in which an invariant could not be judged, by invariant: a device said what is not, or could not be told.
    public var unjudgedSeconds: [String: Int] = [:]
    /// Digest of every command, 16 hexadecimal digits: equal in two runs of one seed over `memory` (INV-20).
    public var commandDigest = ""
    /// Number of faults injected.
    public var faultsInjected = 0
    /// The faults.
    public var faults: [Fault] = []
    /// Currency of the costs.
    public var currency = ""
    /// What the run cost, stored energy at its end valued.
    public var cost = 0.0
    /// What the house would have cost without a battery.
    public var costNoBattery = 0.0
    /// What it would have cost with plain self-consumption, stored energy valued.
    public var costSelfConsumption = 0.0
    /// What it would have cost with everything known ahead.
    public var costPerfectForesight = 0.0
    /// State of charge at the end, 0...1.
    public var finalSOC = 0.0
    /// Energy used by the house, kWh.
    public var loadKWh = 0.0
    /// Energy produced by the PV modules, kWh.
    public var pvKWh = 0.0
    /// Energy imported, kWh.
    public var importKWh = 0.0
    /// Energy exported, kWh.
    public var exportKWh = 0.0
    /// Energy taken out of the battery, kWh at the AC side.
    public var batteryDischargeKWh = 0.0
    /// Resident memory of the process at the end, KiB.
    public var processRSSKiB = 0

    /// An empty report.
    public init() {}

    private enum CodingKeys: String, CodingKey {
        case policy, seed, days, link, start, cycles
        case realTimeFactor = "real_time_factor"
        case wallSeconds = "wall_seconds"
        case cpuSeconds = "cpu_seconds"
        case slotsStored = "slots_stored"
        case commandsWritten = "commands_written"
        case commandsVerified = "commands_verified"
        case commandsRefused = "commands_refused"
        case refusals
        case registerWrites = "register_writes"
        case modeChanges = "mode_changes"
        case invariantViolations = "invariant_violations"
        case violations
        case unjudgedSeconds = "unjudged_seconds"
        case commandDigest = "command_digest"
        case faultsInjected = "faults_injected"
        case faults, currency, cost
        case costNoBattery = "cost_no_battery"
        case costSelfConsumption = "cost_self_consumption"
        case costPerfectForesight = "cost_perfect_foresight"
        case finalSOC = "final_soc"
        case loadKWh = "load_kwh"
        case pvKWh = "pv_kwh"
        case importKWh = "import_kwh"
        case exportKWh = "export_kwh"
        case batteryDischargeKWh = "battery_discharge_kwh"
        case processRSSKiB = "process_rss_kib"
    }
}
