// SPDX-License-Identifier: Apache-2.0

/// Why a policy cannot be trained.
public enum PolicyTrainingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A parameter is outside its range.
    case parameter(name: String, found: Double, expected: String)
    /// Network and environment, or network and demonstrations, do not fit together.
    case mismatch(name: String, found: Int, expected: Int)
    /// An observation, reward or target is not a finite number.
    case notFinite(name: String, step: Int)
    /// A demonstrated action that the space does not have, at an index.
    case action(index: Int, found: Double)
    /// The loss became infinite or no number.
    case diverged(step: Int)

    /// What is wrong, where, and what was expected.
    public var description: String {
        switch self {
        case .parameter(let name, let found, let expected): "\(name) is \(found), must be \(expected)"
        case .mismatch(let name, let found, let expected): "\(name) is \(found), expected \(expected)"
        case .notFinite(let name, let step): "\(name) is not a finite number at step \(step)"
        case .action(let index, let found): "demonstrated action \(index) is \(found), which is not an action"
        case .diverged(let step): "training diverged at step \(step): the loss is not a finite number"
        }
    }
}
