// SPDX-License-Identifier: Apache-2.0

import Backtest
import Energy
import HearthTestKit
import Tables
import Testing

/// The house, tariff and battery of the published reference figures.
enum Benchmark {
    static let tariff = Tariff(
        currency: "EUR", energy: .spot, importFees: PricePerKWh(0.10), vat: 0.25,
        export: .spot(share: 1, bonus: .zero))
    static let battery = BatteryDescription(
        capacity: WattHours(10_000), maxCharge: Watts(5000), maxDischarge: Watts(5000), roundTripEfficiency: 0.92,
        floor: 0, ceiling: 1)
    /// A connection that limits nothing.
    static let site = Site(
        name: "benchmark", timeZone: .centralEuropean, mainFuse: Amperes(63), phases: 3, exportLimit: nil,
        importLimit: nil, pvPeak: Watts(8000))

    /// A recorded house over a window; nil where the data set is not there.
    static func house(_ name: String, from: String, to: String) throws -> BacktestHouse? {
        guard let path = SharedData.path("\(name).csv.gz") else { return nil }
        return try BacktestHouse(
            home: try HomeSeries(contentsOf: path), tariff: tariff, battery: battery, site: site,
            window: try slot(from)..<(try slot(to)))
    }

    static func slot(_ text: String) throws -> Slot {
        Slot(containing: try #require(UTCInstant(iso8601: text)))
    }

    /// A made-up house: net load in kW and spot price by slot.
    static func house(netLoad: [Double], spot: [Double]) throws -> BacktestHouse {
        let first = Slot(index: 1_640_000)
        func series(_ values: [Double]) -> SlotSeries { SlotSeries(firstSlot: first, values: values) }
        return try BacktestHouse(
            home: HomeSeries(
                load: series(netLoad.map { max(0, $0) * 1000 }), heatPump: series(netLoad.map { _ in 0 }),
                pv: series(netLoad.map { max(0, -$0) * 1000 }), spotPrice: series(spot), temperature: nil),
            tariff: tariff, battery: battery, site: site, window: first..<first.advanced(by: netLoad.count))
    }
}
