// SPDX-License-Identifier: Apache-2.0

/// What somebody who knows better did: whole sequences of observations and actions for a policy to imitate.
///
/// Each sequence begins an episode. All have the same length; a shorter one is filled up with steps of weight 0.
public struct Demonstrations: Hashable, Sendable {
    /// Steps of each sequence.
    public let sequenceLength: Int
    /// How many sequences there are.
    public let count: Int
    /// `count x sequenceLength x observationCount`, not normalised.
    public let observations: [Float]
    /// `count x sequenceLength x actionSpace.width`.
    public let actions: [Float]
    /// `count x sequenceLength`, >= 0: how much each step counts.
    public let weights: [Float]
    /// `count x sequenceLength`: discounted sum of the rewards from each step on, for the critic; empty to leave it alone.
    public let returns: [Float]
    /// `count x sequenceLength x outputCount` of a discrete space, as `VectorStep.actionPrior`; empty for 1 everywhere.
    public let priors: [Float]

    /// Demonstrations for a model.
    ///
    /// - Parameter weights: empty for 1 everywhere.
    /// - Throws: an array whose size does not fit, a number that is not finite, or an action that the space does not have.
    public init(
        for model: RecurrentActorCritic.Parameters, sequenceLength: Int, observations: [Float], actions: [Float],
        weights: [Float] = [], returns: [Float] = [], priors: [Float] = []
    ) throws(PolicyTrainingError) {
        guard sequenceLength > 0 else {
            throw .parameter(name: "sequenceLength", found: Double(sequenceLength), expected: "at least 1")
        }
        let (space, rowSize) = (model.actionSpace, sequenceLength * model.observationCount)
        count = observations.count / rowSize
        let rows = count * sequenceLength
        let sizes = [
            ("observations.count", observations.count, max(count, 1) * rowSize),
            ("actions.count", actions.count, rows * space.width),
            ("weights.count", weights.count, weights.isEmpty ? 0 : rows),
            ("returns.count", returns.count, returns.isEmpty ? 0 : rows),
            ("priors.count", priors.count, priors.isEmpty || !space.isDiscrete ? 0 : rows * space.outputCount),
        ]
        for (name, found, expected) in sizes where found != expected {
            throw .mismatch(name: name, found: found, expected: expected)
        }
        self.sequenceLength = sequenceLength
        self.observations = observations
        self.actions = actions
        self.weights = weights.isEmpty ? [Float](repeating: 1, count: rows) : weights
        self.returns = returns
        self.priors = priors
        try validate(model)
    }

    private func validate(_ model: RecurrentActorCritic.Parameters) throws(PolicyTrainingError) {
        for (name, values) in [("observation", observations), ("weight", weights), ("return", returns)] {
            if let index = values.firstIndex(where: { !$0.isFinite }) {
                throw .notFinite(name: name, step: index * weights.count / values.count)
            }
        }
        if let index = weights.firstIndex(where: { $0 < 0 }) {
            throw .parameter(name: "weight \(index)", found: Double(weights[index]), expected: "at least 0")
        }
        for (index, action) in actions.enumerated() {
            guard case .discrete(let choices) = model.actionSpace else {
                guard action.isFinite else { throw .action(index: index, found: Double(action)) }
                continue
            }
            guard action >= 0, action < Float(choices), action == action.rounded(),
                priors.isEmpty || weights[index] == 0 || priors[index * choices + Int(action)] > 0
            else { throw .action(index: index, found: Double(action)) }
        }
    }
}
