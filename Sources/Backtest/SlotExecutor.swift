// SPDX-License-Identifier: Apache-2.0

import Energy
import Policies

/// Carries out an intent for a quarter hour on a battery.
public protocol SlotExecutor: Sendable {
    /// Runs one slot.
    ///
    /// - Parameters:
    ///   - intent: what the policy asked for.
    ///   - slot: which quarter hour.
    ///   - netLoad: mean load minus PV over the slot, + = deficit.
    ///   - stored: energy at its start.
    /// - Returns: mean AC power over the slot, + = discharge, and the energy at its end.
    mutating func run(
        _ intent: BatteryIntent, slot: Slot, netLoad: Watts, stored: WattHours
    ) -> SlotBattery.Outcome
}

/// The intent as the inverter carries it out, with nothing in between.
public struct DirectExecutor: SlotExecutor {
    /// The battery.
    public let battery: SlotBattery

    /// An executor on a battery.
    public init(battery: SlotBattery) { self.battery = battery }

    /// Runs one slot; the power is reduced where the battery would leave its limits.
    public func run(
        _ intent: BatteryIntent, slot: Slot, netLoad: Watts, stored: WattHours
    ) -> SlotBattery.Outcome {
        battery.run(intent, netLoad: netLoad, stored: stored)
    }
}
