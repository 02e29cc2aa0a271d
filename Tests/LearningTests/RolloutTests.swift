// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Learning

/// What is noted of rollouts against a slow replay of the same observations and actions.
@Suite struct RolloutTests {
    private static func model() throws -> RecurrentActorCritic {
        var model = try RecurrentActorCritic(
            parameters: .init(observationCount: 2, actionSpace: .discrete(3), memoryWidth: 5, headWidth: 4), seed: 3)
        model.weights = randomNumbers(model.weights.count, seed: 8)
        return model
    }

    /// Twelve steps in sequences of five: the last is filled up.
    private static var parameters: PolicyTrainingParameters {
        var parameters = PolicyTrainingParameters(totalSteps: 1000, seed: 7)
        (parameters.rolloutLength, parameters.sequenceLength) = (12, 5)
        (parameters.discount, parameters.traceDecay, parameters.rewardScale) = (0.9, 0.8, 2)
        parameters.updatesNormalisation = false
        return parameters
    }

    /// One environment's steps of a rollout.
    private struct Column {
        let observations: [[Double]]
        let actions, priors, logs, values, rewards, continues, advantages, returns: [Double]
        let nextValue: Double

        init(_ rollout: Rollout, _ index: Int) {
            func numbers(_ buffer: FloatBuffer, _ width: Int) -> [Double] {
                (0..<rollout.steps).flatMap { step in
                    (0..<width).map { Double(buffer.start[(step * rollout.count + index) * width + $0]) }
                }
            }
            let flat = numbers(rollout.observations, 2)
            observations = (0..<rollout.steps).map { [flat[2 * $0], flat[2 * $0 + 1]] }
            (actions, priors) = (numbers(rollout.actions, 1), numbers(rollout.priors, 3))
            (logs, values) = (numbers(rollout.logProbabilities, 1), numbers(rollout.values, 1))
            (rewards, continues) = (numbers(rollout.rewards, 1), numbers(rollout.continues, 1))
            (advantages, returns) = (numbers(rollout.advantages, 1), numbers(rollout.returns, 1))
            nextValue = Double(rollout.nextValues.start[index])
        }
    }

    private func difference(_ a: Double, _ b: Double) -> Double { abs(a - b) }

    @Test func rollouts_areThoseOfASlowReplay() throws {
        var model = try Self.model()
        let naive = NaiveActorCritic(model)
        let collector = RolloutCollector(ClockEnvironment(), model, Self.parameters, .best)
        var actors = (0..<3).map { _ in naive.zeroState() }
        var critics = actors
        var times = [0, 0, 0]
        for _ in 0..<2 {
            #expect(collector.collect(&model) == nil)
            for index in 0..<3 {
                let column = Column(collector.rollout, index)
                for step in 0..<12 {
                    let x = column.observations[step]
                    let outputs = naive.step("actor", x, &actors[index])
                    let prior = Array(column.priors[3 * step..<3 * step + 3])
                    #expect(prior == [1, 1, times[index] % 2 == 0 ? 0 : 0.25])
                    #expect(prior[Int(column.actions[step])] > 0)
                    let log = naive.evaluate(outputs, [column.actions[step]], prior).log
                    #expect(difference(column.logs[step], log) < 1e-5)
                    #expect(difference(column.values[step], naive.step("critic", x, &critics[index])[0]) < 1e-5)
                    var reward = 2 * (0.3 * column.actions[step] + 0.05 * Double(times[index]))
                    times[index] += 1
                    let isOver = times[index] == ClockEnvironment.lengths[index]
                    #expect(column.continues[step] == (isOver ? 0 : 1))
                    if isOver {
                        // The clock that is cut off would have shown its fourth step next.
                        var cut = critics[index]
                        let final = [0.4, x[1]]
                        if index == 1 { reward += 0.9 * naive.step("critic", final, &cut)[0] }
                        (actors[index], critics[index]) = (naive.zeroState(), naive.zeroState())
                        times[index] = 0
                    }
                    #expect(difference(column.rewards[step], reward) < 1e-5)
                }
                expectAdvantages(column)
            }
        }
        #expect(collector.episodeCount == 4 + 6 + 3)
        #expect(collector.recentReturns.count == 13)
    }

