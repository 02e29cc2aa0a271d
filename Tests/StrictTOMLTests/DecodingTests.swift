// SPDX-License-Identifier: Apache-2.0

import StrictTOML
import Testing

private struct House: Equatable {
    var name: String
    var fuseA: Double
    var latitude: Double
    var isExporting: Bool
    var mode: Mode
    var night: Mode?
    var port: UInt16
    var curve: [Double]
    var phases: [Int]
    var tags: [String]
    var modes: [Mode]
    var devices: [String]
    var points: [String]
    var minutes: Int
    var limit: Double?

    init(_ root: TOMLTableReader) {
        let site = root.table("site")
        name = site.string("name")
        fuseA = site.number("main_fuse_a", in: 6...125, unit: "A")
        latitude = site.number("latitude", in: -90...90)
        isExporting = site.bool("exports", default: true)
        mode = site.choice("mode")
        night = site.choiceIfPresent("night_mode")
        port = site.integer("port", default: 502)
        curve = site.numbers("curve", count: 1...4)
        phases = site.integers("phases", in: 1...3)
        tags = site.strings("tags")
        modes = site.choices("modes")
        devices = root.tables("device", atLeast: 1).map { $0.string("id") }
        points = root.namedTables("points").map { "\($0.name)@\($0.integer("address", in: 0...65535))" }
        minutes = site.parsed("start", expected: "a time such as \"07:30\"", placeholder: 0) { text in
            let parts = text.split(separator: ":").compactMap { Int($0) }
            return parts.count == 2 ? parts[0] * 60 + parts[1] : nil
        }
        limit = root.tableOrEmpty("limits").numberIfPresent("export_w")
    }
}

@Test func everyKindOfValue_isRead() throws {
    let text = """
        [site]
        name = "Ünser \\"Haus\\" # 1"   # a comment with = and [x]
        main_fuse_a = 63
        latitude = -33.5e0
        mode = "self-consumption"
        curve = [1, 2.5,
          3] # trailing
        phases = [1, 0x2, 3]
        tags = ['a', "b"]
        modes = ["hold", "charge"]
        start = "07:30"
        [[device]]
        id = "meter"
        [[device]]
        id = "battery"
        [points.soc]
        address = 7
        [points.power]
        address = 3
        """
    let house = try TOMLDocument.decode(text, file: "hearth.toml") { House($0) }
    #expect(house.name == "Ünser \"Haus\" # 1")
    #expect(house.fuseA == 63)
    #expect(house.latitude == -33.5)
    #expect(house.isExporting)
    #expect(house.mode == .selfConsumption)
    #expect(house.night == nil)
    #expect(house.port == 502)
    #expect(house.curve == [1, 2.5, 3])
    #expect(house.phases == [1, 2, 3])
    #expect(house.tags == ["a", "b"])
    #expect(house.modes == [.hold, .charge])
    #expect(house.devices == ["meter", "battery"])
    #expect(house.points == ["soc@7", "power@3"])
    #expect(house.minutes == 450)
    #expect(house.limit == nil)
}

