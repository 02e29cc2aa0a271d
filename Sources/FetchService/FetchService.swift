// SPDX-License-Identifier: Apache-2.0

import Configuration
import Energy
import Feeds
import HostIO

/// The fetcher as a service: one run by the machine's clocks.
public struct FetchService {
    private let configurationPath: String
    private let only: String?

    /// Names the configuration file.
    ///
    /// - Parameter only: a kind of source or the name of one; nil for all.
    public init(configuration path: String, only: String?) { (configurationPath, self.only) = (path, only) }

    /// Fetches what is missing.
    ///
    /// - Throws: exit code 2 for a configuration with faults, 1 where a job failed or could not be run.
    public func run() throws(ServiceFailure) {
        let configuration = try HearthConfiguration.forService(configurationPath)
        let faults = configuration.feedFaults(file: configurationPath)
        guard faults.isEmpty else { throw .usage(faults.joined(separator: "\n")) }
        let selection =
            try only.map { word throws(ServiceFailure) in
                try FetchSelection(word, of: configuration.feeds)
            } ?? .all
        // Units ask for their kind in every house, also in one without such a source.
        if configuration.feeds.sources.isEmpty, only == nil {
            ServiceLog.write(.info, "\(configurationPath): [feeds] names no source, so there is nothing to fetch")
        }
        guard configuration.feeds.sources.contains(where: selection.contains) else { return }
        guard LiveClock(isAssumed: configuration.guardSettings.clock == .assumed).isTrusted else {
            throw .failed("nobody knows what time it is yet, so nobody knows what to ask for")
        }
        let fetcher = Fetcher(
            configuration, manners: FeedManners(version: ServiceVersion.text, contact: configuration.feeds.contact),
            wait: FeedWait(
                now: MachineClock.now, wall: MachineClock.wall, shouldStop: { StopSignal.isRequested }),
            shouldStop: { StopSignal.isRequested }, log: ServiceLog.write)
        let failed = try fetcher.run(selection).filter { $0.outcome == .failed }.map(\.job)
        // Why stands in the log already.
        guard failed.isEmpty else { throw .failed("\(failed.joined(separator: ", ")) failed") }
    }
}
