// SPDX-License-Identifier: Apache-2.0

import Backtest
import Energy
import Plant
import Policies

/// Recorded houses with batteries and tariffs drawn at random and the forecasts of models trained on what was recorded before.
///
/// Every house is played with several batteries and tariffs, as its load and sun alone would teach one kind of house only.
struct RecordedSchool: PolicySchool {
    private let homes: [RecordedHome]
    /// Each gives one battery and one tariff; they go to the houses in turn.
    private let seeds: [UInt64]
    private let optimiser: RollingOptimiser.Parameters

    /// - Parameters:
    ///   - homes: at least two, each with the days that are played.
    ///   - count: of the pairs of battery and tariff.
    ///   - seed: one seed gives one set of them.
    init(_ homes: [RecordedHome], count: Int, seed: UInt64, optimiser: RollingOptimiser.Parameters) {
        (self.homes, self.optimiser) = (homes, optimiser)
        seeds = GeneratedSchool.seeds(count, from: seed)
    }

    /// Most houses are learned from, one of four is tried on with all its batteries and tariffs.
    func lessons(progress: @escaping @Sendable (Double) -> Bool) throws -> PolicyLessons? {
        try PolicyLessons.ofHouses(
            seeds.count, optimiser: optimiser,
            isTried: { $0 % homes.count % GeneratedSchool.triedOneOf == 0 }, progress: progress
        ) { number in
            let (home, seed) = (homes[number % homes.count], seeds[number])
            let battery = HouseDescription.standard.varied(seed: seed).battery
            let house = try BacktestHouse(
                home: home.recording, tariff: .varied(seed: seed), battery: battery ?? .missing,
                site: BenchmarkHouse.site, window: home.window)
            return Backtest(house, mode: .model)
        }
    }
}
