// SPDX-License-Identifier: Apache-2.0

import Energy
import Forecasting

/// A row of `hearth evaluate --json`; a number that has no meaning is null.
struct EvaluationRow: Encodable {
    let data: String
    let target: ForecastTarget
    let entry: EvaluationEntry

    private enum CodingKeys: String, CodingKey {
        case data, target, model, `protocol`, horizon, unit, n, mae, rmse, smape, mape, r2, rmae, skill, coverage
        case pseudoAccuracy = "pseudo_accuracy"
        case seconds
        case peakPrecision = "peak_precision"
        case valleyPrecision = "valley_precision"
        case classifierPeakPrecision = "classifier_peak_precision"
        case classifierValleyPrecision = "classifier_valley_precision"
    }

    func encode(to encoder: any Encoder) throws {
        var row = encoder.container(keyedBy: CodingKeys.self)
        let scores = entry.scores
        try row.encode(data, forKey: .data)
        try row.encode(target.rawValue, forKey: .target)
        try row.encode(entry.model, forKey: .model)
        try row.encode(entry.rule.rawValue, forKey: .protocol)
        try row.encode(entry.horizon, forKey: .horizon)
        try row.encode(target.errorUnit.name, forKey: .unit)
        try row.encode(scores.plain.count, forKey: .n)
        try row.encode(scores.mae, forKey: .mae)
        try row.encode(scores.rmse, forKey: .rmse)
        try row.encode(scores.plain.smape, forKey: .smape)
        try row.encode(scores.plain.mape, forKey: .mape)
        try row.encode(scores.plain.r2, forKey: .r2)
        try row.encode(scores.plain.rmae, forKey: .rmae)
        try row.encode(scores.plain.skill, forKey: .skill)
        try row.encode(scores.coverage, forKey: .coverage)
        try row.encode(scores.plain.pseudoAccuracy, forKey: .pseudoAccuracy)
        try row.encode(entry.seconds, forKey: .seconds)
        try row.encodeIfPresent(entry.precision?.peak, forKey: .peakPrecision)
        try row.encodeIfPresent(entry.precision?.valley, forKey: .valleyPrecision)
        try row.encodeIfPresent(entry.classifiers?.peak, forKey: .classifierPeakPrecision)
        try row.encodeIfPresent(entry.classifiers?.valley, forKey: .classifierValleyPrecision)
    }
}
