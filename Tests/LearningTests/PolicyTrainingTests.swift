// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Learning

@Suite struct PolicyTrainingTests {
    private static func recallModel(seed: UInt64 = 1) throws -> RecurrentActorCritic {
        try RecurrentActorCritic(
            parameters: .init(observationCount: 2, actionSpace: .discrete(2), memoryWidth: 16, headWidth: 16),
            seed: seed)
    }

    private static func recallParameters(totalSteps: Int, seed: UInt64 = 1) -> PolicyTrainingParameters {
        var parameters = PolicyTrainingParameters(totalSteps: totalSteps, seed: seed)
        (parameters.rolloutLength, parameters.sequenceLength, parameters.batchSize) = (36, 18, 144)
        (parameters.discount, parameters.learningRate) = (1, LinearSchedule(3e-3, to: 1e-3))
        (parameters.entropyCoefficient, parameters.targetDivergence) = (LinearSchedule(0.01, to: 0), 0.05)
        return parameters
    }

    /// Share of right answers of the most probable actions, with and without what is remembered.
    private static func rightAnswers(_ model: RecurrentActorCritic, remembers: Bool) -> Double {
        var environment = RecallEnvironment(count: 40)
        var step = VectorStep(for: environment)
        environment.reset(into: &step)
        let predictor = RecurrentPolicyPredictor(model)
        var states = [RecurrentState](repeating: RecurrentState(model), count: 40)
        var decision = PolicyOutput(model)
        for _ in 0..<RecallEnvironment.length {
            let actions = states.indices.map { index in
                if !remembers { states[index].reset() }
                predictor.decide(
                    Array(step.observations[2 * index..<2 * index + 2]), state: &states[index], into: &decision)
                return decision.action[0]
            }
            environment.step(actions, into: &step)
        }
        return Double(step.rewards.reduce(0, +)) / 40
    }

    @Test func recurrentPolicy_learnsToRecall_whatOneWithoutMemoryCannot() throws {
        let training = try ProximalPolicyOptimisation(
            Self.recallModel(), environment: RecallEnvironment(count: 16),
            parameters: Self.recallParameters(totalSteps: 60_000))
        try training.train { ($0.meanReturn ?? 0) < 0.99 }
        #expect(Self.rightAnswers(training.model, remembers: true) > 0.97)
        #expect(abs(Self.rightAnswers(training.model, remembers: false) - 0.5) < 0.3)
        #expect(training.history.count > 2)
    }

    @Test func continuousPolicy_learnsToAim() throws {
        let model = try RecurrentActorCritic(
            parameters: .init(observationCount: 1, actionSpace: .continuous(1), memoryWidth: 8, headWidth: 16), seed: 2)
        var parameters = PolicyTrainingParameters(totalSteps: 40_000, seed: 2)
        (parameters.rolloutLength, parameters.sequenceLength) = (32, 8)
        parameters.learningRate = LinearSchedule(2e-3, to: 2e-4)
        let training = try ProximalPolicyOptimisation(
            model, environment: AimEnvironment(count: 8), parameters: parameters)
        try training.train()
        let predictor = RecurrentPolicyPredictor(training.model)
        var decision = PolicyOutput(model)
        for aim: Float in [-0.7, -0.2, 0.1, 0.6] {
            var state = RecurrentState(model)
            predictor.decide([aim], state: &state, into: &decision)
            #expect(abs(decision.action[0] - aim) < 0.12)
        }
        #expect((training.history.last?.meanReturn ?? -1) > -0.1)
    }

    @Test func sameSeed_givesTheSameBits() throws {
        func train(_ seed: UInt64) throws -> RecurrentActorCritic {
            let training = try ProximalPolicyOptimisation(
                Self.recallModel(), environment: RecallEnvironment(count: 4),
                parameters: Self.recallParameters(totalSteps: 400, seed: seed))
            try training.train()
            return training.model
        }
        let (one, again, other) = (try train(3), try train(3), try train(4))
        #expect(one == again)
        #expect(one.weights != other.weights)
        #expect(one.normalisation.count == 432)
    }

    @Test func critic_learnsAlone_whileItWarmsUp() throws {
        let model = try Self.recallModel()
        var parameters = Self.recallParameters(totalSteps: 10_000)
        parameters.criticWarmUp = 2
        let training = try ProximalPolicyOptimisation(
            model, environment: RecallEnvironment(count: 4), parameters: parameters)
        func changed(_ half: String) -> [Bool] {
            zip(model.tensors, training.model.tensors).filter { $0.0.name.hasPrefix(half) }.map { $0.0 != $0.1 }
        }
        for _ in 0..<2 { _ = try training.update() }
        #expect(changed("actor.").allSatisfy { !$0 } && changed("critic.").allSatisfy { $0 })
        _ = try training.update()
        #expect(changed("actor.").allSatisfy { $0 })
    }

    @Test func anUpdate_endsEarly_whenThePolicyMovedTooFar() throws {
        var parameters = Self.recallParameters(totalSteps: 100_000)
        parameters.targetDivergence = 1e-9
        let training = try ProximalPolicyOptimisation(
            Self.recallModel(), environment: RecallEnvironment(count: 16), parameters: parameters)
        let update = try training.update()
        #expect(update.epochCount == 1 && update.divergence > 0)
        #expect(update.stepCount == 16 * 36 && update.episodeCount == 16 * 4)
    }

