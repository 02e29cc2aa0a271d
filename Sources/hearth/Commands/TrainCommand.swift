// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Configuration
import Energy
import Forecasting
import HostIO
import ModelIO

/// `hearth train`: a model, or the learned battery policy.
struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Trains a model of price, demand, solar or carbon, or the battery policy.",
        discussion: """
            `hearth train demand --help` and `hearth train policy --help` tell more.

            Example: hearth train demand --config /etc/hearth/hearth.toml
            Example: hearth train policy --seed 1
            """,
        subcommands: [TrainModelCommand.self, TrainPolicyCommand.self], defaultSubcommand: TrainModelCommand.self)
}

/// `hearth train price|demand|solar|carbon`: a model from a recording, or from what the house has recorded itself.
struct TrainModelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model",
        abstract: "Trains a model of price, demand, solar or carbon; the usual one.",
        discussion: """
            With --config it learns from the last two years of the house's own database. The model is tried on days that \
            neither it nor the model in use has seen, and takes its place only where it is better by 2 % than that one and \
            the naive forecast; `hearth models list` tells. With --data it learns from a recording and writes a file.

            The last 14 whole days of UTC are kept out; the model is tried on them beside the best naive forecast of each \
            lead. The same recording and seed give the same bytes. Ctrl-C ends with exit code 1 and leaves what is finished in \
            FILE.part; the same command goes on from there, also after a power cut, and ends with the same bytes.

            Training runs at the lowest priority (nice 19) and within --memory-mib: what will not do with it is refused \
            before it begins, and what takes more after all is stopped; both are exit code 1.

            Example: hearth train demand --config /etc/hearth/hearth.toml
            Example: hearth train demand --data home.csv.gz --country DE --out demand.model
            """)

    @OptionGroup var options: ForecastOptions

    @Option(help: "Configuration of the house whose database is learned from, instead of --data.")
    var config: String?

    @Option(help: "What came from then on is not looked at, such as 2016-11-01; the recording's end by default.")
    var until: String?

    @Option(help: "Seed of the training.")
    var seed: UInt64 = 1

    @Option(help: "The model file; TARGET.model by default.")
    var out: String?

    @Option(name: .customLong("memory-mib"), help: "What the training may take of the memory, resident, MiB.")
    var memoryMiB: Int = TrainingBudget.usualMiB

    @Flag(help: "Print one JSON document.")
    var json = false

    func run() throws {
        StopSignal.install()
        var wrong = UsageFaults()
        wrong.require(
            TrainingBudget.range.contains(memoryMiB),
            "--memory-mib: found \(memoryMiB), expected \(TrainingBudget.range.lowerBound) to "
                + "\(TrainingBudget.range.upperBound) MiB")
        if let config {
            guard wrong.isEmpty else { throw wrong.failure }
            return try trainHouse(config)
        }
        let source = try options.source(&wrong)
        let data = try source.flatMap { source in try wrong.collect { try options.recording(source) } }
        let until = try wrong.collect { try self.until.map { try CommandInput.slot($0, option: "--until").start } }
        let file = out ?? "\(options.target).model"
        try wrong.collect { try OutputFile.check(file, option: "--out") }
        guard let data, let until, wrong.isEmpty else { throw wrong.failure }
        let end = try self.end(until, data)
        data.notes.forEach(StandardError.write)
        let begin = ProcessFigures.wallSeconds()
        let outcome = try withProgress { budget, progress in
            try ModelTraining(data: data, end: end, seed: seed, file: file, budget: budget).run(progress: progress)
        }
        do throws(FileFailure) {
            try DurableFile.write(outcome.bytes, to: file)
        } catch {
            throw CommandFailure.failed("\(error)")
        }
        outcome.checkpoint.remove()
        let report = TrainingReport(outcome, file: file, seed: seed, seconds: ProcessFigures.wallSeconds() - begin)
        StandardOutput.write(json ? try JSONOutput.text(report) : report.text)
    }

    private func trainHouse(_ path: String) throws {
        guard options.data.isEmpty, options.weather == nil, until == nil, out == nil else {
            throw CommandFailure.usage("--config: found it with --data, --weather, --until or --out, expected it alone")
        }
        let target = try CommandInput.forecastTarget(options.target)
        let configuration = try ConfigurationInput.load(path)
        let wish = try withProgress { budget, progress in
            try HouseTraining(configuration: configuration, target: target, seed: seed, budget: budget)
                .run(now: MachineClock.wall(), progress: progress)
        }
        try WishErrand(database: configuration.databasePath).run(wish, json: json, isRefusalFailure: false)
    }

    private func withProgress<Result>(_ work: (TrainingBudget, (Double) -> Bool) throws -> Result) throws -> Result {
        var bar = ProgressBar(label: "training")
        defer { bar.finish() }
        TrainingBudget.giveWay()
        let budget = TrainingBudget(mib: memoryMiB)
        do {
            return try work(budget) { part in
                bar.update(part)
                return budget.holds() && !StopSignal.isRequested
            }
        } catch {
            throw budget.failure ?? error
        }
    }

    private func end(_ until: UTCInstant?, _ data: ForecastData) throws -> UTCInstant {
        let span = data.inputs.span
        guard let until else { return span.upperBound }
        guard span.lowerBound < until, until <= span.upperBound else {
            throw CommandFailure.usage(
                "--until: found \(until), expected a moment after \(span.lowerBound), at most \(span.upperBound)")
        }
        return until
    }
}
