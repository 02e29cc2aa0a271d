// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

@testable import Feeds

@Suite struct MeteoSwissTests {
    private typealias Kit = WeatherTesting

    private static let zurich = GeographicPosition(latitude: 47.37, longitude: 8.54)
    private static let folder = "https://data.geo.admin.ch/ch.meteoschweiz.ogd-local-forecasting/20260202-ch"
    private let source = MeteoSwiss(zurich, MeteoSwiss.Point(type: 2, id: 800100))

    private func name(_ run: String, _ variable: String) -> String { "vnut12.lssw.\(run).\(variable).csv" }

    private func item(_ names: [String], folder: String = folder) -> String {
        let assets = names.map { #""\#($0)":{"href":"\#(folder)/\#($0)","type":"text/csv"}"# }.joined(separator: ",")
        return #"{"type":"Feature","id":"20260202-ch","assets":{\#(assets)},"links":[]}"#
    }

    private func file(_ run: String, _ variables: [String]) -> [String] { variables.map { name(run, $0) } }

    private let usual = ["tre200h0", "gre000h0", "ods000h0"]

    private func question(_ variable: String) -> FeedQuestion {
        FeedQuestion(
            url: "\(Self.folder)/\(name("202602021100", variable))",
            slots: Kit.slots("2026-02-02T12:00Z", "2026-02-04T12:00Z"))
    }

    /// What a file says, read in pieces of some bytes.
    private func read(
        _ text: String, _ variable: String = "tre200h0", pieces size: Int = 1 << 20
    ) throws(FeedFault) -> FeedPage {
        guard var reader = source.reader(for: question(variable)) else {
            Issue.record("no reader")
            return FeedPage([:], nature: .forecast)
        }
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: size) {
            try reader.take(Array(bytes[start..<min(bytes.count, start + size)]))
        }
        return try reader.finish()
    }

    /// Three points in two orders that have been seen.
    private let temperatures = """
        point_id;point_type_id;Date;tre200h0
        800100;1;202602021200;50.0
        800100;2;202602021200;-4.5
        8001000;2;202602021200;51.0
        800100;1;202602021300;52.0
        800100;2;202602021300;-3.5
        800100;2;202602021400;

        """

