// SPDX-License-Identifier: Apache-2.0

import Energy
import HostIO
import Policies
import Synchronization

/// A policy's way from a seed to its weights: lessons, trainings, trials on what it did not learn from.
struct PolicySchooling {
    /// What came of it.
    struct Outcome {
        /// One policy of each training, by seed.
        let policies: [(seed: UInt64, policy: TrainedPolicy)]
        /// The one with the highest assured saving where it did not learn.
        let best: TrainedPolicy
        /// What the houses or days tried on paid with the optimiser and with the best policy, in their currency.
        let optimiserCost, policyCost: Double
    }

    /// The first training; the others differ in the seed.
    let training: LearnedPolicyTraining
    /// How many trainings there are, of the same lessons with seeds of their own.
    let count: Int
    /// What the policy knows already, nil for nothing.
    let beginning: LearnedWeights?

    /// Share of the time that the lessons take to make.
    private static let lessonsShare = 0.8

    /// - Throws: exit code 1 where it is interrupted.
    func run(_ school: some PolicySchool) throws -> Outcome {
        let bar = Mutex(ProgressBar(label: "training"))
        defer { bar.withLock { $0.finish() } }
        @Sendable func show(_ part: Double, _ note: String) -> Bool {
            bar.withLock { $0.update(part, note: note) }
            return !StopSignal.isRequested
        }
        guard let lessons = try school.lessons(progress: { show(Self.lessonsShare * $0, "lessons") }) else {
            throw CommandFailure.failed("interrupted")
        }
        guard !lessons.learned.isEmpty, !lessons.tried.isEmpty else {
            throw CommandFailure.failed("no slot could be planned, so that there is nothing to learn from")
        }
        let policies = try train(lessons) { show(Self.lessonsShare + (1 - Self.lessonsShare) * $0, "policy") }
        let best = policies.max { $0.policy.best.assured < $1.policy.best.assured }
        guard let best = best?.policy else { throw CommandFailure.failed("interrupted") }
        func cost(_ weights: LearnedWeights?) -> Double {
            lessons.tried.reduce(0) { $0 + $1.run(weights).cost.value }
        }
        return Outcome(
            policies: policies, best: best, optimiserCost: cost(nil), policyCost: cost(best.weights))
    }

    /// All trainings, as many at a time as there are cores; empty when stopped early.
    private func train(
        _ lessons: PolicyLessons, progress: @escaping @Sendable (Double) -> Bool
    ) throws -> [(seed: UInt64, policy: TrainedPolicy)] {
        let policies = try ConcurrentWork.run(count, progress: progress) { number, progress in
            var training = training
            training.seed &+= UInt64(number)
            return try training.run(lessons.learned, triedOn: lessons.tried, from: beginning, progress: progress)
        }
        guard !policies.contains(where: { $0 == nil }) else { return [] }
        return policies.enumerated().compactMap { k, policy in policy.map { (training.seed &+ UInt64(k), $0) } }
    }
}
