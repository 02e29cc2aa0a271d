// SPDX-License-Identifier: Apache-2.0

import Energy
import Forecasting

/// What is wrong with a wish.
public struct ModelWishFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was found, in words.
    public let found: String
    /// As `found target = "gas"; expected a wish as hearth train or hearth models leaves it`.
    public var description: String { "found \(found); expected a wish as hearth train or hearth models leaves it" }
}

/// What a training or a person wants of the planner: a model to be judged or put to use, or the former one back.
///
/// As text, a line `key = value` for each field.
public struct ModelWish: Hashable, Sendable {
    /// What is wanted.
    public enum Action: String, CaseIterable, Hashable, Sendable {
        /// Judge a new model by its trial.
        case admit
        /// Put a model to use whatever its trial says.
        case promote
        /// Bring the former model back, or where there is none the naive forecast.
        case rollback
    }

    /// What is wanted.
    public let action: Action
    /// Of which target.
    public let target: ForecastTarget
    /// The model; empty for a rollback.
    public let model: String
    /// The model in use that it was compared with, nil for none; of a rollback the model to be taken out, nil for whichever it is.
    public var champion: String?
    /// How the new model did; nil for what is not judged.
    public var trial: ModelTrial?
    /// How the model in use did on the same days.
    public var championTrial: ModelTrial?

    /// Puts a wish together.
    public init(
        _ action: Action, _ target: ForecastTarget, model: String = "", champion: String? = nil,
        trial: ModelTrial? = nil, championTrial: ModelTrial? = nil
    ) {
        (self.action, self.target, self.model, self.champion) = (action, target, model, champion)
        (self.trial, self.championTrial) = (trial, championTrial)
    }

    /// Name of its file: one wish of a kind for each target.
    public var name: String { "\(target.rawValue)-\(action.rawValue)" }

    /// The wish as text.
    public var text: String {
        var lines = ["action = \(action.rawValue)", "target = \(target.rawValue)", "model = \(model)"]
        if let champion { lines.append("champion = \(champion)") }
        for (prefix, trial) in [("", trial), ("champion_", championTrial)] {
            guard let trial else { continue }
            lines += [
                "\(prefix)from = \(trial.window.lowerBound.secondsSinceEpoch)",
                "\(prefix)to = \(trial.window.upperBound.secondsSinceEpoch)", "\(prefix)points = \(trial.points)",
                "\(prefix)error = \(trial.error)", "\(prefix)naive_error = \(trial.naiveError)",
            ]
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// Reads a wish.
    public init(_ text: String) throws(ModelWishFault) {
        var fields: [String: String] = [:]
        for line in text.split(separator: "\n") {
            guard let equals = line.firstRange(of: " = ") else { throw ModelWishFault(found: "the line \"\(line)\"") }
            fields[String(line[..<equals.lowerBound])] = String(line[equals.upperBound...])
        }
        func value<Value>(_ key: String, _ make: (String) -> Value?) throws(ModelWishFault) -> Value {
            guard let text = fields[key], let value = make(text) else {
                throw ModelWishFault(found: "\(key) = \"\(fields[key] ?? "")\"")
            }
            return value
        }
        func trial(_ prefix: String) throws(ModelWishFault) -> ModelTrial? {
            guard fields["\(prefix)points"] != nil else { return nil }
            let from = try value("\(prefix)from", Self.second)
            let to = try value("\(prefix)to", Self.second)
            guard from < to else { throw ModelWishFault(found: "\(prefix)to before \(prefix)from") }
            return ModelTrial(
                window: from..<to, points: try value("\(prefix)points") { Int($0) },
                error: try value("\(prefix)error", Self.number),
                naiveError: try value("\(prefix)naive_error", Self.number))
        }
        self.init(
            try value("action", Action.init), try value("target", ForecastTarget.init),
            model: try value("model") { Self.isID($0) ? $0 : nil }, champion: fields["champion"],
            trial: try trial(""), championTrial: try trial("champion_"))
    }

    /// Names of files, and nothing that leads to another folder.
    private static func isID(_ text: String) -> Bool {
        text.utf8.count <= 100
            && text.utf8.allSatisfy {
                $0 == 45 || (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0)
            }
    }

    private static func number(_ text: String) -> Double? { Double(text).flatMap { $0.isFinite && $0 >= 0 ? $0 : nil } }

    private static func second(_ text: String) -> UTCInstant? {
        Int(text).flatMap { (0...253_402_300_799).contains($0) ? UTCInstant(secondsSinceEpoch: $0) : nil }
    }
}
