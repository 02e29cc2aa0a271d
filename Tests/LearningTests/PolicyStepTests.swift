// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Learning

/// What the settings of a training do to the steps that its weights take.
@Suite struct PolicyStepTests {
    /// Sixteen environments of 36 steps: four episodes each.
    private static let steps = 16 * 36
    /// Of Adam, as both kinds of training make it.
    private static let epsilon = 1e-5

    private static func model() throws -> RecurrentActorCritic {
        try RecurrentActorCritic(
            parameters: .init(observationCount: 2, actionSpace: .discrete(2), memoryWidth: 8, headWidth: 8), seed: 1)
    }

    /// Every update is one step along one gradient, of all that was played.
    private static func parameters(updates: Int = 1) -> PolicyTrainingParameters {
        var parameters = PolicyTrainingParameters(totalSteps: updates * steps, seed: 1)
        (parameters.rolloutLength, parameters.sequenceLength) = (36, 18)
        (parameters.batchSize, parameters.epochCount) = (steps, 1)
        (parameters.discount, parameters.learningRate) = (1, LinearSchedule(1))
        parameters.gradientNormLimit = nil
        return parameters
    }

    /// A model after the first step of a training.
    private static func stepped(
        _ model: RecurrentActorCritic, _ parameters: PolicyTrainingParameters
    ) throws -> RecurrentActorCritic {
        let training = try ProximalPolicyOptimisation(
            model, environment: RecallEnvironment(count: 16), parameters: parameters)
        _ = try training.update()
        return training.model
    }

    private static func imitation() -> ImitationParameters {
        var parameters = ImitationParameters(seed: 1)
        (parameters.epochCount, parameters.learningRate) = (1, LinearSchedule(1))
        return parameters
    }

    /// A model after it imitated eight sequences, one batch, without sense.
    private static func imitated(
        _ parameters: ImitationParameters, progress: (ImitationEpoch) -> Bool = { _ in true }
    ) throws -> RecurrentActorCritic {
        var model = try model()
        let demonstrations = try Demonstrations(
            for: model.parameters, sequenceLength: 9, observations: randomNumbers(8 * 9 * 2, seed: 3),
            actions: (0..<8 * 9).map { Float($0 % 2) }, returns: randomNumbers(8 * 9, seed: 4))
        _ = try model.imitate(demonstrations, parameters: parameters, progress: progress)
        return model
    }

    private static func longestMove(_ before: RecurrentActorCritic, _ after: RecurrentActorCritic) -> Double {
        zip(before.weights, after.weights).reduce(0) { max($0, abs(Double($1.0) - Double($1.1))) }
    }

    /// Length of the gradient that Adam's first step was taken along, whose rate was 1: a weight moves by `g / (|g| + epsilon)`.
    private static func gradientLength(_ before: RecurrentActorCritic, _ after: RecurrentActorCritic) -> Double {
        zip(before.weights, after.weights).reduce(0) { sum, weights in
            let move = abs(Double(weights.0) - Double(weights.1))
            let gradient = epsilon * move / (1 - move)
            return sum + gradient * gradient
        }.squareRoot()
    }

    @Test func schedule_isALine_andLevelBeforeAndAfter() {
        let falling = LinearSchedule(4, to: 1)
        let found = [-1, 0, 0.25, 0.5, 1, 7].map { falling.value(at: $0) }
        #expect(found == [4, 4, 3.25, 2.5, 1, 1])
        #expect(LinearSchedule(1, to: 3).value(at: 0.5) == 2)
        #expect([-1, 0, 0.5, 1, 7].allSatisfy { LinearSchedule(3).value(at: $0) == 3 })
    }

