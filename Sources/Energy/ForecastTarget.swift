// SPDX-License-Identifier: Apache-2.0

/// What Hearth forecasts.
public enum ForecastTarget: String, CaseIterable, Hashable, Sendable {
    /// Spot price without tax and fees, in the tariff's currency per kWh.
    case price
    /// All that the house uses, heat pump included, W.
    case demand
    /// What the PV array yields, W.
    case solar
    /// Carbon intensity of the grid's generation, g CO2 per kWh.
    case carbon

    /// The unit of its numbers.
    ///
    /// - Parameter currency: of the tariff, as `EUR`.
    public func unit(currency: String) -> String {
        switch self {
        case .price: "\(currency)/kWh"
        case .demand, .solar: "W"
        case .carbon: "g/kWh"
        }
    }

    /// How far ahead forecasts are scored, in slots: a quarter hour, an hour, four hours, a day, two days; carbon, which is
    /// known by the hour and forecast for six, at one, three and six hours.
    public var scoredLeads: [Int] {
        switch self {
        case .price: [96, 192]
        case .demand, .solar: [1, 4, 16, 96, 191]
        case .carbon: [4, 12, 23]
        }
    }
}
