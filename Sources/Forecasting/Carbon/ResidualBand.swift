// SPDX-License-Identifier: Apache-2.0

/// How far what came lay below and above forecasts in four of five cases.
///
/// Split conformal prediction (Vovk, Gammerman and Shafer, 2005).
struct ResidualBand: Hashable, Sendable {
    /// Ten-percent quantile of actual minus forecast.
    let low: Double
    /// Ninety-percent quantile of actual minus forecast.
    let high: Double

    /// A band of no width.
    static let none = ResidualBand(low: 0, high: 0)

    /// Stored quantiles.
    init(low: Double, high: Double) { (self.low, self.high) = (low, high) }

    /// The quantiles of a sample of residuals, those of the next one; nil for an empty sample.
    init?(residuals: [Double]) {
        guard let sample = SortedSample(residuals) else { return nil }
        self.init(low: sample.quantile(0.1), high: sample.quantile(0.9))
    }
}
