// SPDX-License-Identifier: Apache-2.0

import Energy
import Tables
import Testing

private let start = Slot(containing: UTCInstant(secondsSinceEpoch: 1_477_954_800))

private func values(_ series: SlotSeries?) -> [Double?]? {
    series.map { series in series.slots.map { series[$0] } }
}

@Test func quarterHourRows_becomeAHome() throws {
    let folder = try TemporaryFolder()
    let path = try folder.put(
        """
        timestamp_utc,load_kw,heat_pump_kw,pv_kw,price_eur_per_kwh,temperature_c,co2_g_per_kwh
        2016-10-31T23:00:00Z,0.5,1.25,0,0.03,-2.5,300
        2016-10-31T23:15:00Z,0.75,0,2.125,-0.01,3,301
        """, as: "home.csv")
    let home = try HomeSeries(contentsOf: path)
    #expect(home.slots == start..<start.advanced(by: 2))
    #expect(values(home.load) == [500, 750])
    #expect(values(home.heatPump) == [1250, 0])
    #expect(values(home.pv) == [0, 2125])
    #expect(values(home.spotPrice) == [0.03, -0.01])
    #expect(values(home.temperature) == [-2.5, 3])
    #expect(values(try SlotTable(contentsOf: path)[.carbonIntensity]) == [300, 301])
}

@Test(arguments: [(30, 2), (60, 4)])
func longerRows_areRepeatedByQuarterHours(minutes: Int, repeats: Int) throws {
    let folder = try TemporaryFolder()
    let second = UTCInstant(secondsSinceEpoch: 1_477_954_800 + minutes * 60)
    let path = try folder.put(
        "timestamp_utc,load_kw,pv_kw\n2016-10-31T23:00Z,1,0\n\(second),2,0.5\n", as: "home.csv")
    let home = try HomeSeries(contentsOf: path)
    #expect(home.slots.count == 2 * repeats)
    #expect(values(home.load) == Array(repeating: 1000, count: repeats) + Array(repeating: 2000, count: repeats))
    #expect(values(home.heatPump) == Array(repeating: 0, count: 2 * repeats))
    #expect(home.spotPrice == nil)
    #expect(try SlotTable(contentsOf: path).rowMinutes == minutes)
}

@Test func prices_areReadFromEitherUnit_andFromAHome() throws {
    let folder = try TemporaryFolder()
    let mega = try folder.put(
        "timestamp_utc,price_eur_per_mwh\n2016-10-31T23:00Z,34.97\n2016-11-01T00:00Z,-5\n", as: "mwh.csv")
    let prices = try SlotSeries.spotPrices(contentsOf: mega)
    #expect(values(prices) == [0.03497, 0.03497, 0.03497, 0.03497, -0.005, -0.005, -0.005, -0.005])
    try prices.writeSpotPrices(to: folder.path + "/kwh.csv.gz")
    #expect(try SlotSeries.spotPrices(contentsOf: folder.path + "/kwh.csv.gz") == prices)
    let none = try folder.put("timestamp_utc,load_kw\n2016-10-31T23:00Z,1\n2016-11-01T00:00Z,1\n", as: "none.csv")
    #expect(
        message(folder) { () throws(TableError) in _ = try SlotSeries.spotPrices(contentsOf: none) } == [
            "none.csv:1: found no column with a price, expected price_eur_per_kwh or price_eur_per_mwh"
        ])
}

@Test func rowsOffTheGrid_areFaultsWithTheirLine() throws {
    let folder = try TemporaryFolder()
    let path = try folder.put(
        """
        timestamp_utc,load_kw,pv_kw
        2016-10-31T23:00Z,1,0
        2016-10-31T23:15Z,1,0
        2016-10-31T23:15Z,1,0
        2016-10-31T23:30Z,1,0
        2016-11-01T00:30Z,1,0
        2016-11-01T00:45Z,1,0
        2016-10-31T23:45Z,1,0
        later,x,0
        2016-11-01T00:15Z,1,0
        """, as: "home.csv")
    #expect(
        message(folder) { () throws(TableError) in _ = try HomeSeries(contentsOf: path) } == [
            "home.csv:4: column timestamp_utc: found a duplicate, 2016-10-31T23:15:00Z, "
                + "expected 2016-10-31T23:30:00Z (rows every 15 min)",
            "home.csv:6: column timestamp_utc: found a gap, 2016-11-01T00:30:00Z, "
                + "expected 2016-10-31T23:45:00Z (rows every 15 min)",
            "home.csv:8: column timestamp_utc: found a step back, 2016-10-31T23:45:00Z, "
                + "expected 2016-11-01T01:00:00Z (rows every 15 min)",
            "home.csv:9: column timestamp_utc: found \"later\", expected a moment such as 2016-10-31T23:00:00Z",
            "home.csv:9: column load_kw: found \"x\", expected a number",
        ])
}

