// SPDX-License-Identifier: Apache-2.0

/// A number that changes evenly over a training.
public struct LinearSchedule: Hashable, Sendable {
    /// At the beginning.
    public var initial: Float
    /// At the end.
    public var final: Float

    /// From one number to another; without a second one always the first.
    public init(_ initial: Float, to final: Float? = nil) {
        self.initial = initial
        self.final = final ?? initial
    }

    /// The number after a share of the training, cut to 0...1.
    public func value(at progress: Double) -> Float {
        let progress = Float(min(max(progress, 0), 1))
        return initial + (final - initial) * progress
    }
}

/// How a policy is trained by proximal policy optimisation; stored with its weights.
public struct PolicyTrainingParameters: Hashable, Sendable {
    /// Steps of all environments together after which training ends and schedules reach their final numbers.
    public var totalSteps: Int
    /// Steps of each environment between two updates, at least 1.
    public var rolloutLength = 128
    /// Steps that gradients flow back through; a rollout is cut into sequences of so many steps, at least 1.
    public var sequenceLength = 16
    /// How often an update goes through its rollout, at least 1.
    public var epochCount = 10
    /// Steps of one gradient, at least 1; whole sequences, and at least one.
    public var batchSize = 128
    /// Worth of a reward one step later, in 0...1.
    public var discount: Float = 0.99
    /// How far the advantage trusts rewards rather than values, in 0...1.
    public var traceDecay: Float = 0.95
    /// How far an update may change the probability of an action: its ratio is kept in 1 -/+ this; > 0.
    public var clip = LinearSchedule(0.2)
    /// How far an update may change a value, in the unit of scaled rewards; nil for no limit.
    public var valueClip: Float?
    /// Reward for the entropy of the policy, per nat and step, >= 0.
    public var entropyCoefficient = LinearSchedule(0)
    /// Weight of the critic's squared error, >= 0.
    public var valueCoefficient: Float = 0.5
    /// Updates at the beginning in which only the critic learns, >= 0: after an imitation the policy knows more than the
    /// critic, whose first guesses would spoil it.
    public var criticWarmUp = 0
    /// Longest gradient, > 0; nil for no limit.
    public var gradientNormLimit: Float? = 0.5
    /// Step of the optimiser, > 0.
    public var learningRate = LinearSchedule(3e-4)
    /// An update ends early when the policy's Kullback-Leibler divergence from the one that acted exceeds 1.5 times this;
    /// nil for never.
    public var targetDivergence: Float?
    /// Whether the advantages of each batch are brought to mean 0 and deviation 1.
    public var normalisesAdvantages = true
    /// Rewards are multiplied by this before anything else, > 0: to about 1 for a good step.
    public var rewardScale: Float = 1
    /// Whether the normalisation of the observations learns on; false to keep the stored one.
    public var updatesNormalisation = true
    /// Seed of actions and batches.
    public var seed: UInt64

    /// The defaults of stable-baselines3, with sequences of 16 steps and batches of 128.
    public init(totalSteps: Int, seed: UInt64) {
        self.totalSteps = totalSteps
        self.seed = seed
    }
}
