// SPDX-License-Identifier: Apache-2.0

/// A recorded house by quarter hours.
public struct HomeSeries: Hashable, Sendable {
    /// Household load without the heat pump, W.
    public let load: SlotSeries
    /// Heat pump, W; all zero where the house has none or it is inside `load`.
    public let heatPump: SlotSeries
    /// PV production, W.
    public let pv: SlotSeries
    /// Spot price, currency per kWh without tax and fees; nil where the recording has none.
    public let spotPrice: SlotSeries?
    /// Outdoor temperature, degrees Celsius; nil where the recording has none.
    public let temperature: SlotSeries?

    /// Puts a recording together; every series spans the same slots as `load`, but for prices, which may be known of more.
    public init(
        load: SlotSeries, heatPump: SlotSeries, pv: SlotSeries, spotPrice: SlotSeries?, temperature: SlotSeries?
    ) {
        self.load = load
        self.heatPump = heatPump
        self.pv = pv
        self.spotPrice = spotPrice
        self.temperature = temperature
    }

    /// The same house with other prices.
    public func replacingPrices(by spotPrice: SlotSeries) -> HomeSeries {
        HomeSeries(load: load, heatPump: heatPump, pv: pv, spotPrice: spotPrice, temperature: temperature)
    }

    /// The slots of the recording.
    public var slots: Range<Slot> { load.slots }

    /// Load plus heat pump minus PV, W, + = deficit; nil where one of them is missing.
    public func netLoad(at slot: Slot) -> Watts? {
        guard let load = load[slot], let heat = heatPump[slot], let pv = pv[slot] else { return nil }
        return Watts(load + heat - pv)
    }
}
