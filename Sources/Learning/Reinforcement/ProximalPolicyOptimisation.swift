// SPDX-License-Identifier: Apache-2.0

import Bits

/// What came of one update of a policy.
public struct PolicyUpdate: Hashable, Sendable {
    /// Steps of all environments so far, with those of this update.
    public var stepCount = 0
    /// Mean of the clipped objective's loss over the update's batches.
    public var policyLoss = 0.0
    /// Mean squared error of the critic, in the unit of scaled rewards.
    public var valueLoss = 0.0
    /// Mean entropy of the policy, nats.
    public var entropy = 0.0
    /// Kullback-Leibler divergence from the policy that acted, in the last epoch.
    public var divergence = 0.0
    /// Share of steps whose probability changed by more than the clip.
    public var clippedShare = 0.0
    /// Epochs that were done, the last perhaps in part.
    public var epochCount = 0
    /// Episodes that ended so far.
    public var episodeCount = 0
    /// Mean return of the last episodes, at most 100, in the environment's unit; nil before the first end.
    public var meanReturn: Double?
}

/// Training of a recurrent policy by proximal policy optimisation (Schulman and others 2017) in a `VectorEnvironment`.
///
/// Each update lets the policy act for a rollout, estimates advantages, and then goes through the rollout several times in
/// batches of whole sequences, each begun with the state that was there when it was played. One thread; the same seed gives
/// the same bits. Belongs to one thread at a time.
public final class ProximalPolicyOptimisation<Environment: VectorEnvironment> {
    /// How the policy is trained.
    public let parameters: PolicyTrainingParameters
    /// The policy after the last update.
    public private(set) var model: RecurrentActorCritic
    /// What came of the updates.
    public private(set) var history: [PolicyUpdate] = []
    private let collector: RolloutCollector<Environment>
    private let batch: SequenceBatch
    private let gradient: PolicyGradient
    private var adam: Adam

    /// A training that goes on from a model's weights and normalisation.
    ///
    /// - Parameter model: its `valueScale` is set to what undoes `rewardScale`.
    /// - Throws: a parameter outside its range, or a model that does not fit the environment.
    public init(
        _ model: RecurrentActorCritic, environment: Environment, parameters: PolicyTrainingParameters,
        arithmetic: Arithmetic = .best
    ) throws(PolicyTrainingError) {
        try parameters.validate()
        let sizes = model.parameters
        let pairs = [
            ("observationCount", environment.observationCount, sizes.observationCount),
            ("actionSpace.width", environment.actionSpace.width, sizes.actionSpace.width),
            ("actionSpace.outputCount", environment.actionSpace.outputCount, sizes.actionSpace.outputCount),
            ("environment count", min(environment.count, 1), 1),
        ]
        for (name, found, expected) in pairs where found != expected {
            throw .mismatch(name: name, found: found, expected: expected)
        }
        self.parameters = parameters
        self.model = model
        self.model.valueScale = 1 / parameters.rewardScale
        collector = RolloutCollector(environment, model, parameters, arithmetic)
        let length = collector.rollout.sequenceLength
        let capacity = min(max(parameters.batchSize / length, 1), collector.rollout.sequenceCount)
        batch = SequenceBatch(sizes, steps: length, capacity: capacity, hasActionPrior: environment.hasActionPrior)
        gradient = PolicyGradient(model, steps: length, batch: capacity, arithmetic: arithmetic)
        // Stable-baselines3's epsilon: of the size of gradients near the end.
        adam = Adam(
            parameters: Adam.Parameters(
                learningRate: parameters.learningRate.initial, epsilon: 1e-5,
                gradientNormLimit: parameters.gradientNormLimit), count: model.weights.count)
    }

    /// Steps of all environments so far.
    public var stepCount: Int { history.last?.stepCount ?? 0 }
    /// Whether there is nothing left to do.
    public var isFinished: Bool { stepCount >= parameters.totalSteps }

