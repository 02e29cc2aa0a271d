// SPDX-License-Identifier: Apache-2.0

import Energy

/// What of a house is forecast.
public enum HouseQuantity: String, CaseIterable, Hashable, Sendable {
    /// All that the house uses, or its heat pump alone.
    case demand
    /// What its array yields.
    case solar

    /// The inputs of its model.
    public var schema: FeatureSchema {
        FeatureSchema(name: rawValue, version: version, features: columns.map(\.name))
    }

    /// The hyper-parameters chosen for it.
    public var parameters: HorizonTreesParameters {
        switch self {
        case .demand: .demand
        case .solar: .solar
        }
    }

    private var version: Int {
        switch self {
        case .demand, .solar: 2
        }
    }

    /// How a forecaster follows the days since the training.
    var adaptation: OnlineAdaptation {
        switch self {
        case .demand: .demand
        case .solar: .solar
        }
    }

    var columns: [FeatureColumn] {
        switch self {
        case .demand: DemandFeatures.columns
        case .solar: SolarFeatures.columns
        }
    }
}

/// What a forecast of a house is made from: the recorded series and what is known about the house.
///
/// Any unit of power; forecasts come in the same.
public enum HouseInputs: Hashable, Sendable {
    /// Demand with the heat pump's part in it, that part alone where it is metered, the household's calendar, and the outdoor
    /// temperature, degrees Celsius, where there is one.
    ///
    /// All series have the same steps. The temperature is measured up to the demand's end, or was forecast, and goes on
    /// beyond it as the weather forecast has it.
    case demand(StepSeries, heatPump: StepSeries?, calendar: LocalCalendar, temperature: StepSeries? = nil)
    /// PV yield, the array's site where known, and a forecast of the global irradiance (any unit) where there is one.
    ///
    /// The irradiance has the same steps as the yield and goes on beyond it.
    case solar(StepSeries, site: ArraySite?, irradiance: StepSeries?)

    /// What is forecast.
    public var quantity: HouseQuantity {
        switch self {
        case .demand: .demand
        case .solar: .solar
        }
    }

    /// The series that is forecast.
    public var series: StepSeries {
        switch self {
        case .demand(let series, _, _, _), .solar(let series, _, _): series
        }
    }

    /// The heat pump's part of demand where it is metered.
    public var heatPump: StepSeries? {
        guard case .demand(_, let heatPump, _, _) = self else { return nil }
        return heatPump
    }

    /// The same without the outdoor temperature of demand.
    var withoutTemperature: HouseInputs {
        guard case .demand(let series, let heatPump, let calendar, _) = self else { return self }
        return .demand(series, heatPump: heatPump, calendar: calendar)
    }

    var hasTemperature: Bool {
        guard case .demand(_, _, _, let temperature) = self else { return false }
        return temperature != nil
    }

    /// The same without what was measured from a step on; forecasts of the weather stay.
    public func prefix(upTo end: Int) -> HouseInputs {
        switch self {
        case .demand(let series, let heatPump, let calendar, let temperature):
            .demand(
                series.prefix(upTo: end), heatPump: heatPump?.prefix(upTo: end), calendar: calendar,
                temperature: temperature)
        case .solar(let series, let site, let irradiance):
            .solar(series.prefix(upTo: end), site: site, irradiance: irradiance)
        }
    }

    /// The last steps, as many as a forecast looks back on and a few more.
    func recent() -> HouseInputs {
        let count = series.values.count
        let begin = max(0, count - Self.lookBackDays * series.stepsPerDay) / series.stepsPerDay * series.stepsPerDay
        func weather(_ series: StepSeries?) -> StepSeries? {
            series.map { $0.part(begin..<max(count, $0.values.count)) }
        }
        switch self {
        case .demand(let series, let heatPump, let calendar, let temperature):
            return .demand(
                series.part(begin..<count), heatPump: heatPump?.part(begin..<count), calendar: calendar,
                temperature: weather(temperature))
        case .solar(let series, let site, let irradiance):
            return .solar(series.part(begin..<count), site: site, irradiance: weather(irradiance))
        }
    }

    /// Features look back 28 days from the target; deviations of the last week look back 14 days more than that week.
    static let lookBackDays = 30

    /// The features of these inputs.
    ///
    /// - Parameter occupancy: what was learned about it; nil where nothing was, and for solar yield.
    func features(_ occupancy: DemandOccupancy?) -> any StepFeatures {
        switch self {
        case .demand(let series, let heatPump, let calendar, let temperature):
            DemandFeatures(
                series, heatPump: heatPump, calendar: calendar, temperature: temperature,
                household: occupancy.map { ($0, series.less(heatPump)) })
        case .solar(let series, let site, let irradiance):
            SolarFeatures(series, site: site, irradiance: irradiance)
        }
    }

    /// The features of the heat pump's part alone; nil where it is not metered.
    func heatPumpFeatures(_ occupancy: DemandOccupancy?) -> DemandFeatures? {
        guard case .demand(let series, let heatPump?, let calendar, let temperature) = self else { return nil }
        return DemandFeatures(
            heatPump, heatPump: nil, calendar: calendar, temperature: temperature,
            household: occupancy.map { ($0, series.less(heatPump)) })
    }

    /// What can be learned about occupancy; nil for solar yield.
    func occupancy() -> DemandOccupancy? {
        guard case .demand(let series, let heatPump, let calendar, _) = self else { return nil }
        return DemandOccupancy(learning: series.less(heatPump), zone: calendar.zone)
    }

    /// The naive forecaster that stands in for a model.
    var naive: NaiveForecast {
        switch self {
        case .demand(_, _, let calendar, _): .load(zone: calendar.zone)
        case .solar: .pv
        }
    }
}