@Test(arguments: [
    (
        "timestamp_utc,load_kw,pv_kw\n2016-10-31T23:00Z,1,0\n",
        ["home.csv:1: found 1 row, expected at least 2 rows"]
    ),
    (
        "timestamp_utc,load_kw,pv_kw\n2016-10-31T23:00Z,1,0\n2016-10-31T23:10Z,1,0\n",
        [
            "home.csv:3: column timestamp_utc: found \"2016-10-31T23:10Z\", "
                + "expected a moment 15, 30 or 60 min after the row before"
        ]
    ),
    (
        "timestamp_utc,load_kw,pv_kw\n2016-10-31T23:10Z,1,0\n2016-10-31T23:25Z,1,0\n",
        [
            "home.csv:2: column timestamp_utc: found \"2016-10-31T23:10Z\", expected the start of a quarter hour"
        ]
    ),
    (
        "timestamp,load_kw,price_eur\n2016-10-31T23:00Z,1,0\n2016-10-31T23:15Z,,0\n",
        [
            "home.csv:1: column timestamp_utc: found no such column, expected one",
            "home.csv:1: column pv_kw: found no such column, expected one",
            "home.csv:1: column timestamp: found an unknown column, expected one of: load_kw, pv_kw, timestamp_utc",
            "home.csv:1: column price_eur: found an unknown column, expected one of: load_kw, pv_kw, timestamp_utc",
            "home.csv:3: column load_kw: found nothing, expected a number",
        ]
    ),
])
func otherTables_areRefusedWithEveryFault(text: String, expected: [String]) throws {
    let folder = try TemporaryFolder()
    let path = try folder.put(text, as: "home.csv")
    #expect(message(folder) { () throws(TableError) in _ = try HomeSeries(contentsOf: path) } == expected)
}

@Test(arguments: ["home.csv", "home.csv.gz"])
func writtenHome_hasTheTextItWasReadFrom(name: String) throws {
    let folder = try TemporaryFolder()
    let text = """
        timestamp_utc,load_kw,heat_pump_kw,pv_kw,price_eur_per_kwh,temperature_c
        2016-10-31T23:00:00Z,0.2971,0,0,0.02386,-2.5
        2016-10-31T23:15:00Z,0.8596,1000,0.0000012,-0.5,0
        2016-10-31T23:30:00Z,0.000001,12.345678,2.125,0,31

        """
    let home = try HomeSeries(contentsOf: try folder.put(text, as: "source"))
    try home.write(to: "\(folder.path)/\(name)")
    #expect(folder.names == [name, "source"])
    #expect(String(decoding: try TableFile.read("\(folder.path)/\(name)"), as: UTF8.self) == text)
    #expect(try HomeSeries(contentsOf: "\(folder.path)/\(name)") == home)
}

@Test func missingNumbers_areEmptyCells_neverZero() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/out.csv"
    let load = SlotSeries(firstSlot: start, values: [1, nil, 3])
    let pv = SlotSeries(firstSlot: start.advanced(by: 1), values: [5])
    try SlotTable(slots: load.slots, series: [.pv: pv, .load: load]).write(to: path)
    let text = """
        timestamp_utc,load_kw,pv_kw
        2016-10-31T23:00:00Z,1,
        2016-10-31T23:15:00Z,,5
        2016-10-31T23:30:00Z,3,

        """
    #expect(String(decoding: try TableFile.read(path), as: UTF8.self) == text)
    let back = try SlotTable(contentsOf: path, emptyCell: .missing)
    #expect(values(back[.load]) == [1, nil, 3])
    #expect(values(back[.pv]) == [nil, 5, nil])
    #expect(message(folder) { () throws(TableError) in _ = try HomeSeries(contentsOf: path) }.count == 3)
    let home = try HomeSeries(contentsOf: path, emptyCell: .missing)
    #expect(values(home.load) == [1000, nil, 3000])
    #expect(values(home.pv) == [nil, 5000, nil])
}

@Test func marketTable_holdsWholeDays() throws {
    let folder = try TemporaryFolder()
    let rows = (0..<48).map { "2012-01-\($0 < 24 ? "09" : "10")T\($0 % 24 < 10 ? "0" : "")\($0 % 24):00:00,\($0)" }
    let text = "market_time,price_eur_per_mwh\n" + rows.joined(separator: "\n")
    let market = try MarketTable(contentsOf: try folder.put(text, as: "epf.csv"))
    #expect(market.days.lowerBound.description == "2012-01-09")
    #expect(market.days.upperBound.description == "2012-01-11")
    #expect(market["price_eur_per_mwh"] == (0..<48).map(Double.init))
    #expect(market["load"] == nil)

    let broken = try folder.put(
        "market_time,a\n2012-01-09T00:00:00,1\n2012-01-09T02:00:00,1\n2012-01-09T02:00:00Z,y\n", as: "broken.csv")
    #expect(
        message(folder) { () throws(TableError) in _ = try MarketTable(contentsOf: broken) } == [
            "broken.csv:1: found 3 rows, expected 24 rows for each of one or more days",
            "broken.csv:3: column market_time: found \"2012-01-09T02:00:00\", "
                + "expected 2012-01-09T01:00:00 (24 rows a day)",
            "broken.csv:4: column market_time: found \"2012-01-09T02:00:00Z\", "
                + "expected a local time such as 2016-01-04T23:00:00",
            "broken.csv:4: column a: found \"y\", expected a number",
        ])
}
