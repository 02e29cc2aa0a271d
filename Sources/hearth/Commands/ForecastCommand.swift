// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Charts
import Energy
import Forecasting
import HostIO
import ModelIO

/// `hearth forecast`: what a recording lets one expect.
struct ForecastCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forecast",
        abstract: "Forecasts price, demand, solar or carbon from a recording, by quarter hours with an 80 % band.",
        discussion: """
            Powers in W, prices in EUR/kWh, carbon intensity in g/kWh. Without a model file, or where the recording is too \
            short for the model, the naive forecast is given and named. What was recorded from --at on is not looked at; it \
            is shown beside the forecast.

            Example: hearth forecast demand --data home.csv.gz --country DE --model demand.model --at 2016-11-01 --json
            """)

    @OptionGroup var options: ForecastOptions

    @Option(help: "A model file of `hearth train`; the naive forecast by default.")
    var model: String?

    @Option(help: "First moment forecast, such as 2016-11-01T06:00Z; the recording's end by default.")
    var at: String?

    @Option(help: "Hours ahead; 48 by default, 6 for carbon. Prices reach 168, demand and solar 48, carbon 6.")
    var horizon: Double?

    @Option(help: "Equally likely courses of demand or solar to draw from the forecast, 1 to 1000; with --json.")
    var scenarios: Int?

    @Option(help: "Seed of the scenarios: the same seed draws the same.")
    var seed: UInt64 = 1

    @Flag(help: "Print one JSON document.")
    var json = false

    @Option(help: "Write history, forecast with band and what came to an SVG file.")
    var plot: String?

    func run() throws {
        var wrong = UsageFaults()
        let source = try options.source(&wrong)
        let data = try source.flatMap { source in try wrong.collect { try options.recording(source) } }
        let at = try wrong.collect { try self.at.map { try CommandInput.slot($0, option: "--at") } }
        let model = try source.flatMap { source in
            try wrong.collect { try self.model.map { try Self.model($0, source.target) } }
        }
        if let target = source?.target {
            checkHorizon(target, &wrong)
            checkScenarios(target, &wrong)
        }
        if let plot { try wrong.collect { try OutputFile.check(plot, option: "--plot") } }
        guard let data, let at, let model, wrong.isEmpty else { throw wrong.failure }
        let now = try start(at, data)
        data.notes.forEach(StandardError.write)
        if let model, model.training.upperBound > now.start {
            StandardError.write(
                "\(self.model ?? ""): trained on data up to \(model.training.upperBound), after the forecast is made")
        }
        let hours = horizon ?? data.target.usualHours
        let making = ForecastMaking(data: data, model: model, now: now, count: Int(hours / Slot.hours))
        var made = try making.make()
        made.scenarios = try making.scenarios(made.forecast, count: scenarios ?? 0, seed: seed)
        let document = ForecastDocument(made, data)
        if let plot { try draw(made, data, document, to: plot) }
        StandardOutput.write(json ? try JSONOutput.text(document) : document.text)
    }

    private func checkHorizon(_ target: ForecastTarget, _ wrong: inout UsageFaults) {
        guard let horizon else { return }
        let range = Slot.hours...target.mostHours
        wrong.require(
            range.contains(horizon),
            "--horizon: found \(horizon), expected \(range.lowerBound) to \(range.upperBound) hours for \(target.rawValue)"
        )
    }

    private func checkScenarios(_ target: ForecastTarget, _ wrong: inout UsageFaults) {
        guard let scenarios else { return }
        wrong.require((1...1000).contains(scenarios), "--scenarios: found \(scenarios), expected 1 to 1000")
        wrong.require(
            target == .demand || target == .solar,
            "--scenarios: found it with \(target.rawValue), expected it with demand or solar")
        wrong.require(json, "--scenarios: found it without --json, expected both")
    }

    private func start(_ at: Slot?, _ data: ForecastData) throws -> Slot {
        let span = data.inputs.span
        guard let at else { return Slot(containing: span.upperBound) }
        guard span.lowerBound < at.start, at.start <= span.upperBound else {
            throw CommandFailure.usage(
                "--at: found \(at), expected a moment after \(span.lowerBound), at most \(span.upperBound)")
        }
        guard data.target != .carbon || at.start.secondOfDay % 3600 == 0 else {
            throw CommandFailure.usage("--at: found \(at), expected the beginning of an hour")
        }
        return at
    }

    private func draw(
        _ made: ForecastMaking.Made, _ data: ForecastData, _ document: ForecastDocument, to file: String
    ) throws {
        let chart = ForecastChart(
            title: "Forecast of \(document.target)", note: document.origin, unit: document.unit,
            zone: TimeZoneRule(word: options.clock) ?? .centralEuropean,
            history: data.history.before(made.forecast.firstSlot), forecast: made.forecast,
            actual: data.history.slots.contains(made.forecast.firstSlot) ? data.history : nil,
            shape: data.target == .price ? .steps : .line)
        try OutputFile.write(chart.svg, to: file)
    }

    /// A model file of a target.
    private static func model(_ path: String, _ target: ForecastTarget) throws -> ForecastModel {
        do throws(ModelFolderError) {
            return try ModelFolder.read(path: path, target: target).model
        } catch {
            throw CommandFailure.usage("--model: \(error)")
        }
    }
}
