// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Configuration
import Energy
import FetchService
import HostIO
import PlannerService
import ReadingStore

/// `hearth jobs`: the recurring work of the house, and how it went.
struct JobsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs", abstract: "Shows the recurring work: when it ran, how it ended, when it runs next.",
        discussion: "Example: hearth jobs list",
        subcommands: [List.self, Run.self, History.self])

    /// Which house.
    struct House: ParsableArguments {
        @Option(help: "Configuration file.")
        var config = "/etc/hearth/hearth.toml"

        @Option(help: "Database; the one that the configuration names by default.")
        var database: String?

        func load() throws -> HearthConfiguration { try ConfigurationInput.load(config) }
    }

    /// Runs `hearth jobs list`.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists all recurring work: when it is run, how it last ended, when it runs next.",
            discussion: """
                What is told comes from the reports in the database. Times are those of the house's clock.

                Example: hearth jobs list --config /etc/hearth/hearth.toml
                """)

        @OptionGroup var house: House

        @Flag(help: "Print one JSON document.")
        var json = false

        func run() throws {
            let configuration = try house.load()
            let store = try DataCommand.storing {
                try ReadingStore(reading: house.database ?? configuration.databasePath)
            }
            let standings = try DataCommand.storing {
                try JobsNow.standings(of: configuration, store: store, wall: MachineClock.wall())
            }
            if json { return StandardOutput.write(try JSONOutput.text(standings.map(JobDocument.init))) }
            StandardOutput.write(JobTable.text(standings, zone: configuration.site.timeZone))
        }
    }

    /// Runs `hearth jobs history`.
    struct History: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints the reports of runs, the latest last.",
            discussion: "Example: hearth jobs history --job fetch-prices --limit 20")

        @Option(help: "Database.")
        var database = DataCommand.defaultDatabase

        @Option(help: "Name of a job; all by default.")
        var job: String?

        @Option(help: "Most reports.")
        var limit = 50

        @Flag(help: "Print one JSON document.")
        var json = false

        func run() throws {
            guard (1...100_000).contains(limit) else {
                throw CommandFailure.usage("--limit: found \(limit), expected 1 to 100000")
            }
            if let job { _ = try CommandInput.job(job, option: "--job") }
            let store = try DataCommand.storing { try ReadingStore(reading: database) }
            let runs = try DataCommand.storing { try store.jobRuns(job: job, limit: limit) }
            if json { return StandardOutput.write(try JSONOutput.text(runs.reversed().map(JobRunDocument.init))) }
            guard !runs.isEmpty else { return StandardOutput.write("no report yet") }
            StandardOutput.write(JobTable.text(runs.reversed()))
        }
    }

    /// Runs `hearth jobs run`.
    struct Run: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Runs a job now, whatever its schedule says, and leaves a report.",
            discussion: """
                A job of the planner is left to it; all others run in this command. On an installed gateway a unit runs them with \
                the rights they need: systemctl start hearth-fetch@price.

                Example: hearth jobs run score-forecasts
                """)

        @Argument(help: "Name of the job, as `hearth jobs list` names it.")
        var name: String

        @OptionGroup var house: House

        func run() throws {
            let job = try CommandInput.job(name, option: "<name>")
            let configuration = try house.load()
            let database = house.database ?? configuration.databasePath
            let errand = JobErrand(database: database)
            StopSignal.install()
            switch job.performer(config: house.config) {
            case .planner: try errand.ask(job)
            case .command(let words): try errand.perform(job, words)
            case .fetcher(let kind):
                do throws(ServiceFailure) {
                    // It leaves a report of its own.
                    try FetchService(configuration: house.config, only: kind.rawValue).run()
                } catch {
                    throw CommandFailure(error)
                }
            }
        }
    }
}

extension CommandInput {
    /// A job by its name.
    static func job(_ text: String, option: String) throws -> HouseJob {
        if let job = HouseJob(rawValue: text) { return job }
        let names = HouseJob.allCases.map(\.rawValue).joined(separator: ", ")
        throw CommandFailure.usage("\(option): found \"\(text)\", expected one of \(names)")
    }
}
