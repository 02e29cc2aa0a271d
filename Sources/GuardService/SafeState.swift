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

    /// How long the devices may take altogether, s: with the last replies within the ten seconds of a crash to neutral.
    static let seconds = 8.0

    private let configuration: HearthConfiguration
    private let lines: ModbusLines
    private var supervisor: SafetySupervisor
    /// Devices that have reported since they were last told something, and what their registers said.
    private var reports: [DeviceIndex: DeviceReport] = [:]
    /// Serial numbers of the commands whose end is waited for.
    private var pending: [DeviceIndex: UInt64] = [:]
    private var results: [DeviceIndex: Result] = [:]

    /// Does it, and says for each device how it was left.
    ///
    /// - Parameter path: of the configuration; the last one that was whole is taken where this one is not.
    /// - Returns: device ids with their results; empty without a battery, and for a dry run, which writes nothing.
    /// - Throws: exit code 1 while a guard lives, 2 without any configuration.
    public static func run(configuration path: String) throws(ServiceFailure) -> [(device: String, result: Result)] {
        let configuration = try configuration(path)
        let settings = configuration.guardSettings
        let lock = try BusLock.takeInstalled(settings.lockPath, refusal: "a guard lives, nothing was written")
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

    /// Each device is told as soon as it has reported: one that is away does not keep another waiting.
    ///
    /// A command that failed is given again after the next report, until the time is over.
    private mutating func release() -> [(device: String, result: Result)] {
        let devices = supervisor.limits.batteries.map(\.device)
        let end = MachineClock.now().advanced(bySeconds: Self.seconds)
        var timer = CycleTimer(seconds: 0.02)
        takeDeliveries()
        while !devices.allSatisfy(isDone), MachineClock.now() < end {
            _ = timer.wait()
            takeDeliveries()
            for device in devices where !isDone(device) && pending[device] == nil { look(at: device) }
        }
        // A slow device may just be found: the lines write what is queued before they end.
        for device in devices where !isDone(device) && pending[device] == nil { submit(device) }
        lines.stop()
        takeDeliveries()
        return devices.map { (configuration.devices[$0.rawValue].id, results[$0] ?? .failed("no answer")) }
    }

    private func isDone(_ device: DeviceIndex) -> Bool {
        switch results[device] {
        case .wasNeutral, .released: true
        case .failed, nil: false
        }
    }

    /// Tells a device that has reported, unless its registers say that nothing is steered.
    private mutating func look(at device: DeviceIndex) {
        guard let report = reports[device] else { return }
        if let control = report.control, control.batteryBounds == nil {
            // After a command that seemed to fail it is that command's doing.
            results[device] = results[device] == nil ? .wasNeutral : .released
        } else {
            submit(device)
        }
    }

    private mutating func submit(_ device: DeviceIndex) {
        guard case .control(let buses) = lines.access else { return }
        for command in supervisor.releaseAll(now: MachineClock.now()) where command.device == device {
            pending[device] = command.serial
            for bus in buses where bus.devices.contains(device) { bus.submit(command) }
        }
        reports[device] = nil
    }

    private mutating func takeDeliveries() {
        for source in lines.access.sources {
            for delivery in source.takeDeliveries() {
                switch delivery {
                case .report(let report): reports[report.device] = report
                case .outcome(let outcome): take(outcome)
                case .connected, .disconnected: continue
                }
            }
        }
    }

    private mutating func take(_ outcome: CommandOutcome) {
        guard pending[outcome.device] == outcome.serial else { return }
        pending[outcome.device] = nil
        switch outcome.result {
        case .verified: results[outcome.device] = .released
        case .notSent: results[outcome.device] = .failed("no answer")
        case .failed, .readBackDiffers, .unsupported: results[outcome.device] = .failed("\(outcome.result)")
        }
    }
}
