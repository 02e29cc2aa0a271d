// SPDX-License-Identifier: Apache-2.0

import Bits
import Testing

@testable import Learning

@Suite struct RecurrentActorCriticTests {
    private static func model(_ space: ActionSpace = .discrete(4)) throws -> RecurrentActorCritic {
        var model = try RecurrentActorCritic(
            parameters: .init(observationCount: 3, actionSpace: space, memoryWidth: 9, headWidth: 7), seed: 6)
        model.normalisation.update(randomNumbers(60, seed: 1).map { 3 * $0 + 1 })
        model.valueScale = 0.25
        return model
    }

    @Test func newWeights_areOrthogonal_andTheFirstPolicyIsEven() throws {
        let model = try Self.model()
        let first = model.tensors.first { $0.name == "actor.first.weight" }
        let columns = (0..<7).map { column in (0..<9).map { Double(first?.values[$0 * 7 + column] ?? 0) } }
        for i in 0..<7 {
            for j in 0..<7 {
                let product = zip(columns[i], columns[j]).reduce(0) { $0 + $1.0 * $1.1 }
                #expect(abs(product - (i == j ? 2 : 0)) < 1e-5)
            }
        }
        var (state, decision) = (RecurrentState(model), PolicyOutput(model))
        RecurrentPolicyPredictor(model).decide([1, -2, 3], state: &state, into: &decision)
        #expect(decision.outputs.allSatisfy { abs($0 - 0.25) < 0.01 })
        #expect(try Self.model() == model)
        #expect(model.weights != (try RecurrentActorCritic(parameters: model.parameters, seed: 7)).weights)
    }

    @Test(arguments: [ActionSpace.discrete(4), .continuous(2)])
    func decisions_areThoseOfASlowImplementation(space: ActionSpace) throws {
        var model = try Self.model(space)
        model.weights = randomNumbers(model.weights.count, seed: 3)
        let naive = NaiveActorCritic(model)
        let predictor = RecurrentPolicyPredictor(model)
        var (state, decision) = (RecurrentState(model), PolicyOutput(model))
        var (actor, critic) = (naive.zeroState(), naive.zeroState())
        for time in 0..<6 {
            if time == 4 {
                state.reset()
                (actor, critic) = (naive.zeroState(), naive.zeroState())
            }
            let observation = randomNumbers(3, seed: UInt64(time)).map { 40 * $0 }
            let allowed: [Float] = space == .discrete(4) && time % 2 == 1 ? [1, 0, 1, 0] : []
            predictor.decide(observation, prior: allowed, state: &state, into: &decision)
            let x = observation.indices.map { index in
                let normalisation = model.normalisation
                let distance = Double(observation[index]) - normalisation.mean[index]
                return min(max(distance / normalisation.variance[index].squareRoot(), -10), 10)
            }
            let outputs = naive.step("actor", x, &actor)
            let value = 0.25 * naive.step("critic", x, &critic)[0]
            #expect(abs(Double(decision.value ?? .nan) - value) < 1e-5)
            guard space == .discrete(4) else {
                #expect(largestError(decision.outputs, outputs) < 1e-5)
                #expect(decision.action == decision.outputs.map { min(max($0, -1), 1) })
                continue
            }
            let expected = naive.probabilities(outputs, allowed.isEmpty ? nil : allowed.map { Double($0) })
            #expect(largestError(decision.outputs, expected) < 1e-5)
            #expect(decision.outputs[Int(decision.action[0])] == decision.outputs.max())
        }
    }

    @Test func withoutTheCritic_theActorDecidesTheSame() throws {
        let model = try Self.model()
        var (whole, half) = (RecurrentState(model), RecurrentState(model))
        var (one, other) = (PolicyOutput(model), PolicyOutput(model))
        let both = RecurrentPolicyPredictor(model)
        let actor = RecurrentPolicyPredictor(model, evaluatesValue: false)
        for _ in 0..<3 {
            both.decide([0.1, 0.2, 0.3], state: &whole, into: &one)
            actor.decide([0.1, 0.2, 0.3], state: &half, into: &other)
            #expect(one.outputs == other.outputs && one.value != nil && other.value == nil)
        }
        let kept = try RecurrentState(model, values: whole.values)
        #expect(kept == whole && whole != half)
        #expect(throws: NetworkError.count(name: "state", found: 3, expected: 36)) {
            try RecurrentState(model, values: [1, 2, 3])
        }
    }

    @Test func normalisation_ofBatches_isThatOfAll() {
        let values = randomNumbers(90, seed: 4).map { 5 * $0 + 2 }
        var (whole, parts) = (
            ObservationNormalisation(observationCount: 3), ObservationNormalisation(observationCount: 3)
        )
        whole.update(values)
        for (first, last) in [(0, 3), (3, 24), (24, 90)] { parts.update(Array(values[first..<last])) }
        #expect(parts.count == 30 && whole.count == 30)
        for column in 0..<3 {
            let numbers = (0..<30).map { Double(values[3 * $0 + column]) }
            let mean = numbers.reduce(0, +) / 30
            let variance = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 30
            for found in [whole, parts] {
                #expect(abs(found.mean[column] - mean) < 1e-9)
                #expect(abs(found.variance[column] - variance) < 1e-9)
            }
        }
    }

    @Test(arguments: [ActionSpace.discrete(4), .continuous(2)])
    func savedAndReloadedPolicies_areTheSame(space: ActionSpace) throws {
        let model = try Self.model(space)
        let parameters = PolicyTrainingParameters(totalSteps: 1000, seed: 77)
        let file = try ModelFile(decoding: model.modelFile(name: "battery", training: parameters).encoded())
        #expect(try RecurrentActorCritic(file) == model)
        #expect(file.seed == 77 && file.doubles["training.totalSteps"] == [1000])
    }

    @Test func arraysThatMakeNoPolicy_areRefused() throws {
        let good = try Self.model().modelFile(name: "battery")
        let faults: [(String, (inout ModelFile) -> Void)] = [
            ("kind", { $0.kind = "trees" }), ("\"sizes\"", { $0.integers["sizes"] = [3, 4, 9] }),
            ("\"sizes\"", { $0.integers["sizes"] = [3, 1, 9, 7] }), ("\"sizes\"", { $0.integers["sizes"]?[0] = .max }),
            ("\"actor.output.weight\"", { $0.integers["sizes"]?[1] = 5 }),
            ("\"actor.logDeviation\"", { $0.integers["isDiscrete"] = [0] }),
            ("\"scales\"", { $0.doubles["scales"] = [1, 10, 0] }),
            ("\"scales\"", { $0.doubles["scales"] = [1, 10, 1e300] }),
            ("\"normalisation.variance\"", { $0.doubles["normalisation.variance"]?[1] = -1 }),
            ("\"normalisation.mean\"", { $0.doubles["normalisation.mean"] = [1] }),
            ("\"critic.output.bias\"", { $0.tensors.removeLast() }),
        ]
        for (name, spoil) in faults {
            var file = good
            spoil(&file)
            let error = #expect(throws: ModelFileError.self) { try RecurrentActorCritic(file) }
            #expect(error?.description.contains(name) == true, "\(String(describing: error))")
        }
    }
}
