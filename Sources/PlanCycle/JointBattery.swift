// SPDX-License-Identifier: Apache-2.0

import Energy
import Policies

/// All batteries of the house as one that exists in the accounts alone.
struct JointBattery: Sendable {
    private let batteries: [BatteryDescription]
    private let battery: SlotBattery

    init(_ batteries: [BatteryDescription]) {
        self.batteries = batteries
        battery = SlotBattery(batteries)
    }

    /// What a slot did to it.
    struct Run: Sendable {
        /// Mean AC power, + = discharge.
        let power: Watts
        /// Energy at its end.
        let stored: WattHours
        /// What the slot added to what can be taken out, at the AC side.
        let gain: WattHours

        /// The bill of the slot at its prices.
        func bill(netLoad: Watts, prices: SlotPrices) -> SlotBill {
            SlotBill(cost: Tariff.cost(gridImport: netLoad - power, prices: prices), stored: gain)
        }
    }

    /// A slot in which all batteries follow the house together, inside the sum of what each is wished and below the import limit.
    func run(_ intents: BatteryIntents, netLoad: Watts, stored: WattHours) -> Run {
        var (lower, upper) = (0.0, 0.0)
        for (intent, battery) in zip(intents.cut(netLoad: netLoad), batteries) {
            let bounds = intent.bounds(maxCharge: battery.maxCharge, maxDischarge: battery.maxDischarge)
            lower += bounds.lower
            upper += bounds.upper
        }
        let outcome = battery.run(power: Watts(max(lower, min(upper, netLoad.value))), stored: stored)
        return run(outcome, from: stored)
    }

    /// A slot in the inverter's own mode.
    func runAlone(netLoad: Watts, stored: WattHours) -> Run {
        run(battery.run(.selfConsume, netLoad: netLoad, stored: stored), from: stored)
    }

    /// The energy at some charges, nil where one is not known.
    func stored(_ stateOfCharge: [Double?]) -> WattHours? {
        guard stateOfCharge.count == batteries.count else { return nil }
        var sum = WattHours.zero
        for (share, battery) in zip(stateOfCharge, batteries) {
            guard let share, share.isFinite else { return nil }
            sum += battery.capacity * share
        }
        return sum
    }

    /// The charge of all at an energy, 0...1; 0 without a battery.
    func stateOfCharge(_ stored: WattHours) -> Double {
        let capacity = batteries.reduce(WattHours.zero) { $0 + $1.capacity }
        return capacity.value > 0 ? max(0, min(1, stored / capacity)) : 0
    }

    /// Energy at the AC side once it is taken out.
    func atGrid(_ stored: WattHours) -> WattHours { stored * battery.oneWayEfficiency }

    private func run(_ outcome: SlotBattery.Outcome, from start: WattHours) -> Run {
        Run(power: outcome.power, stored: outcome.stored, gain: atGrid(outcome.stored - start))
    }
}
