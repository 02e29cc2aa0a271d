// SPDX-License-Identifier: Apache-2.0

/// An 80 % band around prices, from how far recent forecasts of the same hour were off (split conformal prediction).
///
/// Errors are kept relative to the spread of prices in the weeks before their day, so that a band made in calm weeks widens
/// when the market gets nervous.
public struct PriceBand: Hashable, Sendable {
    /// Days of errors that are kept.
    public static let days = 56

    /// Days whose spread errors are relative to.
    static let spreadDays = 7

    /// Errors, actual less forecast in spreads, the oldest day first, 24 for each day.
    private(set) var errors: [Double] = []

    /// A band that knows no errors yet.
    public init() {}

    init(errors: [Double]) { self.errors = errors }

    /// Days of errors it knows.
    public var count: Int { errors.count / MarketDays.hours }

    /// Takes note of what came on a day that was forecast.
    mutating func add(forecast: [Double], actual: some Collection<Double>, spread: Double) {
        errors += zip(actual, forecast).map { ($0 - $1) / spread }
        errors = Array(errors.suffix(Self.days * MarketDays.hours))
    }

    /// P10 and P90 around the prices of a day; the band holds the forecast itself.
    func around(_ forecast: [Double], spread: Double) -> (p10: [Double], p90: [Double]) {
        var (p10, p90) = (forecast, forecast)
        for hour in forecast.indices {
            guard let sorted = SortedSample(errors.aroundHour(hour)) else { continue }
            p10[hour] = min(forecast[hour], forecast[hour] + sorted.quantile(0.1) * spread)
            p90[hour] = max(forecast[hour], forecast[hour] + sorted.quantile(0.9) * spread)
        }
        return (p10, p90)
    }
}
