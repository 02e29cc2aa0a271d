// SPDX-License-Identifier: Apache-2.0

import Backtest
import Bits
import Policies

/// Generated houses with the forecasts of models that they trained themselves, as a policy learns from them; as many at a time
/// as there are cores.
struct GeneratedSchool: PolicySchool {
    /// Each gives one house.
    private let seeds: [UInt64]
    /// Days played of each house.
    private let days: Int
    private let optimiser: RollingOptimiser.Parameters

    /// Of so many houses one is kept to try on.
    private static let triedOneOf = 4

    /// - Parameter seed: one seed gives one set of houses.
    init(seed: UInt64, houses: Int, days: Int, optimiser: RollingOptimiser.Parameters) {
        var generator = SplitMix64(seed: seed)
        seeds = (0..<houses).map { _ in generator.next() >> 11 }
        (self.days, self.optimiser) = (days, optimiser)
    }

    /// Most houses are learned from, one of four is tried on.
    func lessons(progress: @escaping @Sendable (Double) -> Bool) throws -> PolicyLessons? {
        guard let episodes = try episodes(progress: progress) else { return nil }
        func part(isTried: Bool) -> [PolicyEpisode] {
            episodes.indices.filter { ($0 % Self.triedOneOf == 0) == isTried }.flatMap { episodes[$0] }
        }
        return PolicyLessons(learned: part(isTried: false), tried: part(isTried: true))
    }

    /// The episodes of each house, in the order of the seeds; the same however many are made at once.
    private func episodes(progress: @escaping @Sendable (Double) -> Bool) throws -> [[PolicyEpisode]]? {
        let episodes = try ConcurrentWork.run(seeds.count, progress: progress) { number, progress in
            let home = try GeneratedHome(seed: seeds[number], windowDays: days)
            let backtest = Backtest(home.house, mode: .model, surroundings: home.surroundings)
            return backtest.episodes(parameters: optimiser) { progress(Double($0) / Double(96 * days)) }
        }
        return episodes.contains { $0 == nil } ? nil : episodes.compactMap { $0 }
    }
}
