// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite struct BacktestCommandTests {
    private struct Result: Decodable {
        let no_battery, cost, final_soc_kwh, soc_adjusted_cost: Double
        let import_kwh, export_kwh, battery_discharge_kwh, seconds: Double
    }

    private static let home = """
        timestamp_utc,load_kw,heat_pump_kw,pv_kw,price_eur_per_kwh
        2026-01-01T00:00:00Z,1,0.5,0,0.05
        2026-01-01T00:15:00Z,1,0.5,0,0.05
        2026-01-01T00:30:00Z,1,0.5,4,0.20
        2026-01-01T00:45:00Z,1,0.5,0,0.20

        """

    /// The recorded house of the reference figures, where it lies beside the checkout or above.
    private static let recorded: String? = {
        var folder = Hearth.root
        while folder.path != "/" {
            let file = folder.appendingPathComponent("shared/data/home_de_a.csv.gz").path
            if FileManager.default.fileExists(atPath: file) { return file }
            folder.deleteLastPathComponent()
        }
        return nil
    }()

    @Test(.enabled(if: recorded != nil, "shared/data/home_de_a.csv.gz is not above this checkout"))
    func recordedHouse_costsWhatTheReferenceSays() throws {
        let home = try #require(Self.recorded)
        let finished = try Hearth.run(
            "backtest", "--home", home, "--policy", "self-consumption", "--from", "2016-10-31T23:00Z", "--to",
            "2016-12-31T23:00Z", "--json")
        #expect(finished.code == 0)
        let result = try finished.json(Result.self)
        #expect(abs(result.cost - 213.879) < 0.0005, "\(result.cost)")
        #expect(abs(result.no_battery - 240.622) < 0.0005, "\(result.no_battery)")
    }

    @Test func smallHouse_costsWhatOneReckonsByHand() throws {
        let folder = try Folder()
        let file = try folder.put(Self.home, as: "home.csv")
        let finished = try Hearth.run("backtest", "--home", file, "--json")
        #expect(finished.code == 0)
        #expect(finished.error.isEmpty)
        let result = try finished.json(Result.self)
        // Import 0.375 kWh three times, at 1.25 x (spot + 0.10); export 0.625 kWh at the spot price.
        let bill = 0.375 * (2 * 1.25 * 0.15 + 1.25 * 0.30) - 0.625 * 0.20
        #expect(abs(result.no_battery - bill) < 1e-9)
        #expect(abs(result.cost) < 1e-9, "five kWh cover it all")
        let eta = 0.92.squareRoot()
        #expect(abs(result.final_soc_kwh - (5 - 3 * 0.375 / eta + 0.625 * eta)) < 1e-9)
        let bare = try Hearth.run("backtest", "--home", file, "--import-fee", "0", "--vat", "0", "--json")
        #expect(abs(try bare.json(Result.self).no_battery - (0.375 * (2 * 0.05 + 0.20) - 0.625 * 0.20)) < 1e-9)
        let wrong = try Hearth.run("backtest", "--home", file, "--import-fee", "11", "--vat", "101")
        #expect(wrong.code == 2 && wrong.error.contains("--import-fee: found 11.0, expected 0.0 to 10.0"))
        #expect(wrong.error.contains("--vat: found 101.0, expected 0.0 to 100.0 %"))
    }

    @Test func modelsOfAShortRecording_areNotTrained_andItIsTold() throws {
        let folder = try Folder()
        let file = try folder.put(Self.home, as: "home.csv")
        let words = ["backtest", "--home", file, "--forecast", "model", "--json"]
        let finished = try Hearth.run(words + ["--country", "de", "--policy", "optimiser"])
        #expect(finished.code == 0 && finished.errorLines.count == 3, "\(finished.error)")
        #expect(
            finished.error.contains("demand: 0 days with numbers; at least 42 are needed; the naive forecast serves"))
        #expect(try finished.json(Result.self).soc_adjusted_cost.isFinite)
        let wrong = try Hearth.run(words + ["--country", "XX"])
        #expect(wrong.code == 2 && wrong.error.contains("--country: found \"XX\", expected one of SE"))
    }

    @Test func badRecording_isListedWithFileAndLine() throws {
        let folder = try Folder()
        let text = Self.home.replacing("1,0.5,4,0.20", with: "lots,0.5,4,0.20").replacing("00:45:00Z", with: "noon")
        let file = try folder.put(text, as: "home.csv")
        let finished = try Hearth.run("backtest", "--home", file)
        #expect(finished.code == 2)
        #expect(finished.error.contains("\(file):4:") && finished.error.contains("lots"))
        #expect(finished.error.contains("\(file):5:") && finished.error.contains("noon"))
    }

    @Test(arguments: [
        (["--from", "soon"], "--from: found \"soon\", expected"), (["--to", "2026-13-01"], "--to: found"),
        (["--from", "2026-01-01T00:07Z"], "--from"),
        (["--from", "2026-01-01T00:30Z", "--to", "2026-01-01T00:15Z"], "--to"),
        (["--forecast", "crystal-ball"], "--forecast"), (["--efficiency", "2"], "--efficiency: found 2"),
        (["--battery-kw", "0"], "--battery-kw: found 0"),
        (["--policy", "nope"], "--policy: found \"nope\""), (["--from", "2025-12-31"], "2025-12-31"),
    ])
    func badWords_areExit2(words: [String], says: String) throws {
        let folder = try Folder()
        let file = try folder.put(Self.home, as: "home.csv")
        let finished = try Hearth.run(["backtest", "--home", file] + words)
        #expect(finished.code == 2)
        #expect(finished.output.isEmpty)
        #expect(finished.error.contains(says), "\(finished.error)")
    }

    @Test func everyFaultOfTheWords_isToldAtOnce() throws {
        let finished = try Hearth.run(
            "backtest", "--home", "/nope.csv", "--battery-kwh", "0", "--from", "soon", "--to", "later", "--forecast",
            "crystal-ball", "--policy", "nope")
        #expect(finished.code == 2)
        let words = finished.errorLines.map { $0.prefix { $0 != ":" } }
        #expect(
            words == ["--policy", "--forecast", "--battery-kwh", "--from", "--to", "/nope.csv"], "\(finished.error)")
    }
}
