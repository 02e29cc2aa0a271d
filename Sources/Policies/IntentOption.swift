// SPDX-License-Identifier: Apache-2.0

/// The intents that a plan weighs against each other for a slot, plainest first.
enum IntentOption: Int, CaseIterable, Hashable, Sendable {
    /// `BatteryIntent.selfConsume`.
    case selfConsume
    /// `BatteryIntent.noDischarge`.
    case noDischarge
    /// `BatteryIntent.noCharge`.
    case noCharge
    /// `BatteryIntent.idle`.
    case idle
    /// `BatteryIntent.charge` with the power, above the surplus, whose energy is worth most at the slot's end.
    case chargeOntoTarget
    /// `BatteryIntent.charge` with all that the import limit leaves beside the load.
    case chargeFully
    /// `BatteryIntent.discharge` with the power, above the deficit, after which what is left is worth most.
    case dischargeOntoTarget
    /// `BatteryIntent.discharge` with the highest power open in every case.
    case dischargeFully
}
