// SPDX-License-Identifier: Apache-2.0

import Charts
import Energy
import Forecasting

/// What an evaluation looks like: predicted against actual, and the error by how far ahead.
struct EvaluationPictures {
    let data: ForecastData
    let window: EvaluationWindow
    /// At least one.
    let entries: [EvaluationEntry]

    private var unit: String { data.target.errorUnit.name }
    private var period: String {
        let name = data.file.split(separator: "/").last.map(String.init) ?? data.file
        return "\(name), \(window.test.lowerBound.date) to \(window.test.upperBound.date)"
    }

    /// The charts, from top to bottom.
    var drawings: [ChartDrawing] { [scatter?.drawing, errors.drawing].compactMap { $0 } }

    /// Of the trained model where it is among them.
    private var scatter: ScatterChart? {
        guard let entry = entries.first(where: \.isOwn) ?? entries.first else { return nil }
        return ScatterChart(
            title: "Predicted and actual \(data.target.rawValue)",
            note: "\(entry.model), \(entry.horizon) ahead, \(period)", unit: unit,
            predicted: entry.forecast.map { $0 * entry.scores.factor },
            actual: entry.actual.map { $0 * entry.scores.factor })
    }

    private var errors: ErrorByHorizonChart {
        data.target == .price ? errorsByHour : errorsByHorizon
    }

    private var errorsByHorizon: ErrorByHorizonChart {
        let horizons = entries.map(\.horizon).uniqued
        return chart(
            "by horizon",
            horizons: horizons.compactMap { horizon in entries.first { $0.horizon == horizon }?.place },
            models: entries.map(\.model).uniqued.map { model in
                HorizonScores(
                    model: model,
                    values: horizons.map { horizon in
                        entries.first { $0.model == model && $0.horizon == horizon }?.scores.mae
                    })
            })
    }

    /// Prices are forecast by whole days: one horizon, and 24 hours that are not equally hard.
    private var errorsByHour: ErrorByHorizonChart {
        let hours = MarketDays.hours
        return chart(
            "by hour after the market day begins", horizons: (0..<hours).map { .ahead(minutes: 60 * $0) },
            models: entries.map { entry in
                HorizonScores(
                    model: entry.model,
                    values: (0..<hours).map { hour in
                        let places = stride(from: hour, to: entry.actual.count, by: hours)
                        let sum = places.reduce(0) { $0 + abs(entry.forecast[$1] - entry.actual[$1]) }
                        return sum * Double(hours) / Double(max(1, entry.actual.count))
                    })
            })
    }

    private func chart(_ how: String, horizons: [Horizon], models: [HorizonScores]) -> ErrorByHorizonChart {
        ErrorByHorizonChart(
            title: "Error of \(data.target.rawValue) forecasts \(how)", note: period, measure: "MAE", unit: unit,
            horizons: horizons, models: models)
    }
}

extension EvaluationEntry {
    fileprivate var place: Horizon {
        rule == .dayAhead ? .named(rule.rawValue) : .ahead(minutes: minutes.lowerBound)
    }
}

extension [String] {
    /// Each once, in the order of the first.
    fileprivate var uniqued: [String] {
        var seen: Set<String> = []
        return filter { seen.insert($0).inserted }
    }
}