@Test func everyFaultOfADocument_isListedByLine() {
    let text = """
        colour = "red"
        [site]
        main_fuse_a = -3
        latitud = 48.1
        exports = 1
        mode = "holding"
        night_mode = "charge"
        port = 70000
        curve = []
        phases = [1, 4, 2.0]
        tags = "a"
        modes = ["hold", "hold it"]
        start = "7 h"
        [points]
        soc = { address = -1 }
        power = 3
        [limits]
        export_w = nan
        """
    #expect(
        faults(text) { _ = House($0) } == [
            "hearth.toml:1: colour: found an unknown key, expected one of: site, device, points, limits",
            "hearth.toml:1: device: found nothing, expected an array of tables ([[device]]) with at least 1",
            "hearth.toml:2: site.latitude: found nothing, expected a number in -90...90",
            "hearth.toml:2: site.name: found nothing, expected a string that is not empty",
            "hearth.toml:3: site.main_fuse_a: found -3, expected a number in 6...125 A",
            "hearth.toml:4: site.latitud: found an unknown key, expected latitude",
            "hearth.toml:5: site.exports: found 1, expected true or false",
            "hearth.toml:6: site.mode: found \"holding\", expected one of \"hold\", \"charge\", \"self-consumption\"",
            "hearth.toml:8: site.port: found 70000, expected an integer in 0...65535",
            "hearth.toml:9: site.curve: found an array of 0, expected an array of 1 to 4, each a number",
            "hearth.toml:10: site.phases[1]: found 4, expected an integer in 1...3",
            "hearth.toml:10: site.phases[2]: found 2.0, expected an integer in 1...3",
            "hearth.toml:11: site.tags: found \"a\", expected an array, each a string that is not empty",
            "hearth.toml:12: site.modes[1]: found \"hold it\", "
                + "expected one of \"hold\", \"charge\", \"self-consumption\"",
            "hearth.toml:13: site.start: found \"7 h\", expected a time such as \"07:30\"",
            "hearth.toml:15: points.soc.address: found -1, expected an integer in 0...65535",
            "hearth.toml:16: points.power: found 3, expected a table",
            "hearth.toml:18: limits.export_w: found nan, expected a number",
        ])
}

@Test func missingTable_isOneFault_andWhatItWouldHoldIsNot() {
    let found = faults("x = 1") { root in
        _ = root.integer("x", in: 0...9)
        let battery = root.table("site").table("battery")
        _ = battery.number("capacity_kwh")
        _ = battery.tables("cell", atLeast: 1)
        battery.fault("capacity_kwh", expected: "something else")
    }
    #expect(found == ["hearth.toml:1: site: found nothing, expected a table"])
}

@Test func tableOrEmpty_whenAbsent_namesTheRequiredKeysInside() {
    let found = faults("[feeds]\n") { root in
        let prices = root.table("feeds").tableOrEmpty("prices")
        _ = prices.string("zone")
        _ = prices.string("url", default: "https://example.org")
    }
    #expect(found == ["hearth.toml:1: feeds.prices.zone: found nothing, expected a string that is not empty"])
}

@Test func absentAndFaulty_areTold_apart() throws {
    let document = try TOMLDocument(parsing: "a = \"x\"\nb = 7", file: "f.toml")
    #expect(document.root.numberIfPresent("a", in: 2...5) == 2)
    #expect(document.root.numberIfPresent("c", in: 2...5) == nil)
    #expect(document.root.integerIfPresent("b", in: 0...9) == 7)
    #expect(document.root.contains("a"))
    #expect(!document.root.contains("c"))
    #expect(
        throws: TOMLFaults([
            TOMLFault(file: "f.toml", line: 1, key: "a", found: "\"x\"", expected: "a number in 2...5")
        ])
    ) { try document.finish() }
}

@Test(arguments: [
    ("true", "true"), ("inf", "inf"), ("-nan", "nan"), ("\"3\"", "\"3\""), ("[3]", "an array of 1"),
    ("{ a = 3 }", "a table"), ("2016-10-31", "2016-10-31"), ("2016-10-31T23:00:00Z", "2016-10-31T23:00:00Z"),
    ("07:30:00", "07:30:00"),
])
func number_whenValueIsSomethingElse_namesIt(source: String, found: String) {
    #expect(
        faults("k = \(source)") { _ = $0.number("k") } == ["hearth.toml:1: k: found \(found), expected a number"])
}

