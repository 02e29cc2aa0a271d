// SPDX-License-Identifier: Apache-2.0

import Backtest
import Bits
import Policies

/// Generated houses with the forecasts of models that they trained themselves, as a policy learns from them.
struct GeneratedSchool: PolicySchool {
    /// Each gives one house.
    private let seeds: [UInt64]
    /// Days played of each house.
    private let days: Int
    private let optimiser: RollingOptimiser.Parameters

    /// Of so many houses one is kept to try on.
    static let triedOneOf = 4

    /// - Parameter seed: one seed gives one set of houses.
    init(seed: UInt64, houses: Int, days: Int, optimiser: RollingOptimiser.Parameters) {
        seeds = Self.seeds(houses, from: seed)
        (self.days, self.optimiser) = (days, optimiser)
    }

    /// The seeds of houses, in their order.
    static func seeds(_ count: Int, from seed: UInt64) -> [UInt64] {
        var generator = SplitMix64(seed: seed)
        return (0..<count).map { _ in generator.next() >> 11 }
    }

    /// Most houses are learned from, one of four is tried on.
    func lessons(progress: @escaping @Sendable (Double) -> Bool) throws -> PolicyLessons? {
        try PolicyLessons.ofHouses(
            seeds.count, optimiser: optimiser, isTried: { $0 % Self.triedOneOf == 0 }, progress: progress
        ) { number in
            let home = try GeneratedHome(seed: seeds[number], windowDays: days)
            return Backtest(home.house, mode: .model, surroundings: home.surroundings)
        }
    }
}
