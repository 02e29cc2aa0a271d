// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Backtest
import Energy
import Forecasting
import HostIO
import Policies
import Tables

/// `hearth backtest`: a policy over a recorded house.
struct BacktestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backtest",
        abstract: "Runs a policy over a recorded house and prints what it would have cost.",
        discussion: """
            Import costs 1.25 x (spot + 0.10) per kWh, export earns the spot price. An empty cell of the recording is a \
            missing number; every quarter hour from --from to --to must have its numbers.

            What the policy knows of the future: everything (perfect), load and sun as they came and prices as far as they \
            are published (known-prices), those prices and the means of the last days (naive), or the forecasts of models \
            (model). Models are trained at --from and every four weeks, on nothing but what was recorded until then, and \
            used only where they beat the naive forecast on the last two of the weeks before; what came of it is told on \
            standard error. A training takes up to half a minute for each of demand, solar and price.

            Example: hearth backtest --home home.csv.gz --policy optimiser --forecast known-prices --json
            Example: hearth backtest --home home.csv.gz --policy optimiser --forecast model --country DE --from 2016-11-01
            """)

    @Option(help: "Recorded house: CSV with timestamp_utc, load_kw, heat_pump_kw, pv_kw, price_eur_per_kwh.")
    var home: String

    @Option(help: "Prices to use instead of the recording's own: CSV with timestamp_utc and a price column.")
    var prices: String?

    @Option(help: "One of those that `hearth policies list` names.")
    var policy: String = SelfConsumption.name

    @Option(name: .customLong("battery-kwh"), help: "Usable capacity, kWh.")
    var batteryKWh: Double = 10

    @Option(name: .customLong("battery-kw"), help: "Charge and discharge power at the AC side, kW.")
    var batteryKW: Double = 5

    @Option(help: "AC to AC efficiency of a full cycle, 0.5 to 1.")
    var efficiency: Double = 0.92

    @Option(help: "First moment, such as 2016-11-01 or 2016-10-31T23:00Z; the recording's first by default.")
    var from: String?

    @Option(help: "End, exclusive; the recording's end by default.")
    var to: String?

    @Option(help: "What the policy knows: perfect, known-prices, naive or model.")
    var forecast: String = ForecastMode.knownPrices.rawValue

    @Option(help: "For --forecast model: whose holidays count as Sundays, and about where the sun is; none by default.")
    var country: String?

    @Flag(name: .customLong("through-gate"), help: "Also run it through the interlocks, second by second.")
    var throughGate = false

    @Flag(name: .customLong("curtail-pv"), help: "Let the policy limit PV; the reference figures do without.")
    var curtailPV = false

    @Flag(help: "Print one JSON document.")
    var json = false

    func run() throws {
        StopSignal.install()
        var wrong = UsageFaults()
        let mode = ForecastMode(rawValue: forecast)
        wrong.require(
            mode != nil,
            "--forecast: found \"\(forecast)\", expected one of "
                + ForecastMode.allCases.map(\.rawValue).joined(separator: ", "))
        try wrong.collect { try CommandInput.policy(policy, option: "--policy") }
        let holidays = try wrong.collect { try country.map { try CommandInput.country($0) } }
        let input = BacktestInput(self)
        guard let house = try wrong.collect({ try input.house() }), let mode, let holidays, wrong.isEmpty else {
            throw wrong.failure
        }
        let runner = BacktestRunner(
            house: house, mode: mode, surroundings: Surroundings(country: holidays), policy: policy,
            canLimitPV: curtailPV)
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
        row("imported, kWh", 1) { $0.importKWh }
        row("exported, kWh", 1) { $0.exportKWh }
        if curtailPV { row("PV turned down, kWh", 1) { $0.pvCurtailedKWh } }
        row("discharged, kWh", 1) { $0.batteryDischargeKWh }
        row("stored at the end, kWh", 2) { $0.finalSOCKWh }
        row("seconds", 2) { $0.seconds }
        StandardOutput.write(table.text)
    }
}

/// The house of a backtest from the command's words.
private struct BacktestInput {
    let command: BacktestCommand

    init(_ command: BacktestCommand) { self.command = command }

