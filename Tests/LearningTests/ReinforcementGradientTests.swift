// SPDX-License-Identifier: Apache-2.0

import Bits
import Testing

@testable import Learning

/// The gradients of whole losses against finite differences of a slow implementation in double precision.
@Suite struct ReinforcementGradientTests {
    static let tolerance = 2e-5

    /// Random sequences with states to begin with, episodes that end within them, forbidden actions and rows that fill up.
    private func batch(_ model: RecurrentActorCritic, hasActionPrior: Bool) -> SequenceBatch {
        let batch = SequenceBatch(model.parameters, steps: 4, capacity: 4, hasActionPrior: hasActionPrior)
        batch.begin(batch: 3)
        let fields = [
            batch.observations, batch.states, batch.actions, batch.values, batch.advantages, batch.returns,
        ]
        for (seed, field) in fields.enumerated() {
            for (index, value) in randomNumbers(field.count, seed: UInt64(seed)).enumerated() {
                field.start[index] = value
            }
        }
        let choices = model.parameters.actionSpace.outputCount
        var generator = SplitMix64(seed: 9)
        for row in 0..<batch.rows {
            if model.parameters.actionSpace.isDiscrete { batch.actions.start[row] = Float(row % choices) }
            for k in 0..<(hasActionPrior ? choices : 0) {
                let isAllowed = k == row % choices || generator.nextUniform() < 0.5
                batch.priors.start[row * choices + k] = isAllowed ? Float(0.25 + 0.75 * generator.nextUniform()) : 0
            }
            batch.keep.start[row] = generator.nextUniform() < 0.2 ? 0 : 1
            batch.counts.start[row] = row % batch.batch == 1 && row > 6 ? 0 : 1
        }
        for (row, found) in NaiveActorCritic(model).rows(batch).enumerated() {
            batch.logProbabilities.start[row] = Float(found.log) + 0.4 * batch.values.start[row]
        }
        return batch
    }

    private func expectGradient(_ space: ActionSpace, hasActionPrior: Bool, valueClip: Float?) throws {
        var model = try RecurrentActorCritic(
            parameters: .init(observationCount: 2, actionSpace: space, memoryWidth: 3, headWidth: 3), seed: 4)
        model.weights = randomNumbers(model.weights.count, seed: 5)
        let batch = batch(model, hasActionPrior: hasActionPrior)
        let gradient = PolicyGradient(model, steps: 4, batch: 4, arithmetic: .best)
        let naive = NaiveActorCritic(model)

        let objective = ClippedObjective(
            clip: 0.2, valueClip: valueClip, entropyCoefficient: 0.1, valueCoefficient: 0.7)
        let terms = gradient.compute(model.weights, batch, objective)
        let loss = terms.policyLoss + 0.7 * terms.valueLoss - 0.1 * terms.entropy
        #expect(abs(loss - naive.loss(batch, objective)) < Self.tolerance)
        #expect(terms.clippedShare > 0.1 && terms.clippedShare < 0.9 && terms.divergence > 0)
        let found = Array(UnsafeBufferPointer(start: gradient.gradient.start, count: model.weights.count))
        #expect(largestError(found, naive.gradient { $0.loss(batch, objective) }) < Self.tolerance)
        #expect(found.filter { abs($0) > 1e-3 }.count > found.count / 3)

        let sums = gradient.imitate(model.weights, batch, valueCoefficient: 0.3)
        let mean = (sums.crossEntropy + 0.3 * sums.valueLoss) / sums.weight
        #expect(abs(mean - naive.imitationLoss(batch, valueCoefficient: 0.3)) < Self.tolerance)
        let slopes = Array(UnsafeBufferPointer(start: gradient.gradient.start, count: model.weights.count))
        let expected = naive.gradient { $0.imitationLoss(batch, valueCoefficient: 0.3) }
        #expect(largestError(slopes, expected) < Self.tolerance)
    }

    @Test func discretePolicy_hasTheGradientOfItsLoss() throws {
        try expectGradient(.discrete(4), hasActionPrior: false, valueClip: nil)
    }

    @Test func maskedPolicy_hasTheGradientOfItsLoss() throws {
        try expectGradient(.discrete(5), hasActionPrior: true, valueClip: 0.3)
    }

    @Test func continuousPolicy_hasTheGradientOfItsLoss() throws {
        try expectGradient(.continuous(2), hasActionPrior: false, valueClip: nil)
    }
}
