// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy
import Forecasting
import Plant

/// A made-up house with its recording, prices, tariff and battery, to train a policy on; one seed is one house.
///
/// ```swift
/// let home = try GeneratedHome(seed: 7)
/// let backtest = Backtest(home.house, mode: .model, surroundings: home.surroundings)
/// ```
///
/// House (`HouseDescription.varied`), market (`SpotMarket.varied`), tariff (`Tariff.varied`), weather, people and the season
/// of the window are all drawn from the seed. The recording begins early enough for models of demand and solar yield to be
/// trained at the start of the window; the prices, which a market publishes to all, begin earlier, because their model asks for
/// more. Two days after the window are recorded too, so that what is known of the future does not run out towards its end.
public struct GeneratedHome: Sendable {
    /// Days recorded before the window unless told otherwise: four weeks of inputs, two of targets and two that a model is
    /// tried on are the least, and two weeks more make a model.
    public static let historyDays = 70
    /// Days of prices before the window, unless the recording is longer: a model asks for 140, and is tried on 14.
    public static let priceDays = 160
    /// Days after the window.
    public static let daysAfter = 2

    /// Gives the same house again.
    public let seed: UInt64
    /// What is fixed about the house.
    public let description: HouseDescription
    /// Where its prices come from.
    public let market: SpotMarket
    /// The house with recording, tariff, battery and window.
    public let house: BacktestHouse
    /// The place of its array; holidays are not known, and it keeps none.
    public let surroundings: Surroundings

    /// Makes a house; about a third of a second of processor time, optimised.
    ///
    /// - Parameters:
    ///   - seed: any.
    ///   - historyDays: recorded before the window, >= 0; models of the house need 56 to be trained.
    ///   - windowDays: billed, > 0, of 24 hours each, from a midnight of the market on.
    ///   - priceDays: days of prices before the window, at least `historyDays` of them.
    /// - Throws: `BacktestHouse.Fault.emptyWindow` for a window of no day.
    public init(
        seed: UInt64, historyDays: Int = Self.historyDays, windowDays: Int = 28, priceDays: Int = Self.priceDays
    ) throws(BacktestHouse.Fault) {
        self.seed = seed
        description = HouseDescription.standard.varied(seed: seed)
        market = .varied(seed: seed)
        let (historyDays, windowDays) = (max(0, historyDays), max(0, windowDays))
        let site = description.site
        let first = Self.firstSlot(seed: seed, zone: site.marketZone)
        let window = first..<first.advanced(by: 96 * windowDays)
        let end = window.upperBound.advanced(by: 96 * Self.daysAfter)
        // Lived from the first price on, because the prices follow the sun.
        let lived = LivedHouse(
            description, seed: seed, slots: first.advanced(by: -96 * max(historyDays, priceDays))..<end)
        let prices = market.prices(sun: lived.globalHorizontal, zone: site.marketZone, seed: seed)
        house = try BacktestHouse(
            home: lived.recording(first.advanced(by: -96 * historyDays)..<end, spotPrice: prices),
            tariff: .varied(seed: seed), battery: description.battery ?? .missing, site: site, window: window)
        let array = description.array
        surroundings = Surroundings(
            array: ArraySite(position: description.position, tilt: array.tilt, azimuth: array.azimuth))
    }

    /// The start of a market day in one of four years, every day as likely.
    private static func firstSlot(seed: UInt64, zone: TimeZoneRule) -> Slot {
        // Another sequence than those of the house, which are drawn from the same seed.
        var generator = SplitMix64(seed: seed ^ 0x5EA5_0000_0000_0000)
        // From 2018-01-01 on.
        let date = CivilDate(dayNumber: 17_532 + Int(generator.nextUniform() * 1461))
        return LocalDay(date, in: zone).slots.lowerBound
    }
}

extension BatteryDescription {
    /// None, as a battery that holds and moves nothing.
    package static let missing = BatteryDescription(
        capacity: .zero, maxCharge: .zero, maxDischarge: .zero, roundTripEfficiency: 1)
}
