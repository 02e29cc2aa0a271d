// SPDX-License-Identifier: Apache-2.0

import Configuration
import Energy
import GuardLink
import HostIO
import PlanCycle

/// The installed planner: the steps over the database, the line to the guard, and systemd.
public final class PlannerService {
    private let notifier: ServiceNotifier
    private let connector: GuardConnector
    private let subject: LivePlanner
    /// Decisions and commits when memory was last given back.
    private var workDone: [Int] = []

    /// Reads the configuration and opens the database; the guard need not be there.
    ///
    /// - Parameter path: of the configuration.
    /// - Throws: exit code 2 with every fault of the configuration, 1 with one line where the database is not to be had.
    public init(configuration path: String, notifier: ServiceNotifier) throws(ServiceFailure) {
        let configuration = try HearthConfiguration.forService(path)
        self.notifier = notifier
        connector = GuardConnector(path: configuration.guardSettings.socketPath)
        subject = try LivePlanner(configuration, port: connector, hasTimers: true, tell: ServiceLog.write)
    }

    /// Runs until the process is told to stop.
    public func run() {
        var timer = CycleTimer(seconds: LivePlanner.stepSeconds)
        step()
        notifier.send(.ready)
        while true {
            _ = timer.wait()
            if StopSignal.isRequested { break }
            step()
            notifier.send(.watchdog)
        }
        notifier.send(.stopping)
        subject.stop()
        ServiceLog.write(.info, "planner ended")
    }

    private func step() {
        subject.step(trouble: connector.trouble)
        giveBackMemory()
    }

    /// A decision and a commit take memory for a moment, then none for a quarter hour.
    private func giveBackMemory() {
        let work = [subject.status.decisionsMade, subject.status.batchesStored]
        guard work != workDone else { return }
        workDone = work
        ProcessMemory.giveBack()
    }
}
