// SPDX-License-Identifier: Apache-2.0

/// Some number of independent environments that take their steps together.
///
/// Deterministic: the same actions give the same bits. An environment whose episode ends begins its next one within the same
/// step. `reset` and `step` write into the caller's `VectorStep` and allocate nothing.
public protocol VectorEnvironment {
    /// How many environments there are.
    var count: Int { get }
    /// Numbers of one observation.
    var observationCount: Int { get }
    /// What can be done in each.
    var actionSpace: ActionSpace { get }
    /// Whether `VectorStep.actionPrior` is written.
    var hasActionPrior: Bool { get }

    /// Begins an episode everywhere; writes observations and, where it has one, the prior of the actions.
    mutating func reset(into step: inout VectorStep)

    /// Acts once everywhere.
    ///
    /// - Parameters:
    ///   - actions: `count x actionSpace.width`; indices of discrete actions as whole numbers.
    ///   - step: receives what came of it; every field but `finalObservations` whole.
    mutating func step(_ actions: [Float], into step: inout VectorStep)
}

extension VectorEnvironment {
    /// Nothing is known of the actions beforehand.
    public var hasActionPrior: Bool { false }
}

/// Whether and how an episode ended with a step.
public enum EpisodeEnd: Hashable, Sendable {
    /// It goes on.
    case none
    /// It is over: nothing can be gained after it.
    case terminated
    /// It was cut off: what would have followed counts as the policy expects it.
    case truncated
}

/// What a step of a `VectorEnvironment` gave; made once and written over by each step.
public struct VectorStep: Sendable {
    /// `count x observationCount`: what the next action is chosen by; after an end the first of the next episode.
    public var observations: [Float]
    /// Reward of the step, one per environment.
    public var rewards: [Float]
    /// Whether an episode ended with the step.
    public var ends: [EpisodeEnd]
    /// `count x observationCount`: where an episode was truncated, the observation after its last step; the rest is
    /// without meaning.
    public var finalObservations: [Float]
    /// `count x outputCount` of a discrete space: what the probability of each action is multiplied by next: 0 where it is
    /// forbidden, 1 where nothing is known of it; not negative and at least one above 0 in each row;
    /// empty where the environment has no prior.
    public var actionPrior: [Float]

    /// Room for the steps of an environment.
    public init(for environment: some VectorEnvironment) {
        let (count, width) = (environment.count, environment.observationCount)
        observations = [Float](repeating: 0, count: count * width)
        rewards = [Float](repeating: 0, count: count)
        ends = [EpisodeEnd](repeating: .none, count: count)
        finalObservations = [Float](repeating: 0, count: count * width)
        let priors = environment.hasActionPrior ? count * environment.actionSpace.outputCount : 0
        actionPrior = [Float](repeating: 1, count: priors)
    }
}
