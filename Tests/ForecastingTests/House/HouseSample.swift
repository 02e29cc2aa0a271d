// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy
import Forecasting
import Learning

/// Made-up houses of a few weeks of hours, kW, for tests that need a house and not a real one.
enum HouseSample {
    /// Monday, a week before the clocks go back.
    static let start = UTCInstant(secondsSinceEpoch: 1_475_452_800)
    static let calendar = LocalCalendar(zone: .centralEuropean, holidays: .germany)

    /// Mornings and evenings by the local clock, weekends later, a level that drifts, and noise that lasts.
    static func demand(days: Int, seed: UInt64 = 1) -> [Double] {
        var generator = SplitMix64(seed: seed)
        var noise = 0.0
        return (0..<24 * days).map { step in
            let instant = start.advanced(bySeconds: 3600 * step)
            let hour = calendar.zone.localSecondOfDay(at: instant) / 3600
            let isWeekend = calendar.zone.localDate(at: instant).weekday >= 5
            let peak = (isWeekend ? [10, 11, 20] : [7, 18, 19]).contains(hour) ? 2.0 : 0.3
            noise = 0.7 * noise + 0.4 * (generator.nextUniform() - 0.5)
            return max(0.05, (peak + 0.3 * noise) * (1 + 0.3 * Double(step) / Double(24 * days)))
        }
    }

    /// A bell by day under clouds that last a while, nothing at night.
    static func solar(days: Int, seed: UInt64 = 2) -> [Double] {
        var generator = SplitMix64(seed: seed)
        var clear = 0.5
        return (0..<24 * days).map { step in
            clear = min(1, max(0.1, clear + 0.3 * (generator.nextUniform() - 0.5)))
            let height = 1 - abs(Double(step % 24) - 11.5) / 6
            return height > 0 ? 4 * height * clear : 0
        }
    }

    static func inputs(_ quantity: HouseQuantity, _ values: [Double], heatPump: [Double]? = nil) -> HouseInputs {
        switch quantity {
        case .demand: .demand(series(values), heatPump: heatPump.map(series), calendar: calendar)
        case .solar:
            .solar(series(values), site: ArraySite(position: .init(latitude: 51, longitude: 10)), irradiance: nil)
        }
    }

    static func inputs(_ quantity: HouseQuantity, days: Int) -> HouseInputs {
        inputs(quantity, quantity == .demand ? demand(days: days) : solar(days: days))
    }

    static func series(_ values: [Double]) -> StepSeries {
        // Hours are a step the series takes.
        StepSeries(start: start, stepSeconds: 3600, values: values)
            ?? StepSeries(SlotSeries(firstSlot: Slot(index: 0), values: [Double]()))
    }

    /// Few small trees: enough to see that they learn.
    static var parameters: HorizonTreesParameters {
        var parameters = HorizonTreesParameters.demand
        for path in [\HorizonTreesParameters.nearBand, \.farBand] { shrink(&parameters[keyPath: path]) }
        parameters.nearMembers = [parameters.nearBand]
        parameters.farMembers = [parameters.farBand]
        parameters.rowLimit = 3000
        return parameters
    }

    private static func shrink(_ member: inout HorizonTreesParameters.Member) {
        member.boosting.treeCount = 25
        member.boosting.maximumLeaves = 8
        member.boosting.maximumDepth = 3
        member.boosting.learningRate = 0.2
        member.boosting.minimumChildCount = 20
    }
}
