// SPDX-License-Identifier: Apache-2.0

import Configuration
import Energy
import GuardLink
import HostIO

/// The installed planner: the steps over the database, the line to the guard, and systemd.
public final class PlannerService {
    private let notifier: ServiceNotifier
    private let connector: GuardConnector
    private let subject: LivePlanner

    /// Reads the configuration and opens the database; the guard need not be there.
    ///
    /// - Parameter path: of the configuration.
    /// - Throws: exit code 2 with every fault of the configuration, 1 with one line where the database is not to be had.
    public init(configuration path: String, notifier: ServiceNotifier) throws(ServiceFailure) {
        let configuration = try Self.load(path)
        self.notifier = notifier
        connector = GuardConnector(path: configuration.guardSettings.socketPath)
        subject = try LivePlanner(configuration, port: connector, tell: ServiceLog.write)
    }

    /// Runs until the process is told to stop.
    public func run() {
        var timer = CycleTimer(seconds: LivePlanner.stepSeconds)
        subject.step(trouble: connector.trouble)
        notifier.send(.ready)
        while true {
            _ = timer.wait()
            if StopSignal.isRequested { break }
            subject.step(trouble: connector.trouble)
            notifier.send(.watchdog)
        }
        notifier.send(.stopping)
        subject.stop()
        ServiceLog.write(.info, "planner ended")
    }

    private static func load(_ path: String) throws(ServiceFailure) -> HearthConfiguration {
        do throws(ConfigurationError) {
            return try HearthConfiguration.load(path: path, profiles: ProfileLibrary(folder: DataFolder.devices))
        } catch {
            throw .usage("\(error)")
        }
    }
}
