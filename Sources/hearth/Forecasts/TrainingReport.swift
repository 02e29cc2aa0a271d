// SPDX-License-Identifier: Apache-2.0

import Energy
import Forecasting

/// What `hearth train` tells.
struct TrainingReport: Encodable {
    let target, model, file, unit: String
    let bytes: Int
    let seed: UInt64
    let trainedFrom, trainedUntil: String
    /// The days the model was tried on; nil where they could not be forecast.
    let triedFrom, triedUntil: String?
    let points: Int?
    /// Mean absolute error on those days, and that of the best naive forecast.
    let mae, naiveMAE: Double?
    /// Whether the model would take the naive forecast's place, and why not.
    let verdict: String
    let seconds: Double

    init(_ outcome: ModelTraining.Outcome, file: String, seed: UInt64, seconds: Double) {
        let model = outcome.model
        let (unit, factor) = model.target.errorUnit
        (target, self.model, self.file, self.unit) = (model.target.rawValue, model.name, file, unit)
        (bytes, self.seed, self.seconds) = (outcome.bytes.count, seed, seconds)
        (trainedFrom, trainedUntil) = (model.training.lowerBound.iso8601, model.training.upperBound.iso8601)
        let trial = outcome.trial
        (triedFrom, triedUntil) = (trial?.window.lowerBound.iso8601, trial?.window.upperBound.iso8601)
        (points, mae, naiveMAE) = (trial?.points, trial.map { $0.error * factor }, trial.map { $0.naiveError * factor })
        verdict = trial.map { Self.words(Championship(challenger: $0, champion: nil).verdict) } ?? "not tried"
    }

    private static func words(_ verdict: Championship.Verdict) -> String {
        switch verdict {
        case .promote: "better than the naive forecast"
        case .refuse(let why): "not to be used: \(why)"
        }
    }

    private enum CodingKeys: String, CodingKey {
        case target, model, file, unit, bytes, seed
        case trainedFrom = "trained_from"
        case trainedUntil = "trained_until"
        case triedFrom = "tried_from"
        case triedUntil = "tried_until"
        case points, mae
        case naiveMAE = "naive_mae"
        case verdict, seconds
    }

    /// For people.
    var text: String {
        var table = TextTable()
        table.add("model", model)
        table.add("trained on", "\(trainedFrom) to \(trainedUntil)")
        if let triedFrom, let triedUntil, let points, let mae, let naiveMAE {
            table.add("tried on", "\(triedFrom) to \(triedUntil), \(points) points")
            table.add("MAE, \(unit)", decimalText(mae, decimals: 4))
            table.add("MAE of the best naive forecast, \(unit)", decimalText(naiveMAE, decimals: 4))
        }
        table.add("verdict", verdict)
        table.add("file", "\(file), \(bytes) bytes")
        table.add("seconds", decimalText(seconds, decimals: 1))
        return table.text
    }
}