@Test func rangesWithoutABound_areWordedSo() {
    let found = faults("a = -1\nb = 2\nc = -1\nd = 1\ne = 0.5\nf = 1.25") { root in
        _ = root.number("a", in: 0...Double.infinity, unit: "W")
        _ = root.number("b", in: -Double.infinity...1.5)
        _ = root.integer("c", in: 0...Int.max)
        _ = root.integer("d", in: Int.min...0)
        _ = root.integer("e") as Int
        _ = root.integer("f", unit: "s") as Int64
    }
    #expect(
        found == [
            "hearth.toml:1: a: found -1, expected a number of at least 0 W",
            "hearth.toml:2: b: found 2, expected a number of at most 1.5",
            "hearth.toml:3: c: found -1, expected an integer of at least 0",
            "hearth.toml:4: d: found 1, expected an integer of at most 0",
            "hearth.toml:5: e: found 0.5, expected an integer",
            "hearth.toml:6: f: found 1.25, expected an integer in s",
        ])
}

@Test func unknownKeys_areFoundInEveryTableHandedOut_butNotBelowIgnoredOnes() {
    let text = """
        [site]
        hsot = "a"
        [[device]]
        adress = 1
        [secrets]
        whatever = 1
        [other]
        x = 1
        """
    let found = faults(text) { root in
        _ = root.table("site").string("host")
        for device in root.tables("device") {
            _ = device.integerIfPresent("address", in: 0...9)
            _ = device.stringIfPresent("name")
        }
        root.ignore("secrets")
    }
    #expect(
        found == [
            "hearth.toml:1: site.host: found nothing, expected a string that is not empty",
            "hearth.toml:2: site.hsot: found an unknown key, expected host",
            "hearth.toml:4: device[0].adress: found an unknown key, expected address",
            "hearth.toml:7: other: found an unknown key, expected one of: site, device, secrets",
        ])
}

@Test func unknownKey_inATableWithoutKeys_saysSo() {
    #expect(
        faults("[a]\nb = 1") { _ = $0.table("a") } == ["hearth.toml:2: a.b: found an unknown key, expected no key here"]
    )
}

@Test func sameFaultNotedTwice_isListedOnce() {
    let found = faults("a = 1") { root in
        _ = root.string("a")
        _ = root.string("a")
    }
    #expect(found.count == 1)
}

@Test func faultOfTheCaller_pointsAtTheKeyOrTheTable() {
    let text = """

        [battery]
        soc_min = 0.9
        soc_max = 0.1
        """
    let found = faults(text) { root in
        let battery = root.table("battery")
        let low = battery.number("soc_min", in: 0...1)
        let high = battery.number("soc_max", in: 0...1)
        if low >= high {
            battery.fault("soc_max", expected: "more than soc_min (\(low))")
            battery.fault("", found: "an empty window", expected: "soc_min below soc_max")
            battery.fault("soc_mean", expected: "a mean")
        }
    }
    #expect(
        found == [
            "hearth.toml:2: battery: found an empty window, expected soc_min below soc_max",
            "hearth.toml:2: battery.soc_mean: found nothing, expected a mean",
            "hearth.toml:4: battery.soc_max: found 0.1, expected more than soc_min (0.9)",
        ])
}

@Test func tables_whenWrittenAsOneTable_sayHowToWriteThem() {
    let found = faults("[device]\nid = 1\n[x]\ny = [1, { z = 1 }]") { root in
        _ = root.tables("device")
        for element in root.table("x").tables("y") { _ = element.bool("z") }
    }
    #expect(
        found == [
            "hearth.toml:1: device: found a table, expected an array of tables ([[device]])",
            "hearth.toml:4: x.y[0]: found 1, expected a table",
            "hearth.toml:4: x.y[1].z: found 1, expected true or false",
        ])
}

@Test func longOrOddStrings_areShownOnOneShortLine() {
    let found = faults("a = \"\"\"x\ny\\t\\u0007\"\"\"\nb = \"\(String(repeating: "z", count: 61))\"") { root in
        _ = root.bool("a")
        _ = root.bool("b")
    }
    #expect(
        found == [
            "hearth.toml:1: a: found \"x\\ny\\t\\u{07}\", expected true or false",
            "hearth.toml:3: b: found \"\(String(repeating: "z", count: 60))...\", expected true or false",
        ])
}
