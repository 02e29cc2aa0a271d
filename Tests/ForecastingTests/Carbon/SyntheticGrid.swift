// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy
import Learning

@testable import Forecasting

/// A grid whose rules are known: wind that wanders, sun by the clock, coal for the rest.
enum SyntheticGrid {
    /// 2023-01-01T00:00Z, hours since 1970.
    static let firstHour = 464_592

    static func hours(days: Int, seed: UInt64 = 5) -> GridHours {
        var random = SplitMix64(seed: seed)
        var (generation, wind, solar): ([Double], [Double], [Double]) = ([], [], [])
        var (gust, cloud) = (0.0, 0.5)
        for hour in 0..<days * 24 {
            gust = 0.96 * gust + 0.3 * (random.nextUniform() - 0.5)
            if hour % 24 == 0 { cloud = random.nextUniform() }
            let clock = Double(hour % 24)
            let isWeekend = (firstHour / 24 + hour / 24 + 3) % 7 >= 5
            generation.append(50_000 + (clock > 6 && clock < 21 ? 12_000 : 0) - (isWeekend ? 8_000 : 0))
            wind.append(12_000 * (1 + min(max(gust, -0.9), 0.9)))
            solar.append(max(0, 1 - abs(clock - 12) / 6) * 20_000 * cloud)
        }
        let carbonIntensity = generation.indices.map { hour in
            700 * max(0, generation[hour] - wind[hour] - solar[hour] - 9_000) / generation[hour]
                + 4 * (random.nextUniform() - 0.5)
        }
        return GridHours(
            generation: slots(generation), wind: slots(wind), solar: slots(solar),
            carbonIntensity: slots(carbonIntensity))
    }

    private static func slots(_ hours: [Double]) -> SlotSeries {
        SlotSeries(
            firstSlot: Slot(containing: GridHours.start(of: firstHour)),
            values: hours.flatMap { Array(repeating: $0, count: 4) })
    }

    /// A day of the grid, counted from 0.
    static func day(_ day: Int) -> Int { firstHour + day * 24 }

    /// Hyper-parameters for quick tests.
    static var quick: CarbonParameters {
        var parameters = CarbonParameters(holidays: .germany)
        (parameters.width, parameters.members, parameters.fewestWindows) = (8, 2, 300)
        (parameters.training.epochLimit, parameters.training.batchSize) = (6, 32)
        return parameters
    }
}
