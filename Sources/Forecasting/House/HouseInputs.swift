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
        case .demand: 1
        case .solar: 2
        }
    }

    /// How a forecaster follows the days since the training.
    var adaptation: OnlineAdaptation {
        switch self {
        case .demand: .bandsOnly
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
    /// Demand with the heat pump's part in it, that part alone where it is metered, and the household's calendar.
    ///
    /// Both series have the same steps.
    case demand(StepSeries, heatPump: StepSeries?, calendar: LocalCalendar)
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
        case .demand(let series, _, _), .solar(let series, _, _): series
        }
    }

    /// The same without what was measured from a step on; forecasts of the weather stay.
    public func prefix(upTo end: Int) -> HouseInputs {
        switch self {
        case .demand(let series, let heatPump, let calendar):
            .demand(series.prefix(upTo: end), heatPump: heatPump?.prefix(upTo: end), calendar: calendar)
        case .solar(let series, let site, let irradiance):
            .solar(series.prefix(upTo: end), site: site, irradiance: irradiance)
        }
    }

    /// The last steps, as many as a forecast looks back on and a few more.
    func recent() -> HouseInputs {
        let count = series.values.count
        let begin = max(0, count - Self.lookBackDays * series.stepsPerDay) / series.stepsPerDay * series.stepsPerDay
        switch self {
        case .demand(let series, let heatPump, let calendar):
            return .demand(series.part(begin..<count), heatPump: heatPump?.part(begin..<count), calendar: calendar)
        case .solar(let series, let site, let irradiance):
            let end = irradiance.map { max(count, $0.values.count) } ?? count
            return .solar(series.part(begin..<count), site: site, irradiance: irradiance?.part(begin..<end))
        }
    }

    /// Features look back 28 days from the target; deviations of the last week look back 14 days more than that week.
    static let lookBackDays = 30

    /// The features of these inputs.
    var features: any StepFeatures {
        switch self {
        case .demand(let series, let heatPump, let calendar):
            DemandFeatures(series, heatPump: heatPump, calendar: calendar)
        case .solar(let series, let site, let irradiance):
            SolarFeatures(series, site: site, irradiance: irradiance)
        }
    }

    /// The naive forecaster that stands in for a model.
    var naive: NaiveForecast {
        switch self {
        case .demand(_, _, let calendar): .load(zone: calendar.zone)
        case .solar: .pv
        }
    }
}
