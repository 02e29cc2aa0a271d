// SPDX-License-Identifier: Apache-2.0

import Energy

/// When forecasts are made and for which steps.
public enum HouseProtocol: Hashable, Sendable, CustomStringConvertible {
    /// At noon UTC for the whole next UTC day.
    case dayAhead
    /// At every step for one step later on, by minutes ahead.
    case rolling(minutes: Int)

    /// As `day-ahead` or `60 min ahead`.
    public var description: String {
        switch self {
        case .dayAhead: "day-ahead"
        case .rolling(let minutes): "\(minutes) min ahead"
        }
    }

    /// The protocols for a step: the shortest horizon, an hour, four hours, a day.
    static func all(_ series: StepSeries) -> [HouseProtocol] {
        let shortest = series.stepSeconds / 60
        return [.dayAhead] + ([shortest] + [60, 240, 1440].filter { $0 > shortest }).map { .rolling(minutes: $0) }
    }
}

/// One forecaster's forecasts of a window and how good they were.
public struct HouseEvaluationRow: Sendable {
    /// How they were made.
    public let rule: HouseProtocol
    /// Who made them.
    public let model: String
    /// The starts of the steps forecast.
    public let targets: [UTCInstant]
    /// Medians, or the naive forecast.
    public let forecast: [Double]
    /// P10 and P90 where the forecaster has them.
    public let band: (p10: [Double], p90: [Double])?
    /// What came.
    public let actual: [Double]
    /// Scores over all points.
    public let scores: ForecastScores
    /// Share of the points within P10 and P90, those left out where the forecast is zero for sure (PV at night).
    public let coverage: Double?
}

/// Trains on what lies before a window and scores the forecasts of the window, beside the naive ones.
public enum HouseEvaluation {
    /// Runs all protocols.
    ///
    /// The model is fitted once on everything before the window. Its bands, blends and corrections follow the days of the
    /// window that were over when a forecast was made.
    ///
    /// - Parameters:
    ///   - inputs: the whole recording.
    ///   - window: target times, from a start of a UTC day on.
    ///   - mapeFloor: smallest actual that counts in MAPE, in the unit of the inputs.
    /// - Throws: `HouseModelError` where no model can be trained.
    public static func run(
        _ inputs: HouseInputs, window: Range<UTCInstant>, parameters: HorizonTreesParameters? = nil, mapeFloor: Double,
        shouldContinue: () -> Bool = { true }
    ) throws(HouseModelError) -> [HouseEvaluationRow] {
        let begin = inputs.series.step(containing: window.lowerBound)
        let model = try HouseModel.train(
            inputs.prefix(upTo: begin), parameters: parameters, shouldContinue: shouldContinue)
        return rows(of: model, inputs, window: window, mapeFloor: mapeFloor)
    }

    /// Scores a model on a window that it has not seen, beside the naive forecasts.
    ///
    /// - Parameters: as of `run`.
    public static func rows(
        of model: HouseModel, _ inputs: HouseInputs, window: Range<UTCInstant>, mapeFloor: Double
    ) -> [HouseEvaluationRow] {
        rows(of: HouseForecaster(model), inputs, window: window, mapeFloor: mapeFloor)
    }

    /// Scores a forecaster that has followed no day yet.
    static func rows(
        of forecaster: HouseForecaster, _ inputs: HouseInputs, window: Range<UTCInstant>, mapeFloor: Double
    ) -> [HouseEvaluationRow] {
        var forecaster = forecaster
        let series = inputs.series
        let begin = series.step(containing: window.lowerBound)
        let end = min(series.values.count, series.step(containing: window.upperBound))
        let rules = HouseProtocol.all(series)
        var collected = Array(repeating: Collected(), count: rules.count)
        let model = forecaster.model
        let features = model.features(inputs)
        let perDay = series.stepsPerDay
        for day in stride(from: begin, to: end, by: perDay) {
            let tasks = rules.map { $0.tasks(day..<min(end, day + perDay), series) }
            // Bands know the day before only in forecasts that were issued when it was over.
            for (index, tasks) in tasks.enumerated() {
                let early = tasks.filter { $0.issue < day - 1 }
                collected[index].add(early, forecaster.forecast(early, actual: series.values, features), features)
            }
            if day > begin { forecaster.calibrate(day - perDay..<day, actual: series.values, features) }
            for (index, tasks) in tasks.enumerated() {
                let late = tasks.filter { $0.issue >= day - 1 }
                collected[index].add(late, forecaster.forecast(late, actual: series.values, features), features)
            }
        }
        return zip(rules, collected).flatMap { rule, collected in
            [collected.row(rule, model.name, series, mapeFloor)].compactMap { $0 }
                + rule.naive(series).compactMap { collected.row(rule, $0, series, mapeFloor) }
        }
    }

