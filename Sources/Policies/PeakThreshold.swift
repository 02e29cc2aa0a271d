// SPDX-License-Identifier: Apache-2.0

import Energy

/// The import of a slot above which the highest quarter hour of its month rises, and what that costs.
package struct PeakThreshold: Hashable, Sendable {
    /// kW >= 0; infinite where no peak is billed.
    package let power: Double
    /// Currency per kWh imported above it, >= 0.
    package let price: Double

    /// No peak is billed.
    package static let none = PeakThreshold(power: .infinity, price: 0)

    private init(power: Double, price: Double) { (self.power, self.price) = (power, price) }

    /// A threshold in W, with the price of the month's peak.
    ///
    /// A kW more for one quarter hour is a quarter of a kWh, so that the price per kWh is four times that of the kW. Where
    /// several slots of a month pass the threshold only the highest is billed, while a plan by single slots pays for each: it
    /// holds on to the threshold more firmly than the bill asks for.
    package init(_ power: Watts, price: PricePerKWMonth) {
        self.init(power: power.value / 1000, price: price.value / Slot.hours)
    }
}
