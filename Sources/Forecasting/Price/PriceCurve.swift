// SPDX-License-Identifier: Apache-2.0

import Energy

/// Published prices and forecast days as one curve by quarter hours.
struct PriceCurve {
    /// Days that say how prices run within an hour.
    private static let profileDays = 28

    private let history: SlotSeries
    private let zone: TimeZoneRule
    /// Typical difference of a quarter hour from its hour, 96 numbers; all 0 where prices are hourly.
    private let profile: [Double]
    private var days: [Int: PriceModel.DayForecast] = [:]
    /// The first slot that is neither published nor forecast.
    private(set) var end: Slot

    init(_ history: SlotSeries, market: MarketDays, zone: TimeZoneRule) {
        (self.history, self.zone) = (history, zone)
        profile = Self.profile(history, market: market, zone: zone)
        end = LocalDay(market.date(market.count), in: zone).slots.lowerBound
    }

    private static func profile(_ history: SlotSeries, market: MarketDays, zone: TimeZoneRule) -> [Double] {
        var samples = [[Double]](repeating: [], count: 96)
        for day in max(0, market.count - profileDays)..<market.count {
            for slot in LocalDay(market.date(day), in: zone).slots {
                let second = zone.localSecondOfDay(at: slot.start)
                guard let price = history[slot] else { continue }
                samples[second / Slot.seconds].append(price - market[day, second / 3600])
            }
        }
        return samples.map(RobustScale.median)
    }

    /// Adds the day after those it holds.
    mutating func append(_ forecast: PriceModel.DayForecast, date: CivilDate) {
        days[date.dayNumber] = forecast
        end = LocalDay(date, in: zone).slots.upperBound
    }

    /// The curve from a slot on, without gaps: shorter where it ends earlier; nil where it has nothing for the first slot.
    func forecast(now: Slot, count: Int, model: String) -> Forecast? {
        var (p10, p50, p90): ([Double], [Double], [Double]) = ([], [], [])
        for slot in (0..<max(0, count)).lazy.map({ now.advanced(by: $0) }) {
            if let published = history[slot] {
                p10.append(published)
                p50.append(published)
                p90.append(published)
                continue
            }
            guard let day = days[zone.localDate(at: slot.start).dayNumber] else { break }
            let second = zone.localSecondOfDay(at: slot.start)
            let (hour, shift) = (second / 3600, profile[second / Slot.seconds])
            p10.append(day.p10[hour] + shift)
            p50.append(day.p50[hour] + shift)
            p90.append(day.p90[hour] + shift)
        }
        guard !p50.isEmpty else { return nil }
        return Forecast(firstSlot: now, p10: p10, p50: p50, p90: p90, madeAt: now.start, model: model)
    }
}
