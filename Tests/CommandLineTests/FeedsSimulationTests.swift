// SPDX-License-Identifier: Apache-2.0

import Energy
import Foundation
import ReadingStore
import Testing

/// A simulated house that fetches its prices and its weather over HTTP.
@Suite struct FeedsSimulationTests {
    private struct Run: Decodable {
        let job, outcome, started_at: String
        let rows: Int
        let error: String?
    }

    private func simulate(_ folder: Folder, _ words: [String]) throws -> Finished {
        try Hearth.run(
            [
                "simulate", "--link", "memory", "--feeds", "--state", folder["state"], "--json", "--start",
                "2026-03-10T08:00Z",
            ]
                + words)
    }

    private func history(_ folder: Folder, _ job: String) throws -> [Run] {
        try Hearth.run("jobs", "history", "--database", folder["state/hearth.sqlite"], "--job", job, "--json")
            .json([Run].self)
    }

    @Test func tomorrowsPrices_areInUse_onceTheyAreOut() throws {
        let folder = try Folder()
        let finished = try simulate(folder, ["--days", "0.25"])
        #expect(finished.code == 0, "\(finished.error)")
        let store = try ReadingStore(reading: folder["state/hearth.sqlite"])
        let start = try #require(UTCInstant(iso8601: "2026-03-10T08:00Z"))
        let today = LocalDay(containing: Slot(containing: start), in: .centralEuropean)
        let tomorrow = today.next(in: .centralEuropean).slots
        let known = try store.prices(slots: today.slots.lowerBound..<tomorrow.upperBound)
        #expect(known.slots.allSatisfy { known[$0] != nil })
        #expect(try store.prices(slots: tomorrow, source: "elprisetjustnu")[tomorrow.lowerBound] != nil)
        let runs = try history(folder, "fetch-prices")
        // Of today at once, and of tomorrow after 13:00.
        #expect(runs.map(\.outcome) == ["succeeded", "succeeded"] && runs.map(\.rows) == [96, 192])
        #expect(runs.last?.started_at.hasPrefix("2026-03-10T12:0") == true)
        #expect(try store.lastFetch(kind: .weather) != nil)
        #expect(try history(folder, "fetch-weather").map(\.outcome).contains("succeeded"))
    }

    @Test func dayWithoutSources_isTold_andTheHouseGoesOn() throws {
        let folder = try Folder()
        let finished = try simulate(folder, ["--days", "0.05", "--feeds-outage", "1"])
        #expect(finished.code == 0, "\(finished.error)")
        let runs = try history(folder, "fetch-prices")
        #expect(runs.count >= 5 && runs.allSatisfy { $0.outcome == "failed" && $0.rows == 0 })
        #expect(
            runs.first?.error
                == "elprisetjustnu: status 503: the source has a fault; what was fetched before is used instead")
        #expect(try history(folder, "house-data").allSatisfy { $0.outcome == "succeeded" })
        let all = try Hearth.run("jobs", "history", "--database", folder["state/hearth.sqlite"], "--limit", "3")
        #expect(all.code == 0 && all.output.split(separator: "\n").count == 4)
    }

    @Test(arguments: [
        (["--feeds-outage", "1"], "--feeds-outage: found without --feeds, expected with it\n"),
        (["--feeds", "--feeds-outage", "2"], "--feeds-outage: found 2, expected a day of the run, 1 to 1\n"),
        (["--feeds", "--houses", "2"], "--feeds: found with --houses, expected one of the two\n"),
    ])
    func wrongWords_areTold(words: [String], line: String) throws {
        let finished = try Hearth.run(["simulate"] + words)
        #expect(finished.code == 2 && finished.error == line)
    }

    @Test func jobs_tellHowTheyStand() throws {
        let folder = try Folder()
        #expect(try simulate(folder, ["--days", "0.05"]).code == 0)
        let none = try Hearth.run("jobs", "history", "--database", folder["none.sqlite"])
        #expect(none.code == 1)
        let wrong = try Hearth.run("jobs", "history", "--job", "fetch", "--database", folder["state/hearth.sqlite"])
        #expect(
            wrong.code == 2
                && wrong.error.hasPrefix("--job: found \"fetch\", expected one of house-data, fetch-prices, "))
        #expect(try history(folder, "house-data").allSatisfy { $0.outcome == "succeeded" })
    }
}
