// SPDX-License-Identifier: Apache-2.0

import Energy
import Learning

extension PolicyEpisode {
    /// What driving through the whole episode came to.
    public struct Run: Hashable, Sendable {
        /// What was paid, wear and the months' peaks included, less what is left at the end.
        public internal(set) var cost = Money.zero
        /// What was saved against the optimiser slot by slot, in units of `HouseScale.money`, so that houses can be added up;
        /// for each 96 slots from the first on, the last ones may be fewer.
        public internal(set) var savingByDay: [Double] = []
        /// Quarter hours driven.
        public internal(set) var slots = 0
        /// Slots in which something else came about than would have with the optimiser.
        public internal(set) var departures = 0

        /// The savings of all days.
        public var scaledSaving: Double { savingByDay.reduce(0, +) }

        mutating func add(saving: Double) {
            if slots % Self.dayLength == 0 { savingByDay.append(0) }
            savingByDay[slots / Self.dayLength] += saving
            slots += 1
        }

        static let dayLength = 96
    }

    /// Drives through the episode with the most probable options of a policy, or as the optimiser does.
    ///
    /// - Parameter weights: nil for the optimiser.
    public func run(_ weights: LearnedWeights?) -> Run {
        weights.map { run($0.model, doubt: $0.doubt) } ?? run(nil, doubt: 1)
    }

    /// The same for a network in training, over options or powers.
    func run(_ model: RecurrentActorCritic?, doubt: Double) -> Run {
        let battery = chooser.battery
        var stored = 0.5 * (battery.lowest + battery.highest)
        var result = Run()
        var driver = model.map { LearnedDriver($0, doubt: doubt) }
        var peak = steps[0].peakSoFar
        for (t, step) in steps.enumerated() {
            peak = self.peak(before: t, after: peak)
            let rated = rated(t, stored: stored)
            let rival = outcome(t, rated.bestIntent, stored: stored, peak: peak)
            let reached = driven(t, rated, stored: stored, peak: peak, by: &driver) ?? rival
            let toGo = cost(t, reached, peak: peak)
            result.add(saving: (cost(t, rival, peak: peak) - toGo) / step.scale.money)
            result.departures += reached == rival ? 0 : 1
            // In the last slot what is to come is what the energy left is worth.
            let isLast = t == steps.count - 1
            let bill = bill(t, reached, peak: peak)
            result.cost += Money(isLast ? toGo : bill.cost)
            (stored, peak) = (reached.stored, bill.peak)
        }
        return result
    }

    /// What came of what a policy chose; nil without one.
    private func driven(
        _ t: Int, _ rated: RatedOptions, stored: WattHours, peak: Double, by driver: inout LearnedDriver?
    ) -> SlotBattery.Outcome? {
        let (outlook, scale, charge) = (steps[t].outlook, steps[t].scale, chooser.battery.charge(stored))
        guard driver?.choosesOptions ?? true else {
            return (driver?.choosePower(outlook, charge: charge, rated, scale)).map {
                outcome(t, power: $0, stored: stored)
            }
        }
        return (driver?.choose(outlook, charge: charge, rated, scale)).map {
            outcome(t, rated.intent($0), stored: stored, peak: peak)
        }
    }
}
