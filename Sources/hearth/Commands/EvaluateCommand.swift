// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Charts
import Energy
import Forecasting
import HostIO

/// `hearth evaluate`: how good the forecasts of a recording would have been.
struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Forecasts a recorded period as it would have been forecast, beside the naive forecasts.",
        discussion: """
            Demand, solar and carbon are learned once from what came before --train-until. Prices are learned anew day by \
            day from all that was published before each, as the published studies do. Errors are in kW, EUR/MWh and g/kWh; \
            rmae is the error as a part of that of the same slot a week before, skill is 1 less its part of that of the day \
            before, coverage the share within P10 and P90, seconds the time that learning and forecasting took.

            demand and solar are issued at noon UTC for the next UTC day (day-ahead) and at every step for one step later \
            on (rolling), prices for the next market day, carbon at every hour for 1 to 6 hours ahead. A market day has 24 \
            hours: the one that autumn has twice is averaged, the one that spring lacks lies between its neighbours.

            Example: hearth evaluate demand --data home.csv.gz --country DE --train-until 2016-11-01 --test-from \
            2016-11-01 --test-to 2017-01-01 --json
            """)

    @OptionGroup var options: ForecastOptions

    @Option(name: .customLong("train-until"), help: "End of what is learned from, exclusive; --test-from by default.")
    var trainUntil: String?

    @Option(name: .customLong("test-from"), help: "First moment or day forecast, such as 2016-11-01.")
    var testFrom: String

    @Option(name: .customLong("test-to"), help: "End of what is forecast, exclusive; the recording's end by default.")
    var testTo: String?

    @Option(name: .customLong("protocol"), help: "Only day-ahead or only rolling.")
    var rule: String?

    @Option(help: "Only the forecaster of this name, as the table has it.")
    var model: String?

    @Option(help: "Seed of the training: the same seed gives the same figures.")
    var seed: UInt64?

    @Flag(help: "Print one JSON document: a list, one element for each forecaster and horizon.")
    var json = false

    @Option(help: "Write predicted against actual and the error by horizon to an SVG file.")
    var plot: String?

    func run() throws {
        StopSignal.install()
        var wrong = UsageFaults()
        let source = try options.source(&wrong)
        wrong.require(!options.data.isEmpty, "--data: found no file, expected at least one")
        let zone = source.flatMap { $0.target == .price ? $0.calendar.zone : nil }
        let words = try EvaluationWindow.Words(
            trainUntil: trainUntil, testFrom: testFrom, testTo: testTo, zone: zone, &wrong)
        let rule = self.rule.flatMap { EvaluationEntry.Rule(rawValue: $0) }
        if let target = source?.target { checkChoices(target, rule, &wrong) }
        if let plot { try wrong.collect { try OutputFile.check(plot, option: "--plot") } }
        let recordings = try source.map { source in
            try options.data.compactMap { file in try wrong.collect { try ForecastData(file, source) } }
        }
        guard let recordings, let words, wrong.isEmpty else { throw wrong.failure }
        let windows = try recordings.compactMap { data in try wrong.collect { try EvaluationWindow(words, in: data) } }
        guard wrong.isEmpty else { throw wrong.failure }
        for data in recordings { data.notes.forEach(StandardError.write) }
        let results = try zip(recordings, windows).map { data, window in
            (data, window, try entries(data, window, rule))
        }
        if let plot { try draw(results, to: plot) }
        try tell(results)
    }

    private func checkChoices(
        _ target: ForecastTarget, _ rule: EvaluationEntry.Rule?, _ wrong: inout UsageFaults
    ) {
        let rules = target.rules.map(\.rawValue)
        wrong.require(
            self.rule == nil || rules.contains(self.rule ?? ""),
            "--protocol: found \"\(self.rule ?? "")\", expected \(rules.joined(separator: " or ")) for \(target.rawValue)"
        )
        let names = target.forecasters
        wrong.require(
            model.map { names.contains($0) } ?? true,
            "--model: found \"\(model ?? "")\", expected one of \(names.joined(separator: ", "))")
    }

    private func entries(
        _ data: ForecastData, _ window: EvaluationWindow, _ rule: EvaluationEntry.Rule?
    ) throws -> [EvaluationEntry] {
        var bar = ProgressBar(label: "evaluating")
        defer { bar.finish() }
        let evaluator = Evaluator(data: data, window: window, seed: seed)
        let entries = try evaluator.entries { part in
            bar.update(part, note: data.file)
            return !StopSignal.isRequested
        }
        guard !StopSignal.isRequested else { throw CommandFailure.failed("interrupted") }
        guard !entries.isEmpty else {
            throw CommandFailure.failed("\(data.file): no point of the period has its inputs and the week before it")
        }
        let chosen = entries.filter { entry in
            (rule == nil || entry.rule == rule) && (model == nil || entry.model == model)
        }
        guard !chosen.isEmpty else {
            throw CommandFailure.usage(
                "--model: \"\(model ?? "")\" does not forecast \(rule?.rawValue ?? "these horizons")")
        }
        return chosen
    }

    private func draw(_ results: [(ForecastData, EvaluationWindow, [EvaluationEntry])], to file: String) throws {
        let drawings = results.flatMap { EvaluationPictures(data: $0.0, window: $0.1, entries: $0.2).drawings }
        try OutputFile.write(ChartSheet(title: "Forecasts of \(options.target)", drawings: drawings).svg, to: file)
    }

    private func tell(_ results: [(ForecastData, EvaluationWindow, [EvaluationEntry])]) throws {
        if json {
            let rows = results.flatMap { data, _, entries in
                entries.map { EvaluationRow(data: data.file, target: data.target, entry: $0) }
            }
            return StandardOutput.write(try JSONOutput.text(rows))
        }
        let tables = results.map { EvaluationTable.text($0.2, $0.0, $0.1) }
        StandardOutput.write(tables.joined(separator: "\n\n"))
    }
}