    /// The moments of a few gradients let no step be longer than the rate by more than 0.7 % (Cauchy and Schwarz: the root of the
    /// sum of `a^2 / b` over the gradients, `a` and `b` their weights in the first and the second moment).
    @Test func learningRateThatGoesToNothing_boundsEveryStep_andTheLastDoesNotMove() throws {
        var parameters = Self.parameters(updates: 4)
        parameters.learningRate = LinearSchedule(0.01, to: 0)
        let training = try ProximalPolicyOptimisation(
            Self.model(), environment: RecallEnvironment(count: 16), parameters: parameters)
        for rate in [0.01, 0.0075, 0.005, 0.0025] {
            let before = training.model
            _ = try training.update()
            let move = Self.longestMove(before, training.model)
            #expect(move > 0 && move < 1.01 * rate, "\(move) at a rate of \(rate)")
            // The first step is the rate itself wherever the gradient is not tiny.
            if rate == 0.01 { #expect(move > 0.99 * rate) }
        }
        let end = training.model
        #expect(training.isFinished)
        _ = try training.update()
        #expect(training.model.weights == end.weights)
    }

    @Test func imitation_atTheEndOfAScheduleToNothing_learnsNothingMore() throws {
        var falling = Self.imitation()
        (falling.epochCount, falling.learningRate) = (2, LinearSchedule(0.01, to: 0))
        var steady = falling
        steady.learningRate = LinearSchedule(0.01)
        let first = try Self.imitated(falling) { _ in false }
        #expect(first.weights != (try Self.model()).weights)
        #expect(try Self.imitated(falling).weights == first.weights)
        #expect(try Self.imitated(steady).weights != first.weights)
    }

    /// Far below the gradient's own length, and near Adam's epsilon, so that the step tells how long it was.
    @Test(arguments: [1e-5, 3e-5] as [Float])
    func longGradient_isCutToTheLimit_inBothKindsOfTraining(limit: Float) throws {
        let model = try Self.model()
        var parameters = Self.parameters()
        parameters.gradientNormLimit = limit
        let length = Self.gradientLength(model, try Self.stepped(model, parameters))
        #expect(abs(length / Double(limit) - 1) < 0.01, "\(length)")
        var imitation = Self.imitation()
        imitation.gradientNormLimit = limit
        let imitated = Self.gradientLength(model, try Self.imitated(imitation))
        #expect(abs(imitated / Double(limit) - 1) < 0.01, "\(imitated)")
    }

    @Test func limitThatNoGradientReaches_isNone() throws {
        let model = try Self.model()
        func trained(_ limit: Float?) throws -> [Float] {
            var parameters = Self.parameters()
            parameters.gradientNormLimit = limit
            return try Self.stepped(model, parameters).weights
        }
        func imitated(_ limit: Float?) throws -> [Float] {
            var parameters = Self.imitation()
            parameters.gradientNormLimit = limit
            return try Self.imitated(parameters).weights
        }
        #expect(try trained(1e6) == trained(nil) && trained(1e-3) != trained(nil))
        #expect(try imitated(1e6) == imitated(nil) && imitated(1e-3) != imitated(nil))
    }

    @Test func normalisedAdvantages_doNotDependOnTheSizeOfTheRewards_othersDo() throws {
        // Where every value is 0 advantages are proportional to the rewards. Without normalisation a thousandth of them leaves
        // gradients near Adam's epsilon, and with them far shorter steps.
        let plain = try Self.model()
        let tensors = plain.tensors.map { tensor in
            guard tensor.name.hasPrefix("critic.output.") else { return tensor }
            return NamedTensor(name: tensor.name, shape: tensor.shape, values: tensor.values.map { _ in 0 })
        }
        let model = try RecurrentActorCritic(parameters: plain.parameters, tensors: tensors)
        func actor(rewardScale: Float, normalises: Bool) throws -> [Float] {
            var parameters = Self.parameters()
            (parameters.rewardScale, parameters.normalisesAdvantages) = (rewardScale, normalises)
            return try Self.stepped(model, parameters).tensors.filter { $0.name.hasPrefix("actor.") }.flatMap(\.values)
        }
        func largestDifference(normalises: Bool) throws -> Float {
            let one = try actor(rewardScale: 1, normalises: normalises)
            let other = try actor(rewardScale: 1.0 / 1024, normalises: normalises)
            return zip(one, other).reduce(0) { max($0, abs($1.0 - $1.1)) }
        }
        #expect(try largestDifference(normalises: true) < 1e-3)
        #expect(try largestDifference(normalises: false) > 0.3)
    }
}
