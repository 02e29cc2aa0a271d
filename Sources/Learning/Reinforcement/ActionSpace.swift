// SPDX-License-Identifier: Apache-2.0

/// What a policy chooses from.
public enum ActionSpace: Hashable, Sendable {
    /// One of some number of actions, at least 2; an action is its index as a whole number.
    case discrete(Int)
    /// So many numbers in -1...1, at least 1; drawn from normal distributions around the policy's means and cut to the range.
    case continuous(Int)

    /// Numbers that make one action.
    public var width: Int {
        switch self {
        case .discrete: 1
        case .continuous(let count): count
        }
    }

    /// Numbers that the policy gives: logits of the actions, or means.
    public var outputCount: Int {
        switch self {
        case .discrete(let count), .continuous(let count): count
        }
    }

    /// Whether an environment can forbid actions.
    var isDiscrete: Bool { if case .discrete = self { true } else { false } }
}
