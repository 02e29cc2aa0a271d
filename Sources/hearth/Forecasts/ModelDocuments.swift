// SPDX-License-Identifier: Apache-2.0

import Energy
import ModelIO

/// A model in JSON.
struct ModelDocument: Encodable {
    let id, target, state, trainedFrom, trainedTo, admittedAt: String
    let bytes: Int
    /// False where the file has been deleted.
    let hasFile: Bool

    enum CodingKeys: String, CodingKey {
        case id, target, state, bytes
        case hasFile = "has_file"
        case trainedFrom = "trained_from"
        case trainedTo = "trained_to"
        case admittedAt = "admitted_at"
    }

    init(_ model: ModelRecord, in folder: ModelFolder) {
        hasFile = folder.holds(model.id)
        (id, target, state, bytes) = (model.id, model.target.rawValue, model.state.rawValue, model.bytes)
        (trainedFrom, trainedTo) = (model.training.lowerBound.iso8601, model.training.upperBound.iso8601)
        admittedAt = model.admittedAt.iso8601
    }
}

/// A decision on a model in JSON.
struct ModelDecisionDocument: Encodable {
    let time, target, outcome, model, reason: String
    let champion: String?
    let modelError, championError, naiveError: Double?

    enum CodingKeys: String, CodingKey {
        case time, target, outcome, model, reason, champion
        case modelError = "model_error"
        case championError = "champion_error"
        case naiveError = "naive_error"
    }

    init(_ decision: ModelDecisionRecord) {
        (time, target) = (decision.time.iso8601, decision.target.rawValue)
        (outcome, model, reason) = (decision.outcome.rawValue, decision.model, decision.reason)
        champion = decision.champion
        (modelError, championError) = (decision.modelError, decision.championError)
        naiveError = decision.naiveError
    }
}

/// A model with all that was decided on it, in JSON.
struct ModelHistoryDocument: Encodable {
    let model: ModelDocument
    let decisions: [ModelDecisionDocument]
}

extension ModelDecisionRecord {
    /// The decision as one line for people.
    var line: String {
        func number(_ value: Double?) -> String {
            value.map { decimalText($0, decimals: 4, trimmed: true) } ?? "unknown"
        }
        let subject = model.isEmpty ? target.rawValue : model
        let errors =
            modelError == nil
            ? ""
            : " (mean error \(number(modelError)), in use \(number(championError)), naive \(number(naiveError)))"
        return "\(time.iso8601)  \(subject) \(words): \(reason)\(errors)"
    }

    private var words: String {
        switch outcome {
        case .promoted: "put to use"
        case .refused: "refused"
        case .promotedByHand: "put to use by hand"
        case .rolledBack: "back in use"
        case .retired: "without a model now"
        case .retrainingAsked: "to be trained anew"
        }
    }
}
