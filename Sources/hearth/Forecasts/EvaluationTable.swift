// SPDX-License-Identifier: Apache-2.0

import Energy
import Forecasting

/// What `hearth evaluate` shows a person.
enum EvaluationTable {
    static func text(_ entries: [EvaluationEntry], _ data: ForecastData, _ window: EvaluationWindow) -> String {
        let unit = data.target.errorUnit.name
        var table = TextTable(leftColumns: 2)
        table.add("MODEL", "HORIZON", "POINTS", "MAE", "RMSE", "SMAPE %", "RMAE", "SKILL", "P10-P90 %")
        for entry in entries {
            let scores = entry.scores
            table.add(
                entry.model, entry.horizon, "\(scores.plain.count)", number(scores.mae), number(scores.rmse),
                number(scores.plain.smape, 2), number(scores.plain.rmae), number(scores.plain.skill),
                number(scores.coverage.map { 100 * $0 }, 1))
        }
        let test = "\(window.test.lowerBound) to \(window.test.upperBound)"
        let title = "\(data.target.rawValue) of \(data.file), \(test), errors in \(unit)"
        return [title + "\n" + table.text, precision(entries)].compactMap { $0 }.joined(separator: "\n\n")
    }

    /// How well dear and cheap hours are named; nil for targets without.
    private static func precision(_ entries: [EvaluationEntry]) -> String? {
        var table = TextTable()
        table.add("OF EACH DAY'S 8 HOURS", "DEAREST %", "CHEAPEST %")
        func add(_ name: String, _ precision: ExtremesPrecision) {
            table.add(name, number(100 * precision.peak, 1), number(100 * precision.valley, 1))
        }
        for entry in entries {
            if let classifiers = entry.classifiers { add("classifiers", classifiers) }
            if let precision = entry.precision { add(entry.model, precision) }
        }
        return entries.contains { $0.precision != nil } ? table.text : nil
    }

    private static func number(_ value: Double?, _ decimals: Int = 4) -> String {
        value.map { decimalText($0, decimals: decimals) } ?? "-"
    }
}
