// SPDX-License-Identifier: Apache-2.0

import Energy

/// The battery as a policy and a backtest see it: one number of stored energy, constant losses, hard limits.
///
/// `stored += dt x (eta x charge - discharge / eta)` with powers at the AC side and eta the square root of the round trip
/// efficiency. Several batteries are one with their sums, which is right while all of them are driven alike.
public struct SlotBattery: Hashable, Sendable {
    /// Lowest energy a discharge may reach.
    public let lowest: WattHours
    /// Highest energy a charge may reach, >= `lowest`.
    public let highest: WattHours
    /// Highest charge power at the AC side, W >= 0.
    public let maxCharge: Watts
    /// Highest discharge power at the AC side, W >= 0.
    public let maxDischarge: Watts
    /// Efficiency of one direction, 0 < eta <= 1.
    public let oneWayEfficiency: Double
    /// Wear per kWh discharged.
    public let wear: PricePerKWh

    /// What a slot did to the battery.
    public struct Outcome: Hashable, Sendable {
        /// Mean AC power over the slot, + = discharge.
        public let power: Watts
        /// Energy at its end.
        public let stored: WattHours

        /// Pairs the two.
        public init(power: Watts, stored: WattHours) { (self.power, self.stored) = (power, stored) }
    }

    /// One battery inside the window its owner allows.
    public init(_ description: BatteryDescription) { self.init([description]) }

    /// Several batteries as one; none give a battery that can do nothing.
    public init(_ descriptions: [BatteryDescription]) {
        func sum(_ part: (BatteryDescription) -> Double) -> Double { descriptions.reduce(0) { $0 + part($1) } }
        let capacity = sum { $0.capacity.value }
        func mean(_ part: (BatteryDescription) -> Double) -> Double {
            capacity > 0 ? sum { part($0) * $0.capacity.value } / capacity : 0
        }
        lowest = WattHours(sum { $0.effectiveFloor * $0.capacity.value })
        highest = WattHours(sum { max($0.effectiveFloor, $0.ceiling) * $0.capacity.value })
        maxCharge = Watts(sum { $0.maxCharge.value })
        maxDischarge = Watts(sum { $0.maxDischarge.value })
        oneWayEfficiency = capacity > 0 ? mean(\.oneWayEfficiency) : 1
        wear = PricePerKWh(mean(\.wear.value))
    }

    /// Runs one slot at a wanted power, reduced where the battery would leave its limits.
    ///
    /// - Parameters:
    ///   - power: wanted mean AC power, + = discharge.
    ///   - stored: energy at the start; outside the window only the way back is open.
    public func run(power: Watts, stored: WattHours) -> Outcome {
        let eta = oneWayEfficiency
        let hours = Slot.hours
        if power.value > 0 {
            let available = available(stored).value
            let wanted = min(power.value, maxDischarge.value)
            guard wanted < available else {
                return Outcome(power: Watts(available), stored: min(stored, lowest))
            }
            return Outcome(power: Watts(wanted), stored: WattHours(stored.value - wanted * hours / eta))
        }
        let room = room(stored).value
        let wanted = min(-power.value, maxCharge.value)
        guard wanted < room else { return Outcome(power: Watts(0 - room), stored: max(stored, highest)) }
        return Outcome(power: Watts(-wanted), stored: WattHours(stored.value + wanted * hours * eta))
    }

    /// The discharge power that empties the battery down to its lowest energy in one slot, W >= 0.
    func available(_ stored: WattHours) -> Watts {
        Watts(max(0, stored.value - lowest.value) * oneWayEfficiency / Slot.hours)
    }

    /// The charge power that fills the battery up to its highest energy in one slot, W >= 0.
    func room(_ stored: WattHours) -> Watts {
        Watts(max(0, highest.value - stored.value) / (oneWayEfficiency * Slot.hours))
    }

    /// Runs one slot of an intent, cut to its import limit.
    ///
    /// - Parameter intents: one, as for one battery; without any the inverter's own mode.
    public func run(_ intents: BatteryIntents, netLoad: Watts, stored: WattHours) -> Outcome {
        run(intents.cut(netLoad: netLoad).first ?? .selfConsume, netLoad: netLoad, stored: stored)
    }

    /// Runs one slot of an intent.
    ///
    /// - Parameter netLoad: mean load minus PV over the slot, + = deficit.
    public func run(_ intent: BatteryIntent, netLoad: Watts, stored: WattHours) -> Outcome {
        run(
            power: intent.power(netLoad: netLoad, maxCharge: maxCharge, maxDischarge: maxDischarge), stored: stored)
    }
}
