// SPDX-License-Identifier: Apache-2.0

import Configuration
import Energy
import Glibc
import GuardCycle
import HostIO
import ModbusIO
import Safety

/// `hearth-guard --safe-state`: gives every battery back to its inverter, once.
///
/// A limit of an inverter's output is left to the device's timer: it may be another's, and Hearth's own ends with its lease.
///
/// Run by the system when the guard has ended, however it ended. A device that is in its own mode already is not written to.
public struct SafeState {
    /// How one device was left.
    public enum Result: Hashable, Sendable, CustomStringConvertible {
        /// Its registers said that it was in its own mode.
        case wasNeutral
        /// The neutral command was written and read back.
        case released
        /// It was not reached in time, or did not take the command.
        case failed(String)

        /// In words.
        public var description: String {
            switch self {
            case .wasNeutral: "was in its own mode already"
            case .released: "given back to its own mode"
            case .failed(let reason): "NOT given back: \(reason)"
            }
        }
    }

    /// How long the devices may take to answer, s: with the writes within the ten seconds of a crash to neutral.
    static let reportSeconds = 4.0
    /// How long a command may take, s.
    static let commandSeconds = 4.0

    private let configuration: HearthConfiguration
    private let lines: ModbusLines
    private var supervisor: SafetySupervisor
    private var controls: [DeviceIndex: ControlState] = [:]
    private var outcomes: [UInt64: CommandOutcome] = [:]

    /// Does it, and says for each device how it was left.
    ///
    /// - Parameter path: of the configuration; the last one that was whole is taken where this one is not.
    /// - Returns: device ids with their results; empty without a battery, and for a dry run, which writes nothing.
    /// - Throws: exit code 1 while a guard lives, 2 without any configuration.
    public static func run(configuration path: String) throws(ServiceFailure) -> [(device: String, result: Result)] {
        let configuration = try configuration(path)
        let settings = configuration.guardSettings
        let lock: LockFile
        do throws(LockFailure) { lock = try LockFile(settings.lockPath) } catch {
            throw .failed("a guard lives, nothing was written: \(error)")
        }
        defer { withExtendedLifetime(lock) {} }
        guard !settings.isDryRun else { return [] }
        do throws(LinkFailure) {
            var state = try SafeState(configuration)
            return state.release()
        } catch {
            throw .failed("\(error)")
        }
    }

    /// The configuration, or the last one that was whole.
    private static func configuration(_ path: String) throws(ServiceFailure) -> HearthConfiguration {
        let failure: ServiceFailure
        do throws(ServiceFailure) { return try HearthConfiguration.forService(path) } catch { failure = error }
        let folder = getenv("STATE_DIRECTORY").map { String(cString: $0) } ?? "/var/lib/hearth-guard"
        do throws(ConfigurationError) {
            let last = try LastGoodConfiguration(stateFolder: folder).load()
            ServiceLog.write(.warning, "\(failure)\nthe last configuration without faults is used instead")
            return last
        } catch {
            throw .usage("\(failure)\nand no earlier one: \(error)")
        }
    }

    private init(_ configuration: HearthConfiguration) throws(LinkFailure) {
        self.configuration = configuration
        supervisor = SafetySupervisor(limits: configuration.guardSetup(bootID: 0).limits)
        // An inverter without a battery has nothing to give back.
        let steered = Set(supervisor.limits.batteries.map(\.device))
        lines = try ModbusLines(
            configuration.devices.enumerated().filter { steered.contains(DeviceIndex($0.offset)) },
            isDryRun: false, seed: BootIdentity.read() ?? 1)
    }

    private mutating func release() -> [(device: String, result: Result)] {
        let devices = supervisor.limits.batteries.map(\.device)
        wait(seconds: Self.reportSeconds) { state in devices.allSatisfy { state.controls[$0] != nil } }
        let commands = supervisor.releaseAll(now: MachineClock.now()).filter { !isNeutral($0.device) }
        if case .control(let buses) = lines.access {
            for command in commands {
                for bus in buses where bus.devices.contains(command.device) { bus.submit(command) }
            }
        }
        wait(seconds: Self.commandSeconds) { state in commands.allSatisfy { state.outcomes[$0.serial] != nil } }
        lines.stop()
        takeDeliveries()
        return devices.map { device in
            (configuration.devices[device.rawValue].id, result(of: commands.filter { $0.device == device }))
        }
    }

    /// True where the registers say that nothing is steered.
    private func isNeutral(_ device: DeviceIndex) -> Bool {
        controls[device].map { $0.batteryBounds == nil } ?? false
    }

    private func result(of commands: [AuthorizedCommand]) -> Result {
        guard !commands.isEmpty else { return .wasNeutral }
        for command in commands {
            guard let outcome = outcomes[command.serial] else { return .failed("no answer") }
            guard outcome.result == .verified else { return .failed("\(outcome.result)") }
        }
        return .released
    }

    private mutating func wait(seconds: Double, until isDone: (SafeState) -> Bool) {
        let end = MachineClock.now().advanced(bySeconds: seconds)
        var timer = CycleTimer(seconds: 0.02)
        takeDeliveries()
        while !isDone(self), MachineClock.now() < end {
            _ = timer.wait()
            takeDeliveries()
        }
    }

    private mutating func takeDeliveries() {
        for source in lines.access.sources {
            for delivery in source.takeDeliveries() {
                switch delivery {
                case .report(let report): if let control = report.control { controls[report.device] = control }
                case .outcome(let outcome): outcomes[outcome.serial] = outcome
                case .connected, .disconnected: continue
                }
            }
        }
    }
}
