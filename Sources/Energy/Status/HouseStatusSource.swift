// SPDX-License-Identifier: Apache-2.0

/// The prices of one quarter hour as the house pays and earns them; nil where they are not known.
public struct PricedSlot: Hashable, Sendable {
    /// Which quarter hour.
    public let slot: Slot
    /// Spot price without tax and fees.
    public let spot: PricePerKWh?
    /// What an imported kWh costs.
    public let importPrice: PricePerKWh?
    /// What an exported kWh earns.
    public let exportPrice: PricePerKWh?

    /// Puts a price together.
    public init(slot: Slot, spot: PricePerKWh?, importPrice: PricePerKWh?, exportPrice: PricePerKWh?) {
        self.slot = slot
        self.spot = spot
        self.importPrice = importPrice
        self.exportPrice = exportPrice
    }
}

/// A forecast of one quantity by name.
public struct NamedForecast: Hashable, Sendable {
    /// `load`, `pv`, `import_price` or another name in snake case.
    public let name: String
    /// `W` or the currency per kWh.
    public let unit: String
    /// The forecast.
    public let forecast: Forecast

    /// Puts a forecast together.
    public init(name: String, unit: String, forecast: Forecast) {
        self.name = name
        self.unit = unit
        self.forecast = forecast
    }
}

/// An event as it is shown: by the device's id, which outlives its place in the configuration.
public struct HouseEvent: Hashable, Sendable {
    /// When, as the wall clock labelled it.
    public let time: UTCInstant
    /// What kind.
    public let kind: GuardEvent.Kind
    /// The device concerned by its id, nil for none.
    public let device: String?
    /// The interlock concerned, nil for none.
    public let interlock: InterlockID?
    /// More in words.
    public let detail: String

    /// Puts an event together.
    public init(
        time: UTCInstant, kind: GuardEvent.Kind, device: String?, interlock: InterlockID?, detail: String
    ) {
        self.time = time
        self.kind = kind
        self.device = device
        self.interlock = interlock
        self.detail = detail
    }
}

/// Everything the status endpoint may ask; it can change nothing.
///
/// Called from the endpoint's own thread. `status` and `now` never wait; the others may read the database.
public protocol HouseStatusSource: AnyObject, Sendable {
    /// The boot-time clock.
    func now() -> BootInstant
    /// The last status the planner made.
    func status() -> HouseStatus
    /// Rows of every configured device in order of time, then device; missing slots are missing.
    func readings(slots: Range<Slot>) throws -> [QuarterHourRow]
    /// Decisions in order of time.
    func decisions(slots: Range<Slot>) throws -> [DecisionRecord]
    /// What became of decisions, in order of time; a slot whose end was not settled is missing.
    func outcomes(slots: Range<Slot>) throws -> [OutcomeRecord]
    /// One entry for every slot of the range, gaps included.
    func prices(slots: Range<Slot>) throws -> [PricedSlot]
    /// The forecasts of the last decision; empty before it.
    func forecasts() throws -> [NamedForecast]
    /// The latest events, newest first.
    func events(limit: Int) throws -> [HouseEvent]
}