    @Test func parametersOutsideTheirRange_areRefused() throws {
        let model = try Self.recallModel()
        func expectRefusal(_ name: String, _ spoil: (inout PolicyTrainingParameters) -> Void) {
            var parameters = Self.recallParameters(totalSteps: 100)
            spoil(&parameters)
            let error = #expect(throws: PolicyTrainingError.self) {
                try ProximalPolicyOptimisation(
                    model, environment: RecallEnvironment(count: 2), parameters: parameters)
            }
            #expect(error?.description.contains(name) == true)
        }
        expectRefusal("totalSteps") { $0.totalSteps = 0 }
        expectRefusal("sequenceLength") { $0.sequenceLength = -1 }
        expectRefusal("discount") { $0.discount = 1.5 }
        expectRefusal("traceDecay") { $0.traceDecay = .nan }
        expectRefusal("learningRate") { $0.learningRate = LinearSchedule(0) }
        expectRefusal("clip.final") { $0.clip = LinearSchedule(0.2, to: -1) }
        expectRefusal("rewardScale") { $0.rewardScale = .infinity }
        #expect(throws: PolicyTrainingError.mismatch(name: "observationCount", found: 1, expected: 2)) {
            try ProximalPolicyOptimisation(
                model, environment: AimEnvironment(count: 1), parameters: Self.recallParameters(totalSteps: 100))
        }
    }

    /// The recall task done right by somebody who knows it; the last sequence ends early.
    private static func demonstrations(count: Int) throws -> Demonstrations {
        var environment = RecallEnvironment(count: count)
        var step = VectorStep(for: environment)
        environment.reset(into: &step)
        let (length, cues) = (RecallEnvironment.length, environment.cues)
        var observations = [Float](repeating: 0, count: count * length * 2)
        var actions = [Float](repeating: 0, count: count * length)
        for time in 0..<length {
            for index in 0..<count {
                let row = index * length + time
                observations[2 * row] = step.observations[2 * index]
                observations[2 * row + 1] = step.observations[2 * index + 1]
                actions[row] = time == length - 1 ? Float(cues[index]) : 0
            }
            environment.step(actions.isEmpty ? [] : (0..<count).map { actions[$0 * length + time] }, into: &step)
        }
        var weights = [Float](repeating: 1, count: count * length)
        weights[weights.count - 1] = 0
        return try Demonstrations(
            for: recallModel().parameters, sequenceLength: length, observations: observations, actions: actions,
            weights: weights, returns: [Float](repeating: 3, count: count * length))
    }

    @Test func imitation_learnsWhatWasDemonstrated() throws {
        var model = try Self.recallModel()
        model.valueScale = 2
        var parameters = ImitationParameters(seed: 5)
        (parameters.epochCount, parameters.learningRate) = (60, LinearSchedule(5e-3, to: 1e-3))
        let demonstrations = try Self.demonstrations(count: 64)
        let epochs = try model.imitate(demonstrations, parameters: parameters)
        #expect(epochs.count == 60)
        #expect(epochs[0].crossEntropy > 0.2 && epochs[59].crossEntropy < 0.02)
        #expect(epochs[59].valueLoss < 0.02)
        #expect(Self.rightAnswers(model, remembers: true) == 1)
        var (state, decision) = (RecurrentState(model), PolicyOutput(model))
        RecurrentPolicyPredictor(model).decide([1, 0], state: &state, into: &decision)
        #expect(abs((decision.value ?? 0) - 3) < 0.3)
        var again = try Self.recallModel()
        again.valueScale = 2
        _ = try again.imitate(demonstrations, parameters: parameters)
        #expect(again == model)
    }

    @Test func demonstrationsThatDoNotFit_areRefused() throws {
        let sizes = try Self.recallModel().parameters
        func expectRefusal(
            _ expected: PolicyTrainingError, observations: [Float] = [0, 0, 0, 0], actions: [Float] = [0, 1],
            weights: [Float] = [], priors: [Float] = []
        ) {
            #expect(throws: expected) {
                try Demonstrations(
                    for: sizes, sequenceLength: 2, observations: observations, actions: actions, weights: weights,
                    priors: priors)
            }
        }
        expectRefusal(.mismatch(name: "observations.count", found: 3, expected: 4), observations: [0, 0, 0])
        expectRefusal(.mismatch(name: "actions.count", found: 1, expected: 2), actions: [0])
        expectRefusal(.notFinite(name: "observation", step: 1), observations: [0, 0, .nan, 0])
        expectRefusal(.action(index: 1, found: 2), actions: [0, 2])
        expectRefusal(.action(index: 0, found: 0.5), actions: [0.5, 1])
        expectRefusal(.action(index: 1, found: 1), priors: [1, 1, 1, 0])
        expectRefusal(.parameter(name: "weight 1", found: -1, expected: "at least 0"), weights: [1, -1])
    }
}
