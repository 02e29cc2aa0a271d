// SPDX-License-Identifier: Apache-2.0

import Energy

/// Carbon intensity of the next six hours, g CO2 per kWh: median and 80 % band, with their origin.
public struct CarbonForecast: Hashable, Sendable {
    /// Why a naive forecast stands in for the trained one.
    public enum Fallback: String, Hashable, Sendable {
        /// No model was trained yet.
        case noModel
        /// The 24 hours before are not all known.
        case gap
        /// Carbon intensity did not change in the 24 hours before: a stuck source rather than a grid.
        case constant
    }

    /// The first hour forecast, hours since 1970; the forecast knows the hours before and nothing else.
    public let firstHour: Int
    /// Median by hour.
    public let p50: [Double]
    /// Ten-percent quantile by hour.
    public let p10: [Double]
    /// Ninety-percent quantile by hour.
    public let p90: [Double]
    /// What made it, name and version.
    public let model: String
    /// Why that is not the trained model; nil where it is.
    public let fallback: Fallback?

    /// The forecast whose band reaches from the median by offsets, never below 0 and never on the wrong side of it.
    ///
    /// - Parameter units: what one of the offsets is by hour, g CO2 per kWh; nil for 1.
    init(
        firstHour: Int, p50: [Double], offsets: [ResidualBand], units: [Double]? = nil, model: String,
        fallback: Fallback? = nil
    ) {
        self.firstHour = firstHour
        let medians = p50.map { max(0, $0) }
        let widths = units ?? p50.map { _ in 1 }
        self.p50 = medians
        p10 = medians.indices.map { max(0, medians[$0] + min(0, offsets[$0].low * widths[$0])) }
        p90 = medians.indices.map { medians[$0] + max(0, offsets[$0].high * widths[$0]) }
        (self.model, self.fallback) = (model, fallback)
    }

    /// The same by quarter hours, each hour repeated; nil where a number is not finite.
    public var bySlots: Forecast? {
        func repeated(_ hours: [Double]) -> [Double] { hours.flatMap { Array(repeating: $0, count: 4) } }
        let start = GridHours.start(of: firstHour)
        return Forecast(
            firstSlot: Slot(containing: start), p10: repeated(p10), p50: repeated(p50), p90: repeated(p90),
            madeAt: start, model: model)
    }
}
