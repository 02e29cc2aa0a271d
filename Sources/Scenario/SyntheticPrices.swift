// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy

/// Day-ahead prices for a house without a recording: the two peaks of a working day, a dip at noon, days that differ.
///
/// Hourly values, repeated over the quarters, of the size of a central European winter; seeded. For trying Hearth out only:
/// figures meant to convince anyone use recorded prices.
public enum SyntheticPrices {
    /// Shape of a day in parts of its mean, by hour of the market's clock.
    private static let shape: [Double] = [
        0.72, 0.66, 0.62, 0.60, 0.64, 0.78, 1.05, 1.38, 1.46, 1.24, 1.02, 0.88, 0.78, 0.74, 0.80, 0.98, 1.22, 1.52,
        1.66, 1.50, 1.22, 1.02, 0.90, 0.80,
    ]

    /// Prices of some slots, currency per kWh.
    ///
    /// - Parameters:
    ///   - slots: which.
    ///   - zone: the market's clock.
    ///   - seed: one seed gives one series, whatever the range asked for.
    public static func series(_ slots: Range<Slot>, zone: TimeZoneRule = .centralEuropean, seed: UInt64) -> SlotSeries {
        SlotSeries(firstSlot: slots.lowerBound, values: slots.map { price(at: $0, zone: zone, seed: seed) })
    }

    private static func price(at slot: Slot, zone: TimeZoneRule, seed: UInt64) -> Double {
        let date = zone.localDate(at: slot.start)
        var random = SplitMix64(seed: seed &+ UInt64(bitPattern: Int64(date.dayNumber)) &* 0x9E37_79B9_7F4A_7C15)
        let weekend = date.weekday >= 5 ? 0.82 : 1.0
        let mean = (0.055 + 0.06 * random.nextUniform()) * weekend
        let spread = 0.6 + 0.8 * random.nextUniform()
        let hour = zone.localSecondOfDay(at: slot.start) / 3600
        return mean * (1 + (shape[hour] - 1) * spread)
    }
}
