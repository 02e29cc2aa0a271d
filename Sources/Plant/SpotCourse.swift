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

/// The wandering of a market from day to day and from hour to hour.
struct SpotCourse: Sendable {
    /// Deviation of an hour from the day's mean without the sun, in standard deviations, by local hour: the mean of the working
    /// days of January and October in the recorded German and Swedish prices.
    private static let shape: [Double] = [
        -1.05, -1.2, -1.3, -1.35, -1.25, -0.85, -0.1, 0.9, 1.15, 0.95, 0.7, 0.55, 0.4, 0.3, 0.3, 0.4, 0.7, 1.25, 1.45,
        1.05, 0.35, -0.2, -0.5, -0.95,
    ]
    /// Hours that may be scarce.
    private static let evening = 17...20
    /// The sun of a year in parts of 1000 W/m2, about: what it takes from the price is given back to all hours.
    private static let usualSun = 0.13
    /// Standard deviation of a day's spread, as a logarithm, and its memory of the day before.
    private static let spreadDeviation = 0.4
    private static let spreadMemory = 0.6

    private let market: SpotMarket
    private var generator: SplitMix64
    private var level: Double
    private var spread: Double
    private var hourly: AutoregressiveNoise
    /// Of the day, per kWh.
    private var base = 0.0
    private var height = 0.0
    private var scarcity = 0.0

    init(_ market: SpotMarket, seed: UInt64) {
        self.market = market
        generator = .stream(.spotCourse, of: seed)
        level = generator.nextGaussian()
        spread = generator.nextGaussian()
        hourly = AutoregressiveNoise(timeConstant: 5, using: &generator)
    }

    /// A market day begins.
    mutating func begin(_ date: CivilDate) {
        let memory = market.levelMemory
        level = memory * level + (1 - memory * memory).squareRoot() * generator.nextGaussian()
        spread =
            Self.spreadMemory * spread + (1 - Self.spreadMemory * Self.spreadMemory).squareRoot()
            * generator.nextGaussian()
        // Logarithmic, so that dear days are rarer and farther off than cheap ones; the mean stays.
        let deviation = market.levelDeviation
        let year = 2 * Double.pi * Double(date.dayOfYear - 15) / 365.25
        let week = date.weekday == 6 ? market.weekendFactor : date.weekday == 5 ? (1 + market.weekendFactor) / 2 : 1
        base =
            market.meanPrice * exp(deviation * level - deviation * deviation / 2) * (1 + 0.12 * cos(year)) * week
        let logarithm = Self.spreadDeviation
        height = base * market.spread * exp(logarithm * spread - logarithm * logarithm / 2)
        // A fixed number of draws, so that one parameter does not shift the numbers of another.
        let (chance, size) = (generator.nextUniform(), generator.nextUniform())
        scarcity = chance < market.scarceDays ? market.meanPrice * (0.5 + 3 * size) : 0
    }

    /// The price of an hour of the day begun, per kWh.
    ///
    /// - Parameters:
    ///   - hour: local, 0...23.
    ///   - sun: in parts of 1000 W/m2.
    mutating func price(hour: Int, sun: Double) -> Double {
        hourly.step(using: &generator)
        let swing = height * (Self.shape[hour] + 0.45 * hourly.value)
        let solar = market.sunEffect * market.meanPrice * (sun - Self.usualSun)
        let scarce = Self.evening.contains(hour) ? scarcity : 0
        let price = base + swing - solar + scarce
        // Below zero plants switch off one after the other: half as far down.
        return price < 0 ? price / 2 : price
    }
}
