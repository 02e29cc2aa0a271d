// SPDX-License-Identifier: Apache-2.0

import Energy
import HostIO
import Policies
import Synchronization

/// A policy's way from a seed to its weights: houses, training, trials on houses that it did not learn from.
struct PolicySchooling {
    /// What came of it.
    struct Outcome {
        let policy: TrainedPolicy
        /// What the houses tried on paid with the optimiser and with the policy, in their currency.
        let optimiserCost, policyCost: Double
    }

    let training: LearnedPolicyTraining
    let houses: Int
    let days: Int

    /// Of so many houses one is kept to try on.
    private static let triedOneOf = 4
    /// Share of the time that the houses take.
    private static let housesShare = 0.8

    /// - Throws: exit code 1 where it is interrupted.
    func run() throws -> Outcome {
        let bar = Mutex(ProgressBar(label: "training"))
        defer { bar.withLock { $0.finish() } }
        @Sendable func show(_ part: Double, _ note: String) -> Bool {
            bar.withLock { $0.update(part, note: note) }
            return !StopSignal.isRequested
        }
        let school = GeneratedSchool(seed: training.seed, houses: houses, days: days, optimiser: training.optimiser)
        let episodes = try school.episodes { show(Self.housesShare * $0, "houses") }
        guard let episodes else { throw CommandFailure.failed("interrupted") }
        let learned = episodes.indices.filter { $0 % Self.triedOneOf != 0 }.flatMap { episodes[$0] }
        let tried = episodes.indices.filter { $0 % Self.triedOneOf == 0 }.flatMap { episodes[$0] }
        let policy = try training.run(learned, triedOn: tried) { part in
            show(Self.housesShare + (1 - Self.housesShare) * part, "policy")
        }
        guard let policy else { throw CommandFailure.failed("interrupted") }
        func cost(_ weights: LearnedWeights?) -> Double {
            tried.reduce(0) { $0 + $1.run(weights).cost.value }
        }
        return Outcome(policy: policy, optimiserCost: cost(nil), policyCost: cost(policy.weights))
    }
}
