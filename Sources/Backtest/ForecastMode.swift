// SPDX-License-Identifier: Apache-2.0

/// What a policy knows of the future in a backtest.
public enum ForecastMode: String, CaseIterable, Hashable, Sendable {
    /// Load, PV and prices as they came, as far as the policy plans.
    case perfect
    /// Load and PV as they came; prices as far as the market has published them.
    case knownPrices = "known-prices"
    /// Load and PV from the naive forecasts; prices as far as the market has published them.
    case naive
    /// Load, PV and the prices beyond the published ones from models, trained and put to use on the way as by the service.
    case model
}
