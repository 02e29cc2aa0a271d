// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Backtest
import Energy
import HostIO
import Policies
import Tables

/// `hearth backtest`: a policy over a recorded house.
struct BacktestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backtest",
        abstract: "Runs a policy over a recorded house and prints what it would have cost.",
        discussion: """
            \(BacktestOptions.discussion)

            Without --from and --to all of the recording is run, which must have its numbers throughout; without --forecast \
            known-prices is taken.

            Example: hearth backtest --home home.csv.gz --policy optimiser --forecast known-prices --json
            Example: hearth backtest --home home.csv.gz --policy optimiser --forecast model --country DE --from 2016-11-01
            """)

    @Option(help: "Recorded house: CSV with timestamp_utc, load_kw, heat_pump_kw, pv_kw, price_eur_per_kwh.")
    var home: String

    @Option(help: "Prices to use instead of the recording's own: CSV with timestamp_utc and a price column.")
    var prices: String?

    @Option(help: "One of those that `hearth policies list` names.")
    var policy: String = SelfConsumption.name

    @OptionGroup var options: BacktestOptions

    @Flag(name: .customLong("through-gate"), help: "Also run it through the interlocks, second by second.")
    var throughGate = false

    @Flag(name: .customLong("curtail-pv"), help: "Let the policy limit PV; the reference figures do without.")
    var curtailPV = false

    @Flag(help: "Print one JSON document.")
    var json = false

    func run() throws {
        StopSignal.install()
        var wrong = UsageFaults()
        try wrong.collect { try CommandInput.policy(policy, option: "--policy") }
        let settings = try options.settings(usual: .knownPrices, &wrong)
        let recording = try recording(&wrong)
        guard let settings, let recording, wrong.isEmpty else { throw wrong.failure }
        let house = try house(recording, settings)
        let runner = BacktestRunner(house: house, settings: settings, policy: policy, canLimitPV: curtailPV)
        let direct = try runner.run(executor: nil, label: policy)
        direct.notes.forEach(StandardError.write)
        var gated: BacktestOutput?
        if throughGate {
            gated = try runner.run(
                executor: GatedExecutor(site: house.site, battery: house.battery), label: "\(policy), gated")
        }
        if json {
            StandardOutput.write(try JSONOutput.text(BacktestDocument(direct: direct, throughGate: gated)))
        } else {
            print(direct, gated)
        }
    }

    /// The recording, with other prices where they were given; nil where a file is wrong, which is kept.
    private func recording(_ wrong: inout UsageFaults) throws -> HomeSeries? {
        let recorded = try wrong.collect { try CommandInput.home(home) }
        let prices = try wrong.collect { try self.prices.map { try CommandInput.prices($0) } }
        guard let recorded, let prices else { return nil }
        return prices.map { recorded.replacingPrices(by: $0) } ?? recorded
    }

    private func house(_ recording: HomeSeries, _ settings: BacktestSettings) throws -> BacktestHouse {
        let begin = settings.from ?? recording.slots.lowerBound
        let end = settings.to ?? recording.slots.upperBound
        guard begin < end else { throw CommandFailure.usage("--to: found \(end), expected a moment after \(begin)") }
        do {
            return try settings.house(recording, window: begin..<end)
        } catch {
            throw CommandFailure.usage("\(home): \(error)")
        }
    }

    private func print(_ direct: BacktestOutput, _ gated: BacktestOutput?) {
        var table = TextTable()
        table.add("", policy, gated == nil ? "" : "through the gate")
        func row(_ name: String, _ decimals: Int, _ value: (BacktestOutput) -> Double) {
            table.add(
                name, decimalText(value(direct), decimals: decimals),
                gated.map { decimalText(value($0), decimals: decimals) } ?? "")
        }
        row("cost without battery, EUR", 3) { $0.noBattery }
        row("cost, EUR", 3) { $0.cost }
        row("cost, stored energy valued, EUR", 3) { $0.socAdjustedCost }
        if options.peakFee > 0 { row("of it for the months' peaks, EUR", 3) { $0.peakCost } }
        row("imported, kWh", 1) { $0.importKWh }
        row("exported, kWh", 1) { $0.exportKWh }
        if curtailPV { row("PV turned down, kWh", 1) { $0.pvCurtailedKWh } }
        row("discharged, kWh", 1) { $0.batteryDischargeKWh }
        row("stored at the end, kWh", 2) { $0.finalSOCKWh }
        row("seconds", 2) { $0.seconds }
        StandardOutput.write(table.text)
    }
}

/// One run of a backtest with its progress bar and its time.
private struct BacktestRunner {
    let house: BacktestHouse
    let settings: BacktestSettings
    let policy: String
    let canLimitPV: Bool

    func run(executor: (any SlotExecutor)?, label: String) throws -> BacktestOutput {
        var bar = ProgressBar(label: label)
        let begin = ProcessFigures.wallSeconds()
        let total = Double(house.window.count)
        var policies = [try CommandInput.policy(policy, option: "--policy")]
        let backtest = settings.backtest(house, canLimitPV: canLimitPV)
        let results = backtest.run(&policies, executor: executor) { done in
            bar.update(Double(done) / total)
            return !StopSignal.isRequested
        }
        bar.finish()
        guard let result = results?.first else { throw CommandFailure.failed("interrupted") }
        return BacktestOutput(result, seconds: ProcessFigures.wallSeconds() - begin)
    }
}

/// A result in the words of the command's JSON.
private struct BacktestOutput: Encodable {
    let noBattery, cost, finalSOCKWh, socAdjustedCost, importKWh, exportKWh, batteryDischargeKWh, seconds: Double
    let pvCurtailedKWh: Double
    let peakCost: Double
    let notes: [String]

    init(_ result: BacktestResult, seconds: Double) {
        noBattery = result.noBattery.value
        cost = result.cost.value
        finalSOCKWh = result.finalStored.kWh
        socAdjustedCost = result.socAdjustedCost.value
        importKWh = result.gridImport.kWh
        exportKWh = result.gridExport.kWh
        pvCurtailedKWh = result.pvCurtailed.kWh
        peakCost = result.peakCost.value
        batteryDischargeKWh = result.batteryDischarge.kWh
        self.seconds = seconds
        notes = result.notes
    }

    enum CodingKeys: String, CodingKey {
        case noBattery = "no_battery"
        case cost
        case finalSOCKWh = "final_soc_kwh"
        case socAdjustedCost = "soc_adjusted_cost"
        case importKWh = "import_kwh"
        case exportKWh = "export_kwh"
        case peakCost = "peak_cost"
        case pvCurtailedKWh = "pv_curtailed_kwh"
        case batteryDischargeKWh = "battery_discharge_kwh"
        case seconds
    }
}

/// The direct run's keys at the top, the gated run beside them when it was asked for.
private struct BacktestDocument: Encodable {
    let direct: BacktestOutput
    let throughGate: BacktestOutput?

    private enum CodingKeys: String, CodingKey { case throughGate = "through_gate" }

    func encode(to encoder: any Encoder) throws {
        try direct.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(throughGate, forKey: .throughGate)
    }
}
