// SPDX-License-Identifier: Apache-2.0

import Energy

/// What the power plants of a bidding zone did, hour by hour.
public struct GridHours: Hashable, Sendable {
    /// The quantities of each hour, in the order of the models' inputs.
    public enum Quantity: Int, CaseIterable, Sendable {
        /// All generation, MW.
        case generation
        /// Wind generation, MW.
        case wind
        /// Solar generation, MW.
        case solar
        /// Carbon intensity of the generation, g CO2 per kWh.
        case carbonIntensity
    }

    /// The first hour: hours since 1970-01-01T00:00Z.
    public let firstHour: Int
    /// Number of hours, gaps included.
    public let count: Int
    /// By hour and quantity; NaN is missing.
    private let values: [Double]

    /// The hours of four series by quarter hours, from the first whole hour to the last that any of them reaches.
    ///
    /// An hour's value is the mean of its quarter hours; an hour with a quarter missing is missing.
    ///
    /// - Parameters:
    ///   - generation: all generation, MW.
    ///   - wind: wind generation, MW.
    ///   - solar: solar generation, MW.
    ///   - carbonIntensity: g CO2 per kWh.
    public init(generation: SlotSeries, wind: SlotSeries, solar: SlotSeries, carbonIntensity: SlotSeries) {
        let series = [generation, wind, solar, carbonIntensity]
        let first = series.map { Self.hour(of: $0.slots.lowerBound.advanced(by: 3).start) }.min() ?? 0
        let end = series.map { Self.hour(of: $0.slots.upperBound.start) }.max() ?? first
        firstHour = first
        count = max(0, end - first)
        values = (0..<count).flatMap { hour in
            let slot = Slot(containing: Self.start(of: first + hour))
            return series.map { series in (0..<4).reduce(0) { $0 + series.rawValue(at: slot.advanced(by: $1)) } / 4 }
        }
    }

    /// The same hours with some of them changed, for tests of what depends on what.
    ///
    /// - Parameter change: given an hour, a quantity and its value, NaN where missing, gives the new value.
    public func mapped(_ change: (_ hour: Int, _ quantity: Quantity, _ value: Double) -> Double) -> GridHours {
        let changed = hours.flatMap { hour in
            Quantity.allCases.map { change(hour, $0, self[hour, $0]) }
        }
        return GridHours(firstHour: firstHour, count: count, values: changed)
    }

    private init(firstHour: Int, count: Int, values: [Double]) {
        (self.firstHour, self.count, self.values) = (firstHour, count, values)
    }

    /// The hours it spans, gaps included.
    public var hours: Range<Int> { firstHour..<firstHour + count }

    /// The value of an hour, NaN where there is none.
    public subscript(hour: Int, quantity: Quantity) -> Double {
        hours.contains(hour) ? values[(hour - firstHour) * Quantity.allCases.count + quantity.rawValue] : .nan
    }

    /// Carbon intensity of an hour, g CO2 per kWh; NaN where there is none.
    public func carbonIntensity(_ hour: Int) -> Double { self[hour, .carbonIntensity] }

    /// Carbon intensity of a run of hours; nil where one of them has none.
    public func carbonIntensity(in range: Range<Int>) -> [Double]? {
        let found = range.map { carbonIntensity($0) }
        return found.allSatisfy(\.isFinite) ? found : nil
    }

    /// Whether all quantities of an hour are known.
    public func isComplete(_ hour: Int) -> Bool { Quantity.allCases.allSatisfy { self[hour, $0].isFinite } }

    /// The hour that holds a moment, as hours since 1970.
    public static func hour(of instant: UTCInstant) -> Int {
        Slot(containing: instant).index >> 2
    }

    /// The first moment of an hour.
    public static func start(of hour: Int) -> UTCInstant { UTCInstant(secondsSinceEpoch: hour * 3600) }
}
