// SPDX-License-Identifier: Apache-2.0

import Energy
import Glibc
import Tables
import Testing

/// The folder with the recorded data beside the repository, nil with a message where there is none.
private let dataFolder: String? = {
    var folder = #filePath[...]
    while let slash = folder.lastIndex(of: "/") {
        folder = folder[..<slash]
        let candidate = folder + "/shared/data"
        if access(candidate + "/README.md", R_OK) == 0 { return String(candidate) }
    }
    print("Recorded data are not beside the repository: tests over them are skipped.")
    return nil
}()

/// Sums over the files as Python's csv and math.fsum give them.
@Test(
    .enabled(if: dataFolder != nil),
    arguments: [
        ("home_de_a", 35_136, 35_136, 3500.002, 7600.000525, 1018.33152),
        ("home_ca_01", 8_760, 35_040, 10583.3561, 7212.5018, 304.04749),
        ("home_au_12", 17_568, 35_136, 5938.369, 1296.404, 0.0),
    ])
func recordedHome_hasTheSumsOfAnIndependentReader(
    name: String, rows: Int, slots: Int, loadKWh: Double, pvKWh: Double, priceSum: Double
) throws {
    let home = try HomeSeries(contentsOf: try #require(dataFolder) + "/\(name).csv.gz")
    #expect(home.slots.count == slots)
    func sum(_ series: SlotSeries) throws -> Double {
        let values = home.slots.compactMap { series[$0] }
        try #require(values.count == slots)
        return values.reduce(0, +)
    }
    #expect(abs(try sum(home.load) / 4000 - loadKWh) < 1e-6)
    #expect(abs(try sum(home.pv) / 4000 - pvKWh) < 1e-6)
    let prices = try home.spotPrice.map(sum) ?? 0
    #expect(abs(prices * Double(rows) / Double(slots) - priceSum) < 1e-6)
}

@Test(.enabled(if: dataFolder != nil)) func everyRecordedFile_isReadWithoutAFault() throws {
    let folder = try #require(dataFolder)
    let names = [
        "home_de_b", "home_de_c", "home_ca_03", "home_ca_07", "home_ca_11", "home_ca_16", "price_se3",
        "occupancy_chr01", "co2_de_2017_2018", "co2_se_2017_2019", "weather_aachen_2021", "weather_stockholm_2019",
    ]
    for name in names {
        let table = try SlotTable(contentsOf: "\(folder)/\(name).csv.gz")
        #expect(!table.columns.isEmpty, "\(name)")
        let last = table.slots.upperBound.advanced(by: -1)
        #expect(table.columns.allSatisfy { table[$0]?[last] != nil }, "\(name)")
    }
    for zone in ["np", "de"] {
        let market = try MarketTable(contentsOf: "\(folder)/price_\(zone)_epf.csv.gz")
        #expect(market["price_eur_per_mwh"]?.count == 52_416)
        let published = try MarketTable(contentsOf: "\(folder)/price_\(zone)_epf_published_forecasts.csv.gz")
        #expect(published["lear_ensemble_eur_per_mwh"]?.count == 17_472)
        #expect(market.days.upperBound == published.days.upperBound)
    }
}
