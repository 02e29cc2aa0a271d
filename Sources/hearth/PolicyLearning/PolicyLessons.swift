// SPDX-License-Identifier: Apache-2.0

import Backtest
import Policies

/// What a policy learns from, and what it is tried on meanwhile without learning from it.
struct PolicyLessons {
    let learned, tried: [PolicyEpisode]

    /// Lessons of many houses, as many at a time as there are cores; the same however many are made at once.
    ///
    /// - Parameters:
    ///   - count: of the houses.
    ///   - optimiser: whose plans the policy is to learn from.
    ///   - isTried: whether a house is tried on, by its number.
    ///   - progress: as for `PolicySchool.lessons`.
    ///   - backtest: makes a house, by its number.
    /// - Returns: nil when stopped early.
    static func ofHouses(
        _ count: Int, optimiser: RollingOptimiser.Parameters, isTried: (Int) -> Bool,
        progress: @escaping @Sendable (Double) -> Bool, backtest: @Sendable (Int) throws -> Backtest
    ) throws -> PolicyLessons? {
        let episodes = try ConcurrentWork.run(count, progress: progress) { number, progress in
            let backtest = try backtest(number)
            let slots = Double(backtest.house.window.count)
            return backtest.episodes(parameters: optimiser) { progress(Double($0) / slots) }
        }
        guard !episodes.contains(where: { $0 == nil }) else { return nil }
        func part(_ isWanted: Bool) -> [PolicyEpisode] {
            episodes.indices.filter { isTried($0) == isWanted }.flatMap { episodes[$0] ?? [] }
        }
        return PolicyLessons(learned: part(false), tried: part(true))
    }
}

/// Where lessons come from.
protocol PolicySchool {
    /// Makes the lessons.
    ///
    /// - Parameter progress: receives the part that is done, 0...1, and gives whether to go on; perhaps called by several
    ///   threads, never by two at once.
    /// - Returns: nil when stopped early.
    func lessons(progress: @escaping @Sendable (Double) -> Bool) throws -> PolicyLessons?
}
