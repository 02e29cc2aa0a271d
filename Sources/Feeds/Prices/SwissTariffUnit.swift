// SPDX-License-Identifier: Apache-2.0

/// A unit of the prices of Swiss grid operators.
///
/// Sources: VSE, "Dynamische Netznutzungstarife im Verteilnetz (HDN - CH 2025)", as the OpenAPI template of SmartGridready has it,
/// and the spellings that operators really use.
enum SwissTariffUnit: Hashable {
    /// A price of energy, and what makes CHF/kWh of it.
    case energy(factor: Double)
    /// A charge that does not depend on the energy of a quarter hour, such as one for a month.
    case other

    /// Times a charge can be for; `M` stands for a month too.
    private static let times = [
        "y", "m", "M", "w", "d", "12h", "6h", "4h", "2h", "1h", "30min", "15min", "kW_y", "kW_m", "kW_M", "kVarh",
    ]

    /// Reads a unit such as `CHF_kWh`, `CHF/kWh`, `Rp./kWh`, `CHF_M`; nil for an unknown one.
    ///
    /// Power charged by the day or less is unknown on purpose: it is no price per kWh, and too much of one to be left out.
    init?(_ text: String) {
        switch text {
        case "CHF_kWh", "CHF/kWh": self = .energy(factor: 1)
        case "Rp./kWh": self = .energy(factor: 0.01)
        default:
            guard ["CHF_", "CHF/"].contains(where: text.hasPrefix), Self.times.contains(String(text.dropFirst(4)))
            else {
                return nil
            }
            self = .other
        }
    }
}
