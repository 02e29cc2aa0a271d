// SPDX-License-Identifier: Apache-2.0

import Learning

/// How a policy over options, or over powers to compare, is trained from episodes; the same episodes and seed give the same bits.
///
/// The network begins close to the optimiser: its last layer is close to zero, and the optimiser's ratings are what is held likely
/// beforehand.
public struct LearnedPolicyTraining: Hashable, Sendable {
    /// Quarter hours of all environments together.
    public var steps = 600_000
    /// Cells of each memory.
    public var memoryWidth = 32
    /// Outputs of each of the two layers after it.
    public var headWidth = 32
    /// Batteries driven at once.
    public var environmentCount = 64
    /// What is played.
    public var environment = BatteryEnvironment.Parameters()
    /// The optimiser that rates the options, in training as in use.
    public var optimiser = LearnedPolicyTraining.usualOptimiser
    /// Seed of the first weights, the days and the actions.
    public var seed: UInt64

    /// A coarser grid than the optimiser's own: what the ratings lose by it the policy sees.
    public static let usualOptimiser = RollingOptimiser.Parameters(uncertainGridNodes: 101)

    /// Training with the settings of the shipped policy.
    public init(seed: UInt64) { self.seed = seed }

    /// Training that goes on from weights, with what they have to be used with.
    public init(continuing weights: LearnedWeights, seed: UInt64) {
        self.seed = seed
        (environment.doubt, optimiser) = (weights.doubt, weights.optimiser)
    }

    /// Trains a policy from nothing, or further, and keeps what did best on other houses.
    ///
    /// Ten times, and before the first update, the policy drives through the episodes it does not learn from; a network learns
    /// the luck of its own days too, and those tell when it begins to. What is tried before the actor learned, while the critic
    /// warms up, is there to compare with and never kept: some chance departures from the plan are no policy.
    ///
    /// - Parameters:
    ///   - episodes: to learn from, at least one.
    ///   - others: to be tried on, at least one.
    ///   - weights: what was learned before, the same that the training was made with; nil for nothing.
    ///   - progress: told the part that is done, 0...1; gives whether to go on.
    /// - Returns: nil when stopped early.
    public func run(
        _ episodes: [PolicyEpisode], triedOn others: [PolicyEpisode], from weights: LearnedWeights? = nil,
        progress: (Double) -> Bool = { _ in true }
    ) throws -> TrainedPolicy? {
        var parameters = parameters
        // Some days of one house are no measure of what is usual in all of them.
        parameters.updatesNormalisation = weights == nil
        let environment = BatteryEnvironment(
            episodes, count: environmentCount, parameters: self.environment, seed: seed)
        let training = try ProximalPolicyOptimisation(
            try weights?.model ?? beginner(), environment: environment, parameters: parameters)
        var trials = [trial(training, others, from: 0)]
        // What was known before stays where nothing better comes of it.
        var best = weights.map { (trial: trials[0], model: $0.model) }
        while !training.isFinished {
            let from = training.history.count
            repeat {
                _ = try training.update()
                guard progress(Double(training.stepCount) / Double(steps)) else { return nil }
            } while !training.isFinished && training.stepCount * Self.trialCount < steps * trials.count
            let new = trial(training, others, from: from)
            trials.append(new)
            let hasLearned = training.history.count > parameters.criticWarmUp
            if hasLearned, new.assured > best?.trial.assured ?? -.infinity { best = (new, training.model) }
        }
        guard let best else { return nil }
        return TrainedPolicy(
            weights: LearnedWeights(model: best.model, doubt: self.environment.doubt, optimiser: optimiser),
            parameters: parameters, trials: trials, best: best.trial)
    }

    /// Trials after the first.
    private static let trialCount = 10

    private func beginner() throws -> RecurrentActorCritic {
        try RecurrentActorCritic(
            parameters: .init(
                observationCount: LearnedObservation.count, actionSpace: environment.control.actionSpace,
                memoryWidth: memoryWidth, headWidth: headWidth), seed: seed)
    }

    /// - Parameter from: the first of the updates since the last trial.
    private func trial(
        _ training: ProximalPolicyOptimisation<BatteryEnvironment>, _ others: [PolicyEpisode], from: Int
    ) -> TrainedPolicy.Trial {
        let runs = others.map { $0.run(training.model, doubt: environment.doubt) }
        let saved = MeanSaving(runs)
        let played = training.history[from...].compactMap(\.meanReturn)
        return TrainedPolicy.Trial(
            steps: training.stepCount, saving: saved.mean, assured: saved.mean - saved.standardError,
            departures: Double(runs.reduce(0) { $0 + $1.departures }) / Double(runs.reduce(0) { $0 + $1.slots }),
            played: played.isEmpty
                ? nil : played.reduce(0, +) / Double(played.count) / Double(environment.length))
    }

    /// How the network learns.
    public var parameters: PolicyTrainingParameters {
        var parameters = PolicyTrainingParameters(totalSteps: steps, seed: seed)
        (parameters.rolloutLength, parameters.sequenceLength) = (128, 32)
        (parameters.epochCount, parameters.batchSize) = (4, 2048)
        (parameters.discount, parameters.traceDecay) = (0.9, 0.8)
        parameters.rewardScale = 0.3
        // At most a quarter of a short training.
        parameters.criticWarmUp = min(10, steps / (parameters.rolloutLength * max(1, environmentCount)) / 4)
        parameters.learningRate = LinearSchedule(3e-4, to: 1e-4)
        return parameters
    }
}

/// What came of a training.
public struct TrainedPolicy: Hashable, Sendable {
    /// How a policy did where it does not learn.
    public struct Trial: Hashable, Sendable {
        /// Quarter hours played until then.
        public let steps: Int
        /// What it saved against the optimiser, in thousandths of the worth of a full battery for a quarter hour.
        public let saving: Double
        /// That saving less its standard error (`MeanSaving`): what one house or day saved by a single peak counts for little.
        public let assured: Double
        /// Share of the slots in which something else came about than would have with the optimiser.
        public let departures: Double
        /// The same saving in training, where actions are drawn, understated where episodes are shorter than a play; nil before
        /// the first play came to its end.
        public let played: Double?
    }

    /// Those of the best trial.
    public let weights: LearnedWeights
    /// How it was trained.
    public let parameters: PolicyTrainingParameters
    /// The trials, the first before any training.
    public let trials: [Trial]
    /// The trial whose weights were kept, the one with the highest assured saving, the first of equals: of those after the actor
    /// learned something, and, where a policy was trained further, what it was before.
    public let best: Trial
}