    @Test func rowsOfThePoint_areKept_inTheMiddleOfTheirHours() throws {
        let page = try read(temperatures)
        #expect(page.nature == .forecast && page.publishedAt == Kit.at("2026-02-02T11:00Z"))
        #expect(
            page.intervals == [
                .airTemperature: [
                    FeedInterval(Kit.at("2026-02-02T11:30Z"), seconds: 0, -4.5),
                    FeedInterval(Kit.at("2026-02-02T12:30Z"), seconds: 0, -3.5),
                    FeedInterval(Kit.at("2026-02-02T13:30Z"), seconds: 0, nil),
                ]
            ])
        let series = try #require(try Kit.series(page, .airTemperature))
        #expect(series.slots == Kit.slots("2026-02-02T11:30Z", "2026-02-02T12:30Z"))
        #expect(series[series.firstSlot] == -4.375)
    }

    @Test func radiationAndRain_areOfTheHourBefore_andWindIsInMetresPerSecond() throws {
        let sun = try read("point_id;point_type_id;Date;gre000h0\n800100;2;202602021200;84.0\n", "gre000h0")
        let series = try #require(try Kit.series(sun, .globalHorizontal))
        #expect(series.slots == Kit.slots("2026-02-02T11:00Z", "2026-02-02T12:00Z"))
        #expect(series[series.firstSlot] == 84)
        let rain = try read("point_id;point_type_id;Date;rre150h0\n800100;2;202602021200;2\n", "rre150h0")
        #expect(try Kit.series(rain, .precipitation)?[series.firstSlot] == 0.5)
        let wind = try read("point_id;point_type_id;Date;fu3010h0\n800100;2;202602021200;36\n", "fu3010h0")
        #expect(wind.intervals[.windSpeed]?.map(\.value) == [10])
        let diffuse = try read("point_id;point_type_id;Date;ods000h0\n800100;2;202602021200;-\n", "ods000h0")
        #expect(diffuse.intervals[.diffuseHorizontal]?.map(\.value) == [nil])
    }

    @Test(arguments: 1...40) func anyCutIntoPieces_bringsTheSame(size: Int) throws {
        #expect(try read(temperatures, pieces: size) == read(temperatures))
        let windows = temperatures.replacing("\n", with: "\r\n")
        #expect(try read(windows, pieces: size) == read(temperatures))
    }

    @Test(arguments: [1, 7, 1 << 20]) func faults_areTheSameInAnyPieces(size: Int) {
        func message(_ old: String, _ new: String) -> String? {
            let text = temperatures.replacing(old, with: new)
            return Kit.fault { () throws(FeedFault) in try read(text, pieces: size) }?.description
        }
        #expect(
            message("tre200h0", "gre000h0")
                == "tre200h0, line 1: found point_id;point_type_id;Date;gre000h0, "
                + "expected point_id;point_type_id;Date;tre200h0")
        #expect(message("-4.5", "-4,5") == "tre200h0, line 3: found -4,5, expected a number")
        #expect(message("-4.5", "0x1p3") == "tre200h0, line 3: found 0x1p3, expected a number")
        #expect(message("-4.5", "1.2.3") == "tre200h0, line 3: found 1.2.3, expected a number")
        #expect(message("-4.5", "1e999") == "tre200h0, line 3: found 1e999, expected a number")
        #expect(
            message("2;202602021300", "2;202602022400")
                == "tre200h0, line 6: found 202602022400, expected a moment such as 202602021200")
        #expect(message(";-3.5", "") == "tre200h0, line 6: found 800100;2;202602021300, expected four cells")
        #expect(
            message("-3.5", String(repeating: "1", count: 200))
                == "tre200h0, line 6: found a line of more than 200 bytes, expected a row")
        #expect(
            message("51.0", String(repeating: "1", count: 200))
                == "tre200h0, line 4: found a line of more than 200 bytes, expected a row")
        #expect(
            message("202602021400;\n", "202602021400;1")
                == "tre200h0, line 7: found a row without an end, expected a whole row")
    }

    @Test func lastRowOfAnotherPoint_mayBeCut() throws {
        let cut = temperatures + "900000;2;2026020"
        #expect(try read(cut) == read(temperatures))
    }

    @Test func pointThatIsNotThere_isNamed() {
        let text = "point_id;point_type_id;Date;tre200h0\n800100;1;202602021200;50.0\n"
        #expect(
            Kit.fault { () throws(FeedFault) in try read(text) }
                == .request("MeteoSwiss has no point 800100 of type 2"))
    }

    @Test func textsThatAreNoFile_areMinded() {
        for text in ["", "<!DOCTYPE html>\n<html>\n", "{}", "\u{e9}\u{0}\n"] {
            guard
                case .document("tre200h0, line 1", _, let expected)? = Kit.fault({ () throws(FeedFault) in
                    try read(text)
                })
            else {
                Issue.record("\(text) is read")
                continue
            }
            #expect(expected == "point_id;point_type_id;Date;tre200h0")
        }
        let endless = String(repeating: "x", count: 10_000)
        #expect(
            Kit.fault { () throws(FeedFault) in try read(endless, pieces: 100) }?.description
                == "tre200h0, line 1: found a line of more than 200 bytes, expected a row")
    }

    @Test func moreRowsThanNineDays_areRefused() {
        let rows = String(repeating: "800100;2;202602021200;1\n", count: 1001)
        #expect(
            Kit.fault { () throws(FeedFault) in try read("point_id;point_type_id;Date;tre200h0\n" + rows) }?.description
                == "tre200h0, line 1002: found more than 1000 rows, expected nine days")
    }

    @Test func twoNumbersOfAnHour_areRefused() throws {
        let page = try read(
            "point_id;point_type_id;Date;gre000h0\n800100;2;202602021200;1\n800100;2;202602021200;2\n", "gre000h0")
        #expect(
            Kit.fault { () throws(FeedFault) in try Kit.series(page, .globalHorizontal) }?.description
                == "global_horizontal: found two numbers for 2026-02-02T11:00:00Z, expected one")
    }

    @Test(arguments: [("2026-03-29", 92), ("2026-10-25", 100)])
    func localDay_isWhole(date: String, count: Int) throws {
        let day = LocalDay(Kit.at(date).date, in: .centralEuropean)
        let rows = (0...27).map { hour in
            let stamp = day.slots.lowerBound.start.advanced(bySeconds: 3600 * hour).iso8601
            return "800100;2;\(stamp.filter(\.isNumber).prefix(12));1\n"
        }
        #expect(day.slots.count == count)
        for (variable, quantity) in [("tre200h0", FeedQuantity.airTemperature), ("gre000h0", .globalHorizontal)] {
            let page = try read("point_id;point_type_id;Date;\(variable)\n" + rows.joined(), variable)
            #expect(try Kit.series(page, quantity)?.covers(day.slots) == true)
        }
    }

    @Test func item_isThatOfTheDayWithTheLastWholeRun() throws {
        let items = "https://data.geo.admin.ch/api/stac/v1/collections/ch.meteoschweiz.ogd-local-forecasting/items"
        #expect(try Kit.addresses(source, "2026-02-02T12:00Z", "2026-02-03T12:00Z") == ["\(items)/20260202-ch"])
        #expect(
            try Kit.addresses(source, "2026-02-02T12:00Z", "2026-02-03T12:00Z", now: Kit.at("2026-02-02T01:59Z"))
                == ["\(items)/20260201-ch"])
        let late = Kit.fault { () throws(FeedFault) in
            try source.questions(Kit.slots("2026-02-01T12:00Z", "2026-02-02T12:00Z"), now: Kit.now)
        }
        #expect(late?.description == "meteoswiss gives forecasts only, and 2026-02-02T12:00:00Z has passed")
        let none = MeteoSwiss(Self.zurich, MeteoSwiss.Point(type: 2, id: 1), variables: [])
        #expect(
            Kit.fault { () throws(FeedFault) in
                try none.questions(Kit.slots("2026-02-02T12:00Z", "2026-02-03T12:00Z"), now: Kit.now)
            } == .request("MeteoSwiss: no variable is asked for"))
    }

    @Test func files_areThoseOfTheLastRunThatIsWhole() throws {
        let names =
            file("202602021000", usual) + file("202602021100", usual + ["jww003i0", "dkl010h0"])
            + file("202602021200", ["tre200h0", "gre000h0"]) + ["ogd-local-forecasting_meta_point.csv"]
        let body = Array(item(names).utf8)
        #expect(
            try MeteoSwiss.assets(inItem: body, of: [.temperature, .globalRadiation, .diffuseRadiation]) == [
                .temperature: "\(Self.folder)/vnut12.lssw.202602021100.tre200h0.csv",
                .globalRadiation: "\(Self.folder)/vnut12.lssw.202602021100.gre000h0.csv",
                .diffuseRadiation: "\(Self.folder)/vnut12.lssw.202602021100.ods000h0.csv",
            ])
        let two = try MeteoSwiss.assets(inItem: body, of: [.temperature, .globalRadiation])
        #expect(two[.temperature]?.contains("202602021200") == true)
        #expect(Kit.fault { () throws(FeedFault) in try MeteoSwiss.assets(inItem: body, of: [.wind]) } == .notPublished)
    }

    @Test func eachAnswer_leadsToTheNextFile() throws {
        let item = try Kit.page(source, item(file("202602021100", usual)))
        #expect(item.intervals.isEmpty && item.publishedAt == Kit.at("2026-02-02T11:00Z"))
        #expect(item.next == question("tre200h0").url)
        #expect(try read(temperatures).next == question("gre000h0").url)
        func next(_ variable: String) throws -> String? {
            try read("point_id;point_type_id;Date;\(variable)\n800100;2;202602021200;1\n", variable).next
        }
        #expect(try next("gre000h0") == question("ods000h0").url)
        #expect(try next("ods000h0") == nil)
        #expect(
            source.reader(
                for: FeedQuestion(
                    url: "https://data.geo.admin.ch/items/20260202-ch",
                    slots: Kit.slots("2026-02-02T12:00Z", "2026-02-03T12:00Z"))) == nil)
    }

    @Test func fileThatIsHeldWhole_isReadAlike() throws {
        #expect(try source.read(Array(temperatures.utf8), to: question("tre200h0")) == read(temperatures))
    }

    @Test func filesThatAreNotBesideEachOther_areRefused() {
        let body = item(file("202602021100", usual)).replacing(
            "20260202-ch/vnut12.lssw.202602021100.ods000h0", with: "other/vnut12.lssw.202602021100.ods000h0")
        guard
            case .document("assets", _, "all files of a run beside each other")? = Kit.fault({ () throws(FeedFault) in
                try Kit.page(source, body)
            })
        else {
            Issue.record("it is read")
            return
        }
        let swapped = item(file("202602021100", usual)).replacing(
            "/vnut12.lssw.202602021100", with: "/vnut12.lssw.202602020900")
        guard
            case .document(_, _, "a file of this name")? = Kit.fault({ () throws(FeedFault) in
                try Kit.page(source, swapped)
            })
        else {
            Issue.record("it is read")
            return
        }
    }

    @Test func itemsThatAreNone_areMinded() {
        Kit.expectMinded(source, good: item(file("202602021100", usual)))
        #expect(Kit.fault { () throws(FeedFault) in try Kit.page(source, item([])) } == .notPublished)
        #expect(
            Kit.fault { () throws(FeedFault) in try Kit.page(source, #"{"assets":{"x":{"href":1}}}"#) }?.description
                == "assets.x.href: found another type, expected String")
    }

    @Test func rules_allowLongFiles_andNameTheSource() {
        #expect(source.rules.largestBody == 64 << 20 && source.rules.attribution == "Source: MeteoSwiss")
        #expect(source.place == "47.37,8.54")
    }
}
