// SPDX-License-Identifier: Apache-2.0

import Energy
import Learning

extension PolicyEpisode {
    /// What driving through the whole episode came to.
    public struct Run: Hashable, Sendable {
        /// What was paid, less what is left at the end.
        public internal(set) var cost = Money.zero
        /// What was saved against the optimiser slot by slot, in units of `HouseScale.money`, so that houses can be added up.
        public internal(set) var scaledSaving = 0.0
        /// Slots in which another option was taken than the optimiser would have.
        public internal(set) var departures = 0
    }

    /// Drives through the episode with the most probable options of a policy, or as the optimiser does.
    ///
    /// - Parameter weights: nil for the optimiser.
    public func run(_ weights: LearnedWeights?) -> Run {
        weights.map { run($0.model, doubt: $0.doubt) } ?? run(nil, doubt: 1)
    }

    /// The same for a network over options in training.
    func run(_ model: RecurrentActorCritic?, doubt: Double) -> Run {
        let battery = chooser.battery
        var stored = 0.5 * (battery.lowest + battery.highest)
        var result = Run()
        var driver = model.map { OptionDriver($0, doubt: doubt) }
        for (t, step) in steps.enumerated() {
            let rated = rated(t, stored: stored)
            let option =
                driver?.choose(step.outlook, charge: battery.charge(stored), rated, step.scale) ?? rated.best
            let reached = outcome(t, rated.intent(option), stored: stored)
            let toGo = cost(t, reached)
            result.scaledSaving +=
                (cost(t, outcome(t, rated.bestIntent, stored: stored)) - toGo) / step.scale.money
            result.departures += option == rated.best ? 0 : 1
            // In the last slot what is to come is what the energy left is worth.
            let isLast = t == steps.count - 1
            result.cost += Money(isLast ? toGo : step.actual.cost(batteryPower: reached.power.value / 1000))
            stored = reached.stored
        }
        return result
    }
}
