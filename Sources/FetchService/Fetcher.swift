// SPDX-License-Identifier: Apache-2.0

import Configuration
import Energy
import Feeds
import HostIO
import Inbox

/// Asks the sources of a house for what is missing, and leaves documents and reports in the inbox.
///
/// Belongs to one thread and blocks it. Time and randomness are given, so that a simulated house fetches by its own clock.
public struct Fetcher {
    private let configuration: HearthConfiguration
    private let manners: FeedManners
    private let wait: FeedWait
    private let random: any RandomNumberGenerator
    private let shouldStop: () -> Bool
    private let log: (ServiceLog.Level, String) -> Void

    /// A fetcher for the sources that a configuration names.
    ///
    /// - Parameters:
    ///   - manners: how sources are asked; a source that is configured at this machine may be asked without encryption.
    ///   - wait: the clocks, and how time passes between two tries.
    ///   - random: varies the waits.
    ///   - shouldStop: asked while a request runs.
    ///   - log: takes lines for whoever looks after the house.
    public init(
        _ configuration: HearthConfiguration, manners: FeedManners, wait: FeedWait,
        random: any RandomNumberGenerator = SystemRandomNumberGenerator(), shouldStop: @escaping () -> Bool = { false },
        log: @escaping (ServiceLog.Level, String) -> Void
    ) {
        (self.configuration, self.wait, self.random) = (configuration, wait, random)
        (self.shouldStop, self.log) = (shouldStop, log)
        var manners = manners
        // The configuration has seen to it that without encryption it is this machine.
        if configuration.feeds.sources.contains(where: { $0.server?.hasPrefix("http://") ?? false }) {
            manners.allowsLoopback = true
        }
        self.manners = manners
    }

    /// Runs the jobs that have sources, one after the other; what one of them cannot do stops no other.
    ///
    /// - Returns: the reports, which are in the inbox too; none of a job that had nothing to ask for.
    /// - Throws: where nothing can be left for the planner or remembered, or nobody can be asked at all.
    public func run(_ selection: FetchSelection) throws(ServiceFailure) -> [JobRun] {
        let inbox = FeedInbox(besideDatabase: configuration.databasePath)
        let reports = JobRunInbox(besideDatabase: configuration.databasePath)
        do throws(FileFailure) {
            try inbox.make()
            try DurableFile.makeFolder(configuration.feeds.stateFolder)
        } catch {
            throw .failed("\(error)")
        }
        var runs: [JobRun] = []
        for job in HouseJob.allCases {
            let sources = configuration.feeds.sources.filter {
                HouseJob.fetching($0.kind) == job && selection.contains($0)
            }
            guard !sources.isEmpty, let run = try run(job, sources, inbox) else { continue }
            do throws(DocumentFault) { try reports.leave(run) } catch { throw .failed("\(error)") }
            runs.append(run)
        }
        return runs
    }

    /// - Returns: nil where nothing was to be asked for, or somebody else is at it.
    private func run(
        _ job: HouseJob, _ sources: [FeedSourceSettings], _ inbox: FeedInbox
    ) throws(ServiceFailure) -> JobRun? {
        let lock: LockFile
        do throws(LockFailure) {
            lock = try LockFile("\(configuration.feeds.stateFolder)/\(job.rawValue).lock")
        } catch {
            guard case .held = error else { throw .failed("\(error)") }
            log(.info, "\(job.rawValue): \(error), which fetches already")
            return nil
        }
        defer { withExtendedLifetime(lock) {} }
        var client: FeedClient
        do throws(HTTPFailure) {
            client = try FeedClient(manners, wait: wait, random: random, shouldStop: shouldStop)
        } catch {
            throw .failed("\(job.rawValue): \(error)")
        }
        let start = wait.wall()
        let desk = FetchDesk(
            house: FetchHouse(configuration), inbox: inbox, stateFolder: configuration.feeds.stateFolder, now: start,
            log: log)
        var kinds: [KindRun] = []
        for kind in FeedKind.allCases where sources.contains(where: { $0.kind == kind }) {
            var run = KindRun(kind)
            run.run(sources.filter { $0.kind == kind }, desk, &client)
            guard !run.isCancelled else { throw .failed("\(job.rawValue): stopped before it was done") }
            kinds.append(run)
        }
        // Prices are there or they are not; of what comes every hour a report is expected every hour.
        guard job != .fetchPrices || kinds.contains(where: \.wasAsked) else { return nil }
        return report(job, kinds, start: start, tries: client.mostTries)
    }

    private func report(_ job: HouseJob, _ kinds: [KindRun], start: UTCInstant, tries: Int) -> JobRun {
        let outcomes = kinds.map(\.outcome)
        let outcome = [JobOutcome.failed, .succeeded].first(where: outcomes.contains) ?? .nothingNew
        let errors = kinds.compactMap(\.error)
        if !errors.isEmpty {
            log(outcome == .failed ? .error : .warning, "\(job.rawValue): \(errors.joined(separator: "; "))")
        }
        return JobRun(
            job: job.rawValue, start: start, end: wait.wall(), attempts: tries, outcome: outcome,
            rows: kinds.reduce(0) { $0 + $1.rows }, error: errors.isEmpty ? nil : errors.joined(separator: "; "))
    }
}
