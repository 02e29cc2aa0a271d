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
    /// A kW more for one quarter hour is a quarter of a kWh, so that the price per kWh is four times that of the kW; of an
    /// hour's mean it is a quarter of a kW, so that both are the same. Where several slots of a month pass the threshold only
    /// the highest is billed, while a plan by single slots pays for each: it holds on to the threshold more firmly than the
    /// bill asks for.
    ///
    /// - Parameters:
    ///   - share: how much of the slot's import counts, 0...1; nothing is billed where that is 0.
    ///   - average: the time whose mean is billed; each of its quarter hours is held to the threshold.
    package init(
        _ power: Watts, price: PricePerKWMonth, share: Double = 1, average: PeakCounting.Average = .quarterHour
    ) {
        guard share > 0 else {
            self = .none
            return
        }
        let hours = Slot.hours * Double(average.slots)
        self.init(power: power.value / 1000 / share, price: price.value / hours * share)
    }
}
