// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Small recordings as text, made up: the same each time.
enum Recordings {
    /// Numbers in 0..<1 that look drawn (a linear congruential generator, Numerical Recipes).
    private struct Draw {
        var state: UInt32 = 1
        mutating func next() -> Double {
            state = state &* 1_664_525 &+ 1_013_904_223
            return Double(state >> 8) / Double(1 << 24)
        }
    }

    /// `2026-01-05T07:00:00Z` and so on; 2026-01-05 is a Monday.
    static func time(hour: Int) -> String { iso(from: 20458, hour) + "Z" }

    private static func iso(from dayNumber: Int, _ hour: Int) -> String {
        let formatter = ISO8601DateFormatter()
        formatter.formatOptions = [.withFullDate, .withTime, .withColonSeparatorInTime]
        return formatter.string(from: Date(timeIntervalSince1970: Double(dayNumber * 86_400 + hour * 3600)))
    }

    /// A house by the hour: kettles in the morning, lights in the evening, sun at noon.
    static func home(days: Int) -> String {
        var draw = Draw()
        return rows("timestamp_utc,load_kw,pv_kw", hours: days * 24) { hour in
            let ofDay = Double(hour % 24)
            let load = 0.4 + exp(-pow(ofDay - 7, 2) / 4) + 1.5 * exp(-pow(ofDay - 19, 2) / 6) + 0.3 * draw.next()
            let sun = max(0, sin((ofDay - 6) / 12 * .pi)) * 4 * (0.3 + 0.7 * draw.next())
            return [load, ofDay > 6 && ofDay < 18 ? sun : 0]
        }
    }

    /// A house with prices by the hour: cheap at night and dear in the evening; what differs by day is the evening.
    static func pricedHome(days: Int) -> String {
        rows("timestamp_utc,load_kw,pv_kw,price_eur_per_kwh", hours: days * 24) { hour in
            let evening = [17, 18, 19].contains(hour % 24)
            let dear = 0.25 + 0.02 * Double(hour / 24 * 31 % 7)
            return [evening ? 2.5 : 0.5, [11, 12].contains(hour % 24) ? 3 : 0, evening ? dear : 0.02]
        }
    }

    /// A bidding zone by the hour: the windier, the cleaner.
    static func zone(days: Int) -> String {
        var draw = Draw()
        var wind = 5000.0
        return rows("timestamp_utc,generation_mw,wind_mw,solar_mw,co2_g_per_kwh", hours: days * 24) { hour in
            wind = min(20_000, max(500, wind + 3000 * (draw.next() - 0.5)))
            let sun = max(0, sin((Double(hour % 24) - 6) / 12 * .pi)) * 8000
            let demand = 50_000 + 8000 * sin((Double(hour % 24) - 9) / 12 * .pi)
            return [demand, wind, sun, 600 * (demand - wind - sun) / demand]
        }
    }

    /// Prices of market days from 2026-03-23 on, the last Sunday of March among them.
    static func market(days: Int) -> String {
        var draw = Draw()
        let lines = (0..<days * 24).map { hour in
            let price = 40 + 15 * sin((Double(hour % 24) - 8) / 12 * .pi) + 10 * draw.next()
            return "\(iso(from: 20535, hour)),\(text(price)),\(text(40_000 + 9000 * draw.next()))"
        }
        return (["market_time,price_eur_per_mwh,load_forecast_mw"] + lines).joined(separator: "\n") + "\n"
    }

    private static func rows(_ header: String, hours: Int, _ values: (Int) -> [Double]) -> String {
        let lines = (0..<hours).map { hour in ([time(hour: hour)] + values(hour).map(text)).joined(separator: ",") }
        return ([header] + lines).joined(separator: "\n") + "\n"
    }

    private static func text(_ value: Double) -> String { "\((value * 1e4).rounded() / 1e4)" }
}
