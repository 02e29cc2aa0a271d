// SPDX-License-Identifier: Apache-2.0

import Energy
import HearthTestKit
import ReadingStore
import Testing

/// Reports of job runs in the database; and the same in the memory that stands for it in other tests.
struct JobStoringTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private static func run(
        _ job: String, _ seconds: Int, _ outcome: JobOutcome = .succeeded, error: String? = nil
    ) -> JobRun {
        let start = Samples.firstSlot.start.advanced(bySeconds: seconds)
        return JobRun(
            job: job, start: start, end: start.advanced(bySeconds: 7), attempts: 2, outcome: outcome, rows: 96,
            error: error)
    }

    private static let runs = [
        run("fetch-prices", 0, .nothingNew), run("backup", 60), run("fetch-prices", 900, .failed, error: "“no”"),
        // The clock was set back.
        run("fetch-prices", -3600, .timedOut, error: "took longer than 60 s"), run("score", 0, .skipped),
    ]

    @Test func reports_comeBackWithEveryField_theLatestFirst() throws {
        for run in Self.runs { try Samples.store(folder).store(jobRun: run) }
        let memory = MemoryStore(devices: [])
        for run in Self.runs { try memory.store(jobRun: run) }
        let database = try Samples.store(folder)
        for store in [database, memory] as [any ReadingStoring] {
            #expect(try store.jobRuns(job: nil, limit: 9) == Self.runs.reversed())
            #expect(try store.jobRuns(job: nil, limit: 2) == [Self.runs[4], Self.runs[3]])
            #expect(try store.jobRuns(job: "fetch-prices", limit: 9) == [Self.runs[3], Self.runs[2], Self.runs[0]])
            #expect(try store.jobRuns(job: "fetch-prices", limit: -1).isEmpty)
            #expect(try store.lastJobRun(job: "fetch-prices") == Self.runs[3])
            #expect(try store.lastJobRun(job: "train-price") == nil)
        }
        #expect(database.notices.isEmpty)
    }

    /// Between storing a report and taking its file away the planner can end.
    @Test func reportThatComesTwice_isStoredOnce() throws {
        let memory = MemoryStore(devices: [])
        let database = try Samples.store(folder)
        for store in [database, memory] as [any ReadingStoring] {
            for run in [Self.runs[0], Self.runs[1], Self.runs[0]] { try store.store(jobRun: run) }
            #expect(try store.jobRuns(job: nil, limit: 9) == [Self.runs[1], Self.runs[0]])
        }
    }

    @Test func damagedReport_isPassedOver_andNamed() throws {
        for run in Self.runs { try Samples.store(folder).store(jobRun: run) }
        try RawDatabase(folder.database).execute("UPDATE job_run SET outcome = 'succeeded' WHERE id = 4")
        let store = try Samples.store(folder)
        #expect(try store.lastJobRun(job: "fetch-prices") == Self.runs[2])
        #expect(store.notices == [.damagedRow(table: "job_run", key: "number 4")])
        #expect(try store.jobRuns(job: nil, limit: 9).count == 4)
    }

    @Test func prune_keepsReportsForAYear() throws {
        let store = try Samples.store(folder)
        let day = 86_400
        try store.store(StoreBatch(slices: [Samples.slice(slot: 400 * 96)]))
        for number in stride(from: 0, through: 400, by: 10) {
            try store.store(jobRun: Self.run("backup", number * day))
        }
        try store.prune(now: Samples.firstSlot.start.advanced(bySeconds: 400 * day))
        let left = try store.jobRuns(job: "backup", limit: 100)
        #expect(left.count == 37 && left.last == Self.run("backup", 40 * day))
    }
}
