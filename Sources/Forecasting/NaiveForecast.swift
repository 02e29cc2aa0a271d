// SPDX-License-Identifier: Apache-2.0

import Energy

/// Forecasts a quantity by what it was in the same quarter hours of the last days.
///
/// The yardstick every learned model must beat, and what those fall back to. Causal: only slots before the first one
/// forecast are used, so that for a target within the next 24 h all the days count and for later ones the days from the
/// second on. The same quarter hour of the local clock is meant (people live by it); give `.utc` for what follows the sun.
public struct NaiveForecast: Hashable, Sendable {
    /// Which days before the target are looked at, 1 = the day before.
    public let days: ClosedRange<Int>
    /// The clock that says what the same quarter hour is.
    public let zone: TimeZoneRule

    /// A forecaster.
    ///
    /// - Parameters:
    ///   - days: which days before the target are looked at; numbers below 1 count as 1.
    ///   - zone: the clock of the house.
    public init(days: ClosedRange<Int>, zone: TimeZoneRule) {
        self.days = max(1, days.lowerBound)...max(1, days.upperBound)
        self.zone = zone
    }

    /// For load: the last two weeks by the local clock.
    public static func load(zone: TimeZoneRule) -> NaiveForecast { NaiveForecast(days: 1...14, zone: zone) }
    /// For PV: the last two weeks by the sun.
    public static let pv = NaiveForecast(days: 1...14, zone: .utc)

    /// Name and version, as `Forecast.model` has it.
    public var name: String { "naive-mean-\(days.lowerBound)-\(days.upperBound)d-v2" }

    /// A forecast of `count` slots from `now` on.
    ///
    /// P50 is the mean of the days, the best single figure for an energy balance; P10 and P90 are the quantiles of the days,
    /// widened to hold the mean. A day without a number is left out, never taken as 0.
    ///
    /// - Parameters:
    ///   - history: what was measured; slots from `now` on are not looked at.
    ///   - now: the first slot forecast.
    ///   - count: how many slots are wanted.
    /// - Returns: as many slots as every one has at least one day for; nil when the first has none.
    public func forecast(_ history: SlotSeries, now: Slot, count: Int) -> Forecast? {
        var (p10, p50, p90): ([Double], [Double], [Double]) = ([], [], [])
        p10.reserveCapacity(max(0, count))
        p50.reserveCapacity(max(0, count))
        p90.reserveCapacity(max(0, count))
        var sample: [Double] = []
        for k in 0..<max(0, count) {
            collect(target: now.advanced(by: k), history: history, now: now, into: &sample)
            guard let sorted = SortedSample(sample) else { break }
            let mean = sample.reduce(0, +) / Double(sample.count)
            p50.append(mean)
            p10.append(min(mean, sorted.quantile(0.1)))
            p90.append(max(mean, sorted.quantile(0.9)))
        }
        guard !p50.isEmpty else { return nil }
        return Forecast(firstSlot: now, p10: p10, p50: p50, p90: p90, madeAt: now.start, model: name)
    }

    private func collect(target: Slot, history: SlotSeries, now: Slot, into sample: inout [Double]) {
        sample.removeAll(keepingCapacity: true)
        let offset = zone.hasEuropeanSummerTime ? zone.offset(at: target.start) : 0
        for day in days {
            var source = target.advanced(by: -96 * day)
            if zone.hasEuropeanSummerTime {
                source = source.advanced(by: (offset - zone.offset(at: source.start)) / Slot.seconds)
            }
            if source < now, let value = history[source] { sample.append(value) }
        }
    }
}
