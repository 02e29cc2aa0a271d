// SPDX-License-Identifier: Apache-2.0

/// One quarter hour of a plan, for people to look at; only its first slot is ever carried out.
public struct PlannedSlot: Hashable, Sendable {
    /// Which quarter hour.
    public let slot: Slot
    /// What the plan would ask of all batteries together.
    public let intent: BatteryIntent
    /// Energy stored in all batteries at the end of the slot.
    public let storedEnergy: WattHours
    /// Expected battery power, + = discharge.
    public let battery: Watts
    /// Expected grid power, + = import.
    public let grid: Watts

    /// Puts a planned slot together.
    public init(slot: Slot, intent: BatteryIntent, storedEnergy: WattHours, battery: Watts, grid: Watts) {
        self.slot = slot
        self.intent = intent
        self.storedEnergy = storedEnergy
        self.battery = battery
        self.grid = grid
    }
}
