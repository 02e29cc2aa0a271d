// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Energy
import Glibc
import HostIO
import Inbox
import ReadingStore

extension HouseJob {
    /// The command of Hearth that does what the job is for; nil for a job of the planner.
    func command(config: String) -> [String]? {
        switch self {
        case .houseData, .scoreForecasts, .prune: nil
        case .fetchPrices: ["data", "fetch", "price", "--config", config]
        case .fetchWeather: ["data", "fetch", "weather", "--config", config]
        case .fetchCarbon: ["data", "fetch", "carbon", "--config", config]
        case .trainPrice: ["train", "price", "--config", config]
        case .trainDemand: ["train", "demand", "--config", config]
        case .trainPolicy: ["train", "policy", "--config", config]
        case .trainCarbon: ["train", "carbon", "--config", config]
        case .shadow: ["policies", "compare", "--config", config, "--record"]
        case .backup: ["data", "backup", "--config", config]
        }
    }
}

/// Has a job run now, by the planner or here.
struct JobErrand {
    /// How long the planner may take, s: it looks every five seconds.
    private static let patience = 60.0

    let database: String

    /// Asks the planner for a job of its own, and prints the report.
    func ask(_ job: HouseJob) throws {
        let store = try DataCommand.storing { try ReadingStore(reading: database) }
        func latest() throws -> JobRun? {
            try DataCommand.storing { try store.jobRuns(job: job.rawValue, limit: 1).first }
        }
        let before = try latest()
        let inbox = JobRequestInbox(besideDatabase: database)
        do {
            try inbox.make()
            try inbox.leave(JobRequest(job: job.rawValue, askedAt: MachineClock.wall()))
        } catch {
            throw CommandFailure.failed("\(error)")
        }
        let end = MachineClock.now().advanced(bySeconds: Self.patience)
        while MachineClock.now() < end, !StopSignal.isRequested {
            if let run = try latest(), run != before { return StandardOutput.write("\(run)") }
            usleep(200_000)
        }
        throw CommandFailure.failed(
            "\(job.rawValue) is asked for; no planner has run it within \(Int(Self.patience)) s")
    }

    /// Runs a command of Hearth as the job it is for, and leaves the report for the planner.
    func perform(_ job: HouseJob, _ words: [String]) throws {
        let start = MachineClock.wall()
        let result = Result {
            var command = try Hearth.parseAsRoot(words)
            try command.run()
        }
        let failure: CommandFailure? =
            switch result {
            case .success: nil
            case .failure(let error): error as? CommandFailure ?? .failed("\(error)")
            }
        let run = JobRun(
            job: job.rawValue, start: start, end: MachineClock.wall(), attempts: 1,
            outcome: failure == nil ? .succeeded : .failed, rows: 0, error: failure?.message)
        do {
            let inbox = JobRunInbox(besideDatabase: database)
            try inbox.make()
            try inbox.leave(run)
        } catch {
            StandardError.write("the report cannot be left: \(error)")
        }
        if let failure { throw failure }
    }
}