    /// The points of one protocol.
    private struct Collected {
        private var tasks: [HorizonForecaster.Task] = []
        private var quantiles: [StepQuantiles] = []
        private var isZero: [Bool] = []

        mutating func add(
            _ tasks: [HorizonForecaster.Task], _ answers: [StepQuantiles?], _ features: any StepFeatures
        ) {
            for (task, answer) in zip(tasks, answers) {
                guard let answer else { continue }
                self.tasks.append(task)
                quantiles.append(answer)
                isZero.append(features.isZero(issue: task.issue, target: task.target))
            }
        }

        func row(_ rule: HouseProtocol, _ name: String, _ series: StepSeries, _ floor: Double) -> HouseEvaluationRow? {
            row(
                rule, name, series, floor, forecast: quantiles.map(\.p50),
                band: (quantiles.map(\.p10), quantiles.map(\.p90)))
        }

        func row(
            _ rule: HouseProtocol, _ naive: NaiveRule, _ series: StepSeries, _ floor: Double
        ) -> HouseEvaluationRow? {
            row(rule, naive.name, series, floor, forecast: tasks.map { naive.forecast($0, series) }, band: nil)
        }

        private func row(
            _ rule: HouseProtocol, _ name: String, _ series: StepSeries, _ floor: Double, forecast: [Double],
            band: (p10: [Double], p90: [Double])?
        ) -> HouseEvaluationRow? {
            let actual = tasks.map { series[$0.target] }
            func before(days: Int) -> [Double] { tasks.map { series[$0.target - days * series.stepsPerDay] } }
            guard
                let scores = ForecastScores(
                    forecast: forecast, actual: actual, weekBefore: before(days: 7), dayBefore: before(days: 1),
                    band: band, mapeFloor: floor)
            else { return nil }
            let coverage = band.map { band in
                let points = isZero.indices.filter { !isZero[$0] }
                let held = points.count { band.p10[$0] <= actual[$0] && actual[$0] <= band.p90[$0] }
                return Double(held) / Double(max(1, points.count))
            }
            return HouseEvaluationRow(
                rule: rule, model: name, targets: tasks.map { series.instant($0.target) }, forecast: forecast,
                band: band, actual: actual, scores: scores, coverage: coverage)
        }
    }
}

/// A forecast without a model.
struct NaiveRule {
    let name: String
    let forecast: (HorizonForecaster.Task, StepSeries) -> Double
}

extension HouseProtocol {
    /// The last known step of a forecast.
    func issue(_ target: Int, dayStart: Int, series: StepSeries) -> Int {
        switch self {
        case .dayAhead: dayStart - series.stepsPerDay / 2 - 1
        case .rolling(let minutes): target - minutes * 60 / series.stepSeconds
        }
    }

    /// The forecasts of a day, for the steps whose value is known.
    ///
    /// All are scored on the same points: those with a naive forecast of each kind.
    func tasks(_ day: Range<Int>, _ series: StepSeries) -> [HorizonForecaster.Task] {
        let naive = naive(series)
        return day.filter { series[$0].isFinite }.map {
            HorizonForecaster.Task(issue: issue($0, dayStart: day.lowerBound, series: series), target: $0)
        }.filter { task in
            naive.allSatisfy { $0.forecast(task, series).isFinite }
                && series[task.target - series.stepsPerDay].isFinite
        }
    }

    /// The naive forecasts of the protocol.
    func naive(_ series: StepSeries) -> [NaiveRule] {
        let perDay = series.stepsPerDay
        let week = NaiveRule(name: "week before") { $1[$0.target - 7 * perDay] }
        switch self {
        case .dayAhead:
            return [
                week, NaiveRule(name: "two days before") { $1[$0.target - 2 * perDay] },
                NaiveRule(name: "mean of days 2..7") { task, series in
                    (2...7).reduce(0) { $0 + series[task.target - $1 * perDay] } / 6
                },
            ]
        case .rolling:
            return [
                week, NaiveRule(name: "day before") { $1[$0.target - perDay] },
                NaiveRule(name: "last value") { $1[$0.issue] },
            ]
        }
    }
}
