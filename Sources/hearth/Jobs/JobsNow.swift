// SPDX-License-Identifier: Apache-2.0

import Configuration
import Energy
import HostIO
import PlanCycle
import PlannerService
import ReadingStore

/// How the recurring work stands, as the reports in the database tell it.
enum JobsNow {
    /// Reports of each job that are looked back on.
    private static let lastRuns = 8

    /// The jobs of a house in the order of their table.
    ///
    /// - Parameter wall: now.
    static func standings(
        of configuration: HearthConfiguration, store: ReadingStore, wall: UTCInstant
    ) throws -> [JobStanding] {
        let jobs = configuration.jobs
        let runs = try jobs.flatMap { try store.jobRuns(job: $0.name, limit: lastRuns).reversed() }
        var board = JobBoard(
            jobs: jobs, lastRuns: runs, in: configuration.site.timeZone, seed: configuration.hash)
        _ = board.due(now: MachineClock.now(), wall: wall, isClockTrusted: true)
        return board.standings
    }
}
