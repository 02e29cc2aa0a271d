// SPDX-License-Identifier: Apache-2.0

/// A forecast of one quantity by quarter hours: median and 80 % band, with its origin.
public struct Forecast: Hashable, Sendable {
    /// The first slot forecast.
    public let firstSlot: Slot
    /// Median by slot, in the quantity's unit.
    public let p50: [Double]
    /// Ten-percent quantile by slot; as long as `p50`.
    public let p10: [Double]
    /// Ninety-percent quantile by slot; as long as `p50`.
    public let p90: [Double]
    /// When it was made.
    public let madeAt: UTCInstant
    /// What made it, name and version.
    public let model: String

    /// Puts a forecast together; nil unless the three series have one length and are ordered and finite everywhere.
    public init?(
        firstSlot: Slot, p10: [Double], p50: [Double], p90: [Double], madeAt: UTCInstant, model: String
    ) {
        guard p10.count == p50.count, p90.count == p50.count else { return nil }
        for k in p50.indices {
            guard p10[k].isFinite, p90[k].isFinite, p10[k] <= p50[k], p50[k] <= p90[k] else { return nil }
        }
        self.firstSlot = firstSlot
        (self.p10, self.p50, self.p90) = (p10, p50, p90)
        (self.madeAt, self.model) = (madeAt, model)
    }

    private init(_ other: Forecast, model: String) {
        (firstSlot, p10, p50, p90) = (other.firstSlot, other.p10, other.p50, other.p90)
        (madeAt, self.model) = (other.madeAt, model)
    }

    /// The same forecast by another name of what made it.
    public func signed(_ model: String) -> Forecast { Forecast(self, model: model) }

    /// The numbers of a slot; nil outside the slots forecast.
    public func quantiles(at slot: Slot) -> (p10: Double, p50: Double, p90: Double)? {
        let place = firstSlot.distance(to: slot)
        return p50.indices.contains(place) ? (p10[place], p50[place], p90[place]) : nil
    }

    /// The slots forecast.
    public var slots: Range<Slot> { firstSlot..<firstSlot.advanced(by: p50.count) }
}
