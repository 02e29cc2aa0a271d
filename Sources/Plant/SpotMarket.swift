// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A made-up day-ahead market: what its prices are like, and a generator of them.
///
/// A day's level is an autoregression around the year's mean, lower at the end of the week and higher in winter. Within a
/// day prices follow two peaks whose height changes from day to day, fall with the sun, and wander from hour to hour; now and
/// then an evening is scarce. `varied(seed:)` draws the parameters so that what comes out looks like the recorded years it was
/// set by: Germany 2012 to 2017, the Nordic system price 2013 to 2018 and Sweden's SE3 2016 to 2023. Of these, by year:
///
/// | | Recorded years | Here |
/// | --- | --- | --- |
/// | mean, EUR/kWh | 0.021...0.13 | `meanPrice` 0.025...0.13 |
/// | standard deviation of daily means / mean | 0.13...0.8 | `levelDeviation` 0.15...0.6 |
/// | their autocorrelation by a day | 0.56...0.91 | `levelMemory` 0.6...0.93, weekends on top |
/// | standard deviation within days / mean | 0.10...0.6 | `spread` 0.12...0.45, sun on top |
/// | of deviations from the day's mean: autocorrelation by an hour, by a day | 0.8...0.87, 0.46...0.75 | tested |
/// | weekend / working day | 0.58...0.92 | `weekendFactor` 0.65...0.92 |
/// | negative hours | 0...5 % | where `sunEffect` is high |
/// | dearest hour / mean | 2...9 | `scarceDays` |
public struct SpotMarket: Hashable, Sendable {
    /// Mean over a year, per kWh.
    public var meanPrice: Double
    /// Standard deviation of daily means as a part of the mean.
    public var levelDeviation: Double
    /// Correlation of a day's level with that of the day before, 0..<1.
    public var levelMemory: Double
    /// Standard deviation within a working day as a part of its level.
    public var spread: Double
    /// Prices of a Sunday as a part of those of a working day; a Saturday is in the middle.
    public var weekendFactor: Double
    /// By how much 1000 W/m2 of sun lower the price, as a part of the mean; more than 1 makes prices below zero.
    public var sunEffect: Double
    /// Share of days with a scarce evening.
    public var scarceDays: Double

    /// Puts a market together; by default one like Germany in 2016.
    public init(
        meanPrice: Double = 0.03, levelDeviation: Double = 0.3, levelMemory: Double = 0.65, spread: Double = 0.24,
        weekendFactor: Double = 0.7, sunEffect: Double = 0.25, scarceDays: Double = 0.01
    ) {
        self.meanPrice = meanPrice
        self.levelDeviation = levelDeviation
        self.levelMemory = levelMemory
        self.spread = spread
        self.weekendFactor = weekendFactor
        self.sunEffect = sunEffect
        self.scarceDays = scarceDays
    }

    /// A market drawn from a seed, in the ranges of the table above.
    ///
    /// Dear markets are the restless ones, as those of 2021 to 2023 were: 0.03 +- 0.012 EUR/kWh at one end and 0.10 +- 0.06
    /// at the other.
    public static func varied(seed: UInt64) -> SpotMarket {
        var generator = SplitMix64.stream(.market, of: seed)
        let unrest = generator.nextUniform()
        func drawn(_ low: Double, _ high: Double) -> Double {
            let place = 0.8 * unrest + 0.2 * generator.nextUniform()
            return low + (high - low) * place
        }
        return SpotMarket(
            meanPrice: 0.025 * exp(drawn(0, log(0.13 / 0.025))), levelDeviation: drawn(0.15, 0.6),
            levelMemory: generator.uniform(0.6...0.93, step: 0.01), spread: drawn(0.12, 0.45),
            weekendFactor: generator.uniform(0.65...0.92, step: 0.01), sunEffect: drawn(0, 1.6),
            scarceDays: drawn(0, 0.03))
    }
}

extension SpotMarket {
    /// Prices of some slots, per kWh: one for each hour, held over its quarters.
    ///
    /// - Parameters:
    ///   - sun: irradiance on a horizontal plane, W/m2, whose slots are priced; half of what counts is this weather and half
    ///     the usual one of the season, as a market is larger than the sky of one house.
    ///   - zone: the market's clock.
    ///   - seed: one seed gives one series of the same slots; others start the wandering elsewhere.
    public func prices(sun: SlotSeries, zone: TimeZoneRule = .centralEuropean, seed: UInt64) -> SlotSeries {
        let feedIn = SolarFeedIn(sun)
        var course = SpotCourse(self, seed: seed)
        var day: LocalDay?
        var prices: [Double] = []
        prices.reserveCapacity(sun.slots.count)
        var hour: (index: Int, price: Double)?
        for slot in sun.slots {
            if day.map({ $0.slots.contains(slot) }) != true {
                let next = LocalDay(containing: slot, in: zone)
                course.begin(next.date)
                day = next
            }
            let index = feedIn.hour(of: slot)
            if hour?.index != index {
                let local = zone.localSecondOfDay(at: slot.start) / 3600
                hour = (index, course.price(hour: local, sun: feedIn[index]))
            }
            prices.append(hour?.price ?? .nan)
        }
        return SlotSeries(firstSlot: sun.firstSlot, values: prices)
    }
}

/// What the arrays of a region give, hour by hour, in parts of 1000 W/m2.
private struct SolarFeedIn {
    /// Days before and after whose mean is the usual weather.
    private static let days = 7

    /// The first slot of the first hour.
    private let origin: Slot
    private let values: [Double]
    init(_ sun: SlotSeries) {
        let origin = sun.firstSlot.advanced(by: -(sun.firstSlot.start.secondOfDay / Slot.seconds % 4))
        var sums: [(sum: Double, count: Double)] = []
        for slot in sun.slots {
            let k = origin.distance(to: slot) / 4
            if k == sums.count { sums.append((0, 0)) }
            guard let value = sun[slot] else { continue }
            sums[k].sum += value / 1000
            sums[k].count += 1
        }
        let local = sums.map { $0.count > 0 ? $0.sum / $0.count : 0 }
        self.origin = origin
        values = local.indices.map { k in
            let days = (-Self.days...Self.days).map { k + 24 * $0 }.filter(local.indices.contains)
            return 0.5 * local[k] + 0.5 * days.reduce(0) { $0 + local[$1] } / Double(max(1, days.count))
        }
    }

    func hour(of slot: Slot) -> Int { origin.distance(to: slot) / 4 }

    subscript(hour: Int) -> Double { values[hour] }
}