    /// The sum that defines the estimate, written out for each step.
    private func expectAdvantages(_ column: Column) {
        let (discount, decay) = (0.9, 0.8)
        let next = Array(column.values.dropFirst()) + [column.nextValue]
        for step in 0..<12 {
            var (sum, factor) = (0.0, 1.0)
            for later in step..<12 {
                let follows = column.continues[later] * next[later]
                sum += factor * (column.rewards[later] + discount * follows - column.values[later])
                factor *= discount * decay * column.continues[later]
            }
            #expect(difference(column.advantages[step], sum) < 1e-5)
            #expect(difference(column.returns[step], sum + column.values[step]) < 1e-5)
        }
    }

    @Test func sequences_giveTheSamePolicyThatActed() throws {
        var model = try Self.model()
        let collector = RolloutCollector(ClockEnvironment(), model, Self.parameters, .best)
        let batch = SequenceBatch(model.parameters, steps: 5, capacity: 9, hasActionPrior: true)
        let gradient = PolicyGradient(model, steps: 5, batch: 9, arithmetic: .best)
        let objective = ClippedObjective(clip: 1e-4, entropyCoefficient: 0, valueCoefficient: 1)
        for _ in 0..<3 {
            #expect(collector.collect(&model) == nil)
            batch.gather(collector.rollout, Array(0..<9)[...])
            #expect((0..<batch.rows).reduce(0) { $0 + batch.counts.start[$1] } == 36)
            // With the values that were noted as goals, nothing is left of the loss but the advantages' mean.
            for row in 0..<batch.rows { batch.returns.start[row] = batch.values.start[row] }
            batch.normaliseAdvantages()
            let terms = gradient.compute(model.weights, batch, objective)
            #expect(abs(terms.policyLoss) < 1e-5)
            #expect(terms.valueLoss < 1e-9)
            #expect(terms.divergence < 1e-9 && terms.clippedShare == 0)
        }
    }

    @Test func anEnvironmentWithoutNumbers_isRefused() throws {
        struct Broken: VectorEnvironment {
            let count = 1
            let observationCount = 2
            let actionSpace = ActionSpace.discrete(3)
            func reset(into step: inout VectorStep) { step.observations = [0, 0] }
            func step(_ actions: [Float], into step: inout VectorStep) { step.rewards[0] = .nan }
        }
        let training = try ProximalPolicyOptimisation(
            Self.model(), environment: Broken(), parameters: Self.parameters)
        let model = training.model
        #expect(throws: PolicyTrainingError.notFinite(name: "an observation or reward of the environment", step: 0)) {
            try training.train()
        }
        #expect(training.model == model)
    }

    /// Two episodes: the first is over with step 1, the second is cut off with step 3.
    private struct Cut: VectorEnvironment {
        let count = 2
        let observationCount = 2
        let actionSpace = ActionSpace.discrete(3)
        /// What is seen after the second episode was cut off.
        let final: [Float]
        private var time = 0

        init(final: [Float]) { self.final = final }

        func reset(into step: inout VectorStep) { step.observations = [0, 0, 0, 0] }

        mutating func step(_ actions: [Float], into step: inout VectorStep) {
            step.rewards = [0, 0]
            step.ends = [time == 1 ? .terminated : .none, time == 3 ? .truncated : .none]
            // Of an episode that goes on, or is over, they mean nothing.
            step.finalObservations = [.nan, .infinity] + (time == 3 ? final : [.nan, .nan])
            time += 1
        }
    }

    @Test(arguments: [[0, .nan], [.infinity, 0], [0, 0]] as [[Float]])
    func endThatWasCutOff_hasToBeOfNumbers_otherEndsNot(final: [Float]) throws {
        var model = try Self.model()
        let collector = RolloutCollector(Cut(final: final), model, Self.parameters, .best)
        #expect(collector.collect(&model) == (final == [0, 0] ? nil : 3))
        guard final == [0, 0] else { return }
        let rollout = collector.rollout
        #expect((0..<rollout.steps * 2).allSatisfy { rollout.advantages.start[$0].isFinite })
    }
}