    /// Trains until the end or until the callback asks to stop.
    ///
    /// - Parameter progress: told after each update; gives whether to go on.
    /// - Throws: where the environment gives no number or the training diverges; `model` is then that of the last good
    ///   update.
    public func train(progress: (PolicyUpdate) -> Bool = { _ in true }) throws(PolicyTrainingError) {
        while !isFinished {
            guard progress(try update()) else { return }
        }
    }

    /// One rollout and the update after it.
    public func update() throws(PolicyTrainingError) -> PolicyUpdate {
        let share = Double(stepCount) / Double(parameters.totalSteps)
        var next = model
        if collector.collect(&next) != nil {
            throw .notFinite(name: "an observation or reward of the environment", step: stepCount)
        }
        var optimiser = adam
        var report = learn(&next.weights, &optimiser, share)
        guard report.policyLoss.isFinite, report.valueLoss.isFinite, next.weights.allSatisfy(\.isFinite) else {
            throw .diverged(step: stepCount)
        }
        (model, adam) = (next, optimiser)
        report.stepCount = stepCount + collector.rollout.steps * collector.rollout.count
        report.episodeCount = collector.episodeCount
        let returns = collector.recentReturns
        report.meanReturn = returns.isEmpty ? nil : returns.reduce(0, +) / Double(returns.count)
        history.append(report)
        return report
    }

    /// Goes through the rollout epoch by epoch.
    private func learn(_ weights: inout [Float], _ adam: inout Adam, _ progress: Double) -> PolicyUpdate {
        let warmsUp = history.count < parameters.criticWarmUp
        let objective = ClippedObjective(
            clip: parameters.clip.value(at: progress), valueClip: parameters.valueClip,
            entropyCoefficient: warmsUp ? 0 : parameters.entropyCoefficient.value(at: progress),
            valueCoefficient: parameters.valueCoefficient, policyCoefficient: warmsUp ? 0 : 1)
        let rate = parameters.learningRate.value(at: progress)
        var (report, batches) = (PolicyUpdate(), 0.0)
        for epoch in 0..<parameters.epochCount {
            let order = order(epoch: epoch)
            report.epochCount = epoch + 1
            var (divergence, count) = (0.0, 0.0)
            for first in stride(from: 0, to: order.count, by: batch.capacity) {
                batch.gather(collector.rollout, order[first..<min(first + batch.capacity, order.count)])
                if parameters.normalisesAdvantages { batch.normaliseAdvantages() }
                let terms = compute(weights, objective)
                report.add(terms)
                batches += 1
                (divergence, count) = (divergence + terms.divergence, count + 1)
                report.divergence = divergence / count
                if let target = parameters.targetDivergence, terms.divergence > 1.5 * Double(target) {
                    return report.divided(by: batches)
                }
                adam.step(&weights, gradient.gradient.start, rate, gradient.kernels)
            }
        }
        return report.divided(by: batches)
    }

    private func compute(_ weights: [Float], _ objective: ClippedObjective) -> ClippedObjective.Terms {
        weights.withUnsafeBufferPointer { weights in
            weights.baseAddress.map { gradient.compute($0, batch, objective) } ?? ClippedObjective.Terms()
        }
    }

    /// The order in which an epoch takes the sequences.
    private func order(epoch: Int) -> [Int] {
        var seeds = SplitMix64(seed: ~parameters.seed)
        let number = history.count * parameters.epochCount + epoch
        var generator = SplitMix64(seed: seeds.next() &+ UInt64(clamping: number))
        return (0..<collector.rollout.sequenceCount).shuffled(using: &generator)
    }
}

extension PolicyUpdate {
    fileprivate mutating func add(_ terms: ClippedObjective.Terms) {
        policyLoss += terms.policyLoss
        valueLoss += terms.valueLoss
        entropy += terms.entropy
        clippedShare += terms.clippedShare
    }

    fileprivate func divided(by batches: Double) -> PolicyUpdate {
        var means = self
        means.policyLoss /= batches
        means.valueLoss /= batches
        means.entropy /= batches
        means.clippedShare /= batches
        return means
    }
}