    func house() throws -> BacktestHouse {
        var wrong = UsageFaults()
        checkNumbers(&wrong)
        let from = try wrong.collect { try command.from.map { try CommandInput.slot($0, option: "--from") } }
        let to = try wrong.collect { try command.to.map { try CommandInput.slot($0, option: "--to") } }
        let home = try wrong.collect { try CommandInput.home(command.home) }
        let prices = try wrong.collect { try command.prices.map { try CommandInput.prices($0) } }
        guard wrong.isEmpty, let from, let to, let home, let prices else { throw wrong.failure }
        let recording = prices.map { home.replacingPrices(by: $0) } ?? home
        let begin = from ?? recording.slots.lowerBound
        let end = to ?? recording.slots.upperBound
        guard begin < end else { throw CommandFailure.usage("--to: found \(end), expected a moment after \(begin)") }
        let battery = BatteryDescription(
            capacity: WattHours(command.batteryKWh * 1000), maxCharge: Watts(command.batteryKW * 1000),
            maxDischarge: Watts(command.batteryKW * 1000), roundTripEfficiency: command.efficiency, floor: 0, ceiling: 1
        )
        do {
            return try BacktestHouse(
                home: recording, tariff: BenchmarkHouse.tariff, battery: battery, site: BenchmarkHouse.site,
                window: begin..<end)
        } catch {
            throw CommandFailure.usage("\(command.home): \(error)")
        }
    }

    private func checkNumbers(_ wrong: inout UsageFaults) {
        func check(_ option: String, _ value: Double, _ range: ClosedRange<Double>, _ unit: String = "") {
            let expected = "\(range.lowerBound) to \(range.upperBound)\(unit)"
            wrong.require(range.contains(value), "\(option): found \(value), expected \(expected)")
        }
        check("--battery-kwh", command.batteryKWh, 0.1...10_000, " kWh")
        check("--battery-kw", command.batteryKW, 0.1...10_000, " kW")
        check("--efficiency", command.efficiency, 0.5...1)
    }
}

/// The house all backtests are compared on.
enum BenchmarkHouse {
    /// Import 1.25 x (spot + 0.10), export at spot.
    static let tariff = Tariff(
        currency: "EUR", energy: .spot, importFees: PricePerKWh(0.10), vat: 0.25,
        export: .spot(share: 1, bonus: .zero))
    /// 3 x 63 A, so that nothing but the battery limits.
    static let site = Site(
        name: "benchmark", timeZone: .centralEuropean, mainFuse: Amperes(63), phases: 3, exportLimit: nil,
        importLimit: nil, pvPeak: Watts(20_000))
}

/// One run of a backtest with its progress bar and its time.
private struct BacktestRunner {
    let house: BacktestHouse
    let mode: ForecastMode
    let surroundings: Surroundings
    let policy: String
    let canLimitPV: Bool

    func run(executor: (any SlotExecutor)?, label: String) throws -> BacktestOutput {
        var bar = ProgressBar(label: label)
        let begin = ProcessFigures.wallSeconds()
        let total = Double(house.window.count)
        var policy = try CommandInput.policy(policy, option: "--policy")
        let backtest = Backtest(house, mode: mode, surroundings: surroundings, canLimitPV: canLimitPV)
        let result = policy.backtest(backtest, executor: executor) { done in
            bar.update(Double(done) / total)
            return !StopSignal.isRequested
        }
        bar.finish()
        guard let result else { throw CommandFailure.failed("interrupted") }
        return BacktestOutput(result, seconds: ProcessFigures.wallSeconds() - begin)
    }
}

extension Surroundings {
    /// What the country tells of the place.
    fileprivate init(country: HolidayCalendar?) {
        self.init(holidays: country, array: country.map { ArraySite(position: $0.middle) })
    }
}

extension Policy {
    /// Opens the existential: a backtest wants one concrete policy.
    fileprivate mutating func backtest(
        _ backtest: Backtest, executor: (any SlotExecutor)?, progress: (Int) -> Bool
    ) -> BacktestResult? {
        backtest.run(&self, executor: executor, progress: progress)
    }
}

/// A result in the words of the command's JSON.
private struct BacktestOutput: Encodable {
    let noBattery, cost, finalSOCKWh, socAdjustedCost, importKWh, exportKWh, batteryDischargeKWh, seconds: Double
    let pvCurtailedKWh: Double
    let notes: [String]

    init(_ result: BacktestResult, seconds: Double) {
        noBattery = result.noBattery.value
        cost = result.cost.value
        finalSOCKWh = result.finalStored.kWh
        socAdjustedCost = result.socAdjustedCost.value
        importKWh = result.gridImport.kWh
        exportKWh = result.gridExport.kWh
        pvCurtailedKWh = result.pvCurtailed.kWh
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
