// SPDX-License-Identifier: Apache-2.0

import Energy
import Forecasting
import HostIO

/// Trains and judges the forecaster of one recording, beside what needs no training.
struct Evaluator {
    let data: ForecastData
    let window: EvaluationWindow
    /// Nil for that of the chosen parameters.
    let seed: UInt64?

    /// Every forecaster on every horizon of its protocols, the trained model's own first.
    ///
    /// - Parameter progress: told how much is done, 0...1; gives whether to go on.
    func entries(progress: (Double) -> Bool) throws -> [EvaluationEntry] {
        let begin = ProcessFigures.wallSeconds()
        func seconds() -> Double { ProcessFigures.wallSeconds() - begin }
        switch data.inputs {
        case .house(let inputs): return try house(inputs, seconds, progress)
        case .carbon(let grid, _): return try carbon(grid, seconds, progress)
        case .price(let inputs): return try price(inputs.calendar, seconds, progress)
        }
    }

    /// The model of what lies before `trainUntil`.
    private func model(_ progress: (Double) -> Bool) throws -> ForecastModel {
        do throws(ForecastTrainingError) {
            return try ForecastModel.train(
                data.inputs, until: window.trainUntil, seed: seed ?? 1, progress: { progress(0.9 * $0) })
        } catch {
            throw error == .stopped
                ? CommandFailure.failed("interrupted") : CommandFailure.failed("\(data.file): \(error)")
        }
    }

    // MARK: Demand and solar

    /// Errors of power are told of actuals above this, W, as published figures are.
    private static let powerFloor = 50.0

    private func house(_ inputs: HouseInputs, _ seconds: () -> Double, _ progress: (Double) -> Bool) throws
        -> [EvaluationEntry]
    {
        guard case .house(let model) = try model(progress) else { return [] }
        let rows = HouseEvaluation.rows(of: model, inputs, window: window.test, mapeFloor: Self.powerFloor)
        let taken = seconds()
        return rows.map { row in
            let isOwn = row.model == model.name
            let (rule, minutes) = Self.horizon(row.rule)
            return EvaluationEntry(
                model: row.model, isOwn: isOwn, rule: rule, minutes: minutes,
                scores: EvaluationScores(row.scores, factor: data.target.errorUnit.factor, coverage: row.coverage),
                forecast: row.forecast, actual: row.actual, seconds: isOwn ? taken : 0)
        }
    }

    private static func horizon(_ rule: HouseProtocol) -> (EvaluationEntry.Rule, ClosedRange<Int>) {
        switch rule {
        case .dayAhead: (.dayAhead, 12 * 60...36 * 60)
        case .rolling(let minutes): (.rolling, minutes...minutes)
        }
    }

    // MARK: Carbon intensity

    private func carbon(_ grid: GridHours, _ seconds: () -> Double, _ progress: (Double) -> Bool) throws
        -> [EvaluationEntry]
    {
        guard case .carbon(let model) = try model(progress) else { return [] }
        let hours = GridHours.hour(of: window.test.lowerBound)..<GridHours.hour(of: window.test.upperBound)
        let evaluation = CarbonEvaluation(model, grid, hours: hours)
        let taken = seconds()
        return CarbonEvaluation.Contender.allCases.flatMap { contender in
            let made = evaluation.forecasts[contender] ?? []
            return (evaluation.scores[contender] ?? []).enumerated().map { index, scores in
                EvaluationEntry(
                    model: contender.model, isOwn: contender == .network, rule: .rolling,
                    minutes: (index + 1) * 60...(index + 1) * 60,
                    scores: EvaluationScores(scores, coverage: scores.coverage), forecast: made.map { $0.p50[index] },
                    actual: made.map { grid.carbonIntensity($0.firstHour + index) },
                    seconds: contender == .network || contender == .ridge ? taken : 0)
            }
        }
    }

    // MARK: Price

    private func price(_ calendar: LocalCalendar, _ seconds: () -> Double, _ progress: (Double) -> Bool) throws
        -> [EvaluationEntry]
    {
        guard let market = data.market else { throw tooFewDays(0) }
        func day(_ instant: UTCInstant) -> Int {
            calendar.zone.localDate(at: instant).dayNumber - market.firstDate.dayNumber
        }
        let (first, end) = (day(window.test.lowerBound), min(day(window.test.upperBound), market.count))
        guard first >= PriceForecaster.fewestDays else { throw tooFewDays(max(0, first)) }
        guard first < end else {
            throw CommandFailure.usage(
                "--test-to: found no whole market day from --test-from on, expected at least one")
        }
        var parameters = PriceForecastParameters()
        if let seed { parameters.seed(seed) }
        let evaluation = PriceEvaluation(market, days: first..<end, parameters: parameters) { done, of in
            progress(Double(done) / Double(max(1, of)))
        }
        guard let evaluation else {
            throw StopSignal.isRequested
                ? CommandFailure.failed("interrupted")
                : CommandFailure.failed("\(data.file): the days to forecast have no prices")
        }
        return PriceEntries(evaluation, market: market, seconds: seconds()).entries
    }

    private func tooFewDays(_ found: Int) -> CommandFailure {
        .failed(
            "\(data.file): \(found) whole days of prices in a row before --test-from; at least "
                + "\(PriceForecaster.fewestDays) are needed")
    }
}

extension CarbonEvaluation.Contender {
    /// What its forecasts are called.
    fileprivate var model: String {
        switch self {
        case .network: CarbonModel.name
        case .ridge: CarbonModel.ridgeName
        case .persistence: CarbonNaive.persistence.rawValue
        case .dayBefore: CarbonNaive.dayBefore.rawValue
        }
    }
}
