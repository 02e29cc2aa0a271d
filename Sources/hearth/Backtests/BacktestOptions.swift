// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Backtest
import Energy
import Forecasting

/// The words that `hearth backtest` and `hearth policies compare` have in common.
struct BacktestOptions: ParsableArguments {
    @Option(name: .customLong("battery-kwh"), help: "Usable capacity, kWh.")
    var batteryKWh: Double = 10

    @Option(name: .customLong("battery-kw"), help: "Charge and discharge power at the AC side, kW.")
    var batteryKW: Double = 5

    @Option(help: "AC to AC efficiency of a full cycle, 0.5 to 1.")
    var efficiency: Double = 0.92

    @Option(name: .customLong("import-fee"), help: "Fees per imported kWh, before VAT.")
    var importFee: Double = 0.10

    @Option(help: "Value added tax on imports and the peak fee, %.")
    var vat: Double = 25

    @Option(name: .customLong("peak-fee"), help: "Fee per kW of each month's highest quarter hour, before VAT.")
    var peakFee: Double = 0

    @Option(help: "First moment, such as 2016-11-01 or 2016-10-31T23:00Z.")
    var from: String?

    @Option(help: "End, exclusive; the recording's end by default.")
    var to: String?

    @Option(help: "What the policy knows: perfect, known-prices, naive or model.")
    var forecast: String?

    @Option(help: "For --forecast model: whose holidays count as Sundays, and about where the sun is; none by default.")
    var country: String?

    /// What a person should know of both commands.
    static let discussion = """
        Import costs 1.25 x (spot + 0.10) per kWh (--vat, --import-fee), export earns the spot price. An empty cell of a recording is a missing \
        number; every quarter hour that is run must have its numbers.

        What the policy knows of the future: everything (perfect), load and sun as they came and prices as far as they are \
        published (known-prices), those prices and the means of the last days (naive), or the forecasts of models (model). \
        Models are trained when the run begins and every four weeks, on nothing but what was recorded until then, and used only where \
        they beat the naive forecast on the last two of the weeks before; what came of it is told on standard error. A \
        training takes up to half a minute for each of demand, solar and price.
        """

    /// What they mean; nil where something is wrong, which is kept in `wrong`.
    ///
    /// - Parameter usual: the forecasts without `--forecast`.
    func settings(usual: ForecastMode, _ wrong: inout UsageFaults) throws -> BacktestSettings? {
        let mode = mode(usual: usual, &wrong)
        let holidays = try wrong.collect { try self.country.map { try CommandInput.country($0) } }
        checkNumbers(&wrong)
        let from = try wrong.collect { try self.from.map { try CommandInput.slot($0, option: "--from") } }
        let to = try wrong.collect { try self.to.map { try CommandInput.slot($0, option: "--to") } }
        if let begin = from ?? nil, let end = to ?? nil {
            wrong.require(begin < end, "--to: found \(end), expected a moment after \(begin)")
        }
        guard let mode, let holidays, let from, let to, wrong.isEmpty else { return nil }
        let battery = BatteryDescription(
            capacity: WattHours(batteryKWh * 1000), maxCharge: Watts(batteryKW * 1000),
            maxDischarge: Watts(batteryKW * 1000), roundTripEfficiency: efficiency, floor: 0, ceiling: 1)
        return BacktestSettings(
            mode: mode, surroundings: Surroundings(country: holidays), battery: battery,
            tariff: BenchmarkHouse.tariff(importFee: importFee, vat: vat / 100, peakFee: peakFee), from: from, to: to)
    }

    /// The forecasts of `--forecast`; nil where it names none, which is kept in `wrong`.
    func mode(usual: ForecastMode, _ wrong: inout UsageFaults) -> ForecastMode? {
        let mode = forecast.map { ForecastMode(rawValue: $0) } ?? usual
        wrong.require(
            mode != nil,
            "--forecast: found \"\(forecast ?? "")\", expected one of "
                + ForecastMode.allCases.map(\.rawValue).joined(separator: ", "))
        return mode
    }

    /// True where nothing was said of a house or of its days.
    var describesNoHouse: Bool {
        (batteryKWh, batteryKW, efficiency) == (10, 5, 0.92) && (importFee, vat, peakFee) == (0.10, 25, 0)
            && from == nil && to == nil && country == nil
    }

    private func checkNumbers(_ wrong: inout UsageFaults) {
        func check(_ option: String, _ value: Double, _ range: ClosedRange<Double>, _ unit: String = "") {
            let expected = "\(range.lowerBound) to \(range.upperBound)\(unit)"
            wrong.require(range.contains(value), "\(option): found \(value), expected \(expected)")
        }
        check("--battery-kwh", batteryKWh, 0.1...10_000, " kWh")
        check("--battery-kw", batteryKW, 0.1...10_000, " kW")
        check("--efficiency", efficiency, 0.5...1)
        check("--import-fee", importFee, 0...10)
        check("--vat", vat, 0...100, " %")
        check("--peak-fee", peakFee, 0...200)
    }
}

/// How a recorded house is run.
struct BacktestSettings {
    let mode: ForecastMode
    let surroundings: Surroundings
    let battery: BatteryDescription
    /// The one that all backtests are compared with, or the house's own.
    var tariff = BenchmarkHouse.tariff()
    /// Likewise.
    var site = BenchmarkHouse.site
    /// True when the inverter carries out a policy's limit of PV.
    var canLimitPV = false
    /// First slot, nil where nobody said.
    let from: Slot?
    /// First slot after the window, nil where nobody said.
    let to: Slot?

    /// A recording with this battery and tariff.
    func house(_ recording: HomeSeries, window: Range<Slot>) throws(BacktestHouse.Fault) -> BacktestHouse {
        try BacktestHouse(
            home: recording, tariff: tariff, battery: battery, site: site, window: window)
    }

    /// A backtest of a house.
    func backtest(_ house: BacktestHouse, canLimitPV: Bool? = nil) -> Backtest {
        Backtest(house, mode: mode, surroundings: surroundings, canLimitPV: canLimitPV ?? self.canLimitPV)
    }

    /// The bound that policies are measured against.
    var perfectForesight: PerfectForesight { PerfectForesight(canLimitPV: canLimitPV) }
}

extension Surroundings {
    /// What the country tells of the place.
    fileprivate init(country: HolidayCalendar?) {
        self.init(holidays: country, array: country.map { ArraySite(position: $0.middle) })
    }
}
