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

    /// The quantiles of a sample; those of the next of n + 1 exchangeable residuals (type 6 of Hyndman and Fan, 1996).
    ///
    /// nil for an empty sample.
    init?(residuals: [Double]) {
        guard !residuals.isEmpty else { return nil }
        let sorted = residuals.sorted()
        self.init(low: Self.quantile(0.1, of: sorted), high: Self.quantile(0.9, of: sorted))
    }

    private static func quantile(_ level: Double, of sorted: [Double]) -> Double {
        let position = max(0, min(Double(sorted.count - 1), level * Double(sorted.count + 1) - 1))
        let index = Int(position)
        let next = min(index + 1, sorted.count - 1)
        return sorted[index] + (position - Double(index)) * (sorted[next] - sorted[index])
    }
}
