// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Learning

/// Advantages, probabilities, losses and gradients against those of sb3-contrib; `Fixtures/reinforcement.py` wrote them.
@Suite struct ReinforcementTorchTests {
    private let fixture: NumberFixture
    private static let (sequences, steps) = (3, 6)

    init() throws { fixture = try NumberFixture("reinforcement.txt") }

    private func floats(_ name: String) -> [Float] { fixture[name].map { Float($0) } }

    @Test func advantages_agree() {
        let count = floats("gae.rewards").count
        var (advantages, returns) = ([Float](repeating: 0, count: count), [Float](repeating: 0, count: count))
        AdvantageEstimation(discount: 0.97, traceDecay: 0.9).estimate(
            steps: 7, count: 3, rewards: floats("gae.rewards"), values: floats("gae.values"),
            continues: floats("gae.continues"), nextValues: floats("gae.nextValues"), advantages: &advantages,
            returns: &returns)
        #expect(largestError(advantages, fixture["gae.advantages"]) < 1e-6)
        #expect(largestError(returns, fixture["gae.returns"]) < 1e-6)
    }

    /// The fixture's sequences as a batch.
    private func batch(_ name: String, _ model: RecurrentActorCritic.Parameters) -> SequenceBatch {
        let hasMasks = !fixture[name + ".masks"].isEmpty
        let batch = SequenceBatch(model, steps: Self.steps, capacity: Self.sequences, hasActionPrior: hasMasks)
        batch.begin(batch: Self.sequences)
        let fields = [
            ("observations", batch.observations), ("actions", batch.actions), ("masks", batch.priors),
            ("counts", batch.counts), ("oldLogProbabilities", batch.logProbabilities), ("oldValues", batch.values),
            ("advantages", batch.advantages), ("returns", batch.returns), ("starts", batch.keep),
        ]
        for (field, target) in fields {
            let values = timeMajor(floats("\(name).\(field)"))
            for index in values.indices { target.start[index] = values[index] }
        }
        for row in 0..<batch.rows { batch.keep.start[row] = 1 - batch.keep.start[row] }
        for (index, value) in floats(name + ".states").enumerated() { batch.states.start[index] = value }
        return batch
    }

    /// From one sequence after the other to one step after the other.
    private func timeMajor(_ values: [Float]) -> [Float] {
        let width = values.count / (Self.steps * Self.sequences)
        return (0..<Self.steps).flatMap { step in
            (0..<Self.sequences).flatMap { sequence in
                let first = (sequence * Self.steps + step) * width
                return values[first..<first + width]
            }
        }
    }

    private func expectAgreement(_ name: String, _ space: ActionSpace, _ objective: ClippedObjective) throws {
        let sizes = RecurrentActorCritic.Parameters(
            observationCount: 3, actionSpace: space, memoryWidth: 5, headWidth: 6)
        let layout = try RecurrentActorCritic(parameters: sizes, seed: 0).layout
        let tensors = layout.entries.map { entry in
            NamedTensor(name: entry.name, shape: entry.shape, values: floats("\(name).\(entry.name)"))
        }
        let model = try RecurrentActorCritic(parameters: sizes, tensors: tensors)
        let batch = batch(name, sizes)
        batch.normaliseAdvantages()
        for row in 0..<batch.rows where batch.counts.start[row] > 0 {
            let expected = timeMajor(floats(name + ".normalisedAdvantages"))[row]
            #expect(abs(batch.advantages.start[row] - expected) < 1e-5)
        }
        let gradient = PolicyGradient(model, steps: Self.steps, batch: Self.sequences, arithmetic: .best)
        let terms = gradient.compute(model.weights, batch, objective)
        let expected = fixture[name + ".terms"]
        #expect(abs(terms.policyLoss - expected[0]) < 1e-6)
        #expect(abs(terms.valueLoss - expected[1]) < 1e-6)
        #expect(abs(terms.entropy - expected[2]) < 1e-6)
        #expect(abs(terms.divergence - expected[3]) < 1e-6)
        #expect(abs(terms.clippedShare - expected[4]) < 1e-6)
        let fields = [
            ("values", gradient.engine.critic.output), ("entropies", gradient.engine.distribution.entropies),
            ("logProbabilities", gradient.engine.distribution.logProbabilities),
        ]
        for (field, found) in fields {
            let rows = Array(UnsafeBufferPointer(start: found.start, count: batch.rows))
            #expect(largestError(rows, timeMajor(floats("\(name).\(field)")).map { Double($0) }) < 1e-6, "\(field)")
        }
        let found = Array(UnsafeBufferPointer(start: gradient.gradient.start, count: gradient.gradient.count))
        for tensor in layout.tensors(of: found) {
            let expected = fixture["\(name).gradient.\(tensor.name)"]
            #expect(largestError(tensor.values, expected) < 2e-6, "\(tensor.name)")
            #expect(expected.contains { abs($0) > 1e-4 }, "\(tensor.name)")
        }
    }

    @Test func discretePolicy_agrees_withInitialStatesResetsAndPadding() throws {
        let objective = ClippedObjective(clip: 0.2, entropyCoefficient: 0.01, valueCoefficient: 0.5)
        try expectAgreement("discrete", .discrete(4), objective)
    }

    @Test func maskedPolicy_agrees_withClippedValues() throws {
        let objective = ClippedObjective(clip: 0.2, valueClip: 0.4, entropyCoefficient: 0.05, valueCoefficient: 0.5)
        try expectAgreement("masked", .discrete(4), objective)
    }

    @Test func continuousPolicy_agrees() throws {
        let objective = ClippedObjective(clip: 0.2, entropyCoefficient: 0.01, valueCoefficient: 0.5)
        try expectAgreement("continuous", .continuous(2), objective)
    }
}
