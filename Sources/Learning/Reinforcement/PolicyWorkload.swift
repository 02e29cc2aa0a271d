// SPDX-License-Identifier: Apache-2.0

/// The policy that the benchmarks train in `SyntheticBatteryDay`, as the peers' `perf/p3_ppo.py` does.
///
/// Memories of 64 cells, heads of twice 64, 24 inputs, 21 actions; eight environments of 128 steps for each update, ten epochs,
/// batches of 128. A training is `ProximalPolicyOptimisation(model, environment: environment, parameters: parameters)`.
public struct PolicyWorkload: Sendable {
    /// The policy, untrained.
    public let model: RecurrentActorCritic
    /// What it acts in.
    public let environment = SyntheticBatteryDay(count: 8)
    /// How it is trained.
    public let parameters: PolicyTrainingParameters

    /// The workload with a seed; by default the whole updates within 150,000 steps.
    ///
    /// Batches are eight sequences of 16 steps, so that every product has rows enough for whole tiles. As the energy in the
    /// store at the end of the day has its worth, nothing is discounted; a short trace (0.8) keeps the noise of later
    /// actions out of the advantages, and a reward for entropy keeps the policy from settling on idling.
    public init(totalSteps: Int = 146 * 1024, seed: UInt64) throws(NetworkError) {
        model = try RecurrentActorCritic(
            parameters: .init(
                observationCount: environment.observationCount, actionSpace: environment.actionSpace), seed: seed)
        var parameters = PolicyTrainingParameters(totalSteps: totalSteps, seed: seed)
        (parameters.discount, parameters.traceDecay) = (1, 0.8)
        (parameters.rewardScale, parameters.entropyCoefficient) = (10, LinearSchedule(0.06, to: 0))
        parameters.learningRate = LinearSchedule(1e-3, to: 5e-5)
        self.parameters = parameters
    }

    /// Mean saving of a day of the 60 evaluation days, each played with the most probable actions.
    public static func dailySaving(of model: RecurrentActorCritic) -> Double {
        var environment = SyntheticBatteryDay(days: SyntheticBatteryDay.evaluationDays)
        var step = VectorStep(for: environment)
        let predictor = RecurrentPolicyPredictor(model, evaluatesValue: false)
        var states = [RecurrentState](repeating: RecurrentState(model), count: environment.count)
        var actions = [Float](repeating: 0, count: environment.count)
        var (decision, total) = (PolicyOutput(model), 0.0)
        let width = environment.observationCount
        environment.reset(into: &step)
        for _ in 0..<SyntheticBatteryDay.stepsPerDay {
            for index in actions.indices {
                let observation = Array(step.observations[index * width..<(index + 1) * width])
                predictor.decide(observation, state: &states[index], into: &decision)
                actions[index] = decision.action[0]
            }
            environment.step(actions, into: &step)
            total += step.rewards.reduce(0) { $0 + Double($1) }
        }
        return total / Double(environment.count)
    }
}
