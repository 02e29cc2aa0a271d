// SPDX-License-Identifier: Apache-2.0

import Energy
import Forecasting
import HearthTestKit
import Tables
import Testing

/// Mean absolute error in kW of the days 2 to 7 before, issued at noon for the whole next day.
///
/// Reference: pandas on the same files, protocol A "mean 2..7 days", target days 2016-11-01 to 2016-12-31 (UTC).
@Test(
    arguments: [("home_de_a", 0.7245, 0.2190), ("home_de_b", 0.5837, 0.1674), ("home_de_c", 0.5307, 0.3062)]
)
func meanOfSixDays_hasTheReferenceError(home: String, load: Double, pv: Double) throws {
    guard let path = SharedData.path("\(home).csv.gz") else { return }
    let series = try HomeSeries(contentsOf: path)
    let demand = SlotSeries(
        firstSlot: series.slots.lowerBound,
        values: series.slots.map { series.load.rawValue(at: $0) + series.heatPump.rawValue(at: $0) })
    #expect(abs(try dayAheadError(demand) - load) < 0.00006)
    #expect(abs(try dayAheadError(series.pv) - pv) < 0.00006)
}

private func dayAheadError(_ series: SlotSeries) throws -> Double {
    let first = Slot(containing: try #require(UTCInstant(iso8601: "2016-11-01")))
    let naive = NaiveForecast(days: 2...7, zone: .utc)
    var errors: [Double] = []
    for day in 0..<61 {
        let start = first.advanced(by: 96 * day)
        let forecast = try #require(naive.forecast(series, now: start.advanced(by: -48), count: 144))
        // The recording ends an hour before the last day does.
        for k in 0..<96 {
            if let actual = series[start.advanced(by: k)] { errors.append(abs(forecast.p50[48 + k] - actual)) }
        }
    }
    #expect(errors.count == 61 * 96 - 4)
    return errors.reduce(0, +) / Double(errors.count) / 1000
}
