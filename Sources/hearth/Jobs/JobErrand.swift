// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Energy
import Glibc
import HostIO
import Inbox
import ReadingStore

extension HouseJob {
    /// Who does what the job is for.
    enum Performer {
        /// The planner itself.
        case planner
        /// The fetcher, for a kind of source.
        case fetcher(FeedKind)
        /// A command of Hearth.
        case command([String])
    }

    /// Who does what the job is for.
    ///
    /// - Parameter config: path of the configuration.
    func performer(config: String) -> Performer {
        switch self {
        case .houseData, .scoreForecasts, .prune: .planner
        case .fetchPrices: .fetcher(.price)
        case .fetchWeather: .fetcher(.weather)
        case .fetchCarbon: .fetcher(.carbon)
        case .trainPrice: .command(["train", "price", "--config", config])
        case .trainDemand: .command(["train", "demand", "--config", config])
        case .shadow: .command(["policies", "compare", "--config", config, "--record"])
        case .backup: .command(["data", "backup", "--config", config])
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
            if let run = try latest(), run != before {
                StandardOutput.write("\(run)")
                guard run.outcome == .failed || run.outcome == .timedOut else { return }
                throw CommandFailure.failed("\(job.rawValue) \(run.outcome.words)")
            }
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
        // A new house is no house with a fault.
        let outcome: JobOutcome = failure.map { $0.isTooEarly ? .skipped : .failed } ?? .succeeded
        let run = JobRun(
            job: job.rawValue, start: start, end: MachineClock.wall(), attempts: 1, outcome: outcome, rows: 0,
            error: failure?.message)
        do {
            let inbox = JobRunInbox(besideDatabase: database)
            try inbox.make()
            try inbox.leave(run)
        } catch {
            StandardError.write("the report cannot be left: \(error)")
        }
        guard let failure else { return }
        guard failure.isTooEarly else { throw failure }
        StandardError.write(failure.message)
    }
}
