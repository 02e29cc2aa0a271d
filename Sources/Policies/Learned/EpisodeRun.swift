// SPDX-License-Identifier: Apache-2.0

import Energy
import Learning

extension PolicyEpisode {
    /// What driving through the whole episode cost more than perfect foresight.
    public struct Run: Hashable, Sendable {
        /// Currency; the sum over the slots.
        public internal(set) var regret = Money.zero
        /// The same in units of `HouseScale.money`, so that houses can be added up.
        public internal(set) var scaledRegret = 0.0
        /// Slots in which another option was taken than the optimiser would have.
        public internal(set) var departures = 0
    }

    /// Drives through the episode with the most probable options of a policy, or as the optimiser does.
    ///
    /// - Parameters:
    ///   - model: a policy over options; nil for the optimiser.
    ///   - doubt: as it was trained with.
    public func run(_ model: RecurrentActorCritic?, doubt: Double = LearnedObservation.usualDoubt) -> Run {
        let battery = chooser.battery
        var stored = 0.5 * (battery.lowest + battery.highest)
        var result = Run()
        var driver = model.map { OptionDriver($0, doubt: doubt) }
        for (t, step) in steps.enumerated() {
            let rated = rated(t, stored: stored)
            let option =
                driver?.choose(step.outlook, charge: battery.charge(stored), rated, step.scale) ?? rated.best
            let intent = rated.choices[option]?.intent ?? .selfConsume
            let outcome = battery.run(intent, netLoad: Watts(step.actual.netLoad * 1000), stored: stored)
            let regret = regret(t, from: stored, outcome)
            result.regret += Money(regret)
            result.scaledRegret += regret / step.scale.money
            result.departures += option == rated.best ? 0 : 1
            stored = outcome.stored
        }
        return result
    }
}
