// SPDX-License-Identifier: Apache-2.0

import Energy
import Foundation
import ReadingStore
import Testing

/// `hearth status` against a planner that hears nothing of a guard.
@Suite(.serialized) struct StatusTests {
    private struct Document: Decodable {
        let is_stale: Bool
        let cycle_age_s: Double?
    }

    /// A planner without a guard, in folders of the test, and its page.
    private func planner(_ house: ServedHouse, token: String? = nil) throws -> Hearth.Running {
        var text = try house.folder.text("hearth.toml")
            .replacing("/var/lib/hearth/hearth.sqlite", with: house.folder["planner.sqlite"])
        if let token {
            text = text.replacing(
                "# token_file = \"/etc/hearth/status.token\"",
                with: "token_file = \"\(try house.folder.put(token + "\n", as: "token"))\"")
        }
        let config = try house.folder.put(text, as: "planner.toml")
        let planner = try Hearth.start(program: "hearthd", "--config", config)
        try planner.waitForError(containing: "status page: http://127.0.0.1:\(house.statusPort)/")
        return planner
    }

    @Test func withoutAGuard_everythingIsUnknown_andStaleIsExit1() throws {
        let house = try ServedHouse()
        let planner = try planner(house)
        let shown = try Hearth.run("status", "--url", house.url)
        #expect(shown.code == 1)
        #expect(shown.errorLines == ["the data is stale: nothing has been heard of the guard yet"])
        #expect(shown.output.contains("STALE: guard not heard"))
        #expect(shown.output.contains("GRID     unknown (no cycle)"), "\(shown.output)")
        #expect(shown.output.contains("DECISION  none yet"))
        let json = try Hearth.run("status", "--url", house.url + "/", "--json")
        #expect(json.code == 1)
        #expect(try json.json(Document.self).is_stale && json.json(Document.self).cycle_age_s == nil)

        planner.interrupt()
        #expect(try planner.wait().code == 0)
        let watch = try Hearth.run("status", "--url", house.url, "--watch")
        #expect(watch.code == 1 && watch.errorLines.count == 1 && watch.error.hasPrefix(house.url), "\(watch.error)")
    }

    /// There -> gone, which is said once and without a value -> there again -> Ctrl-C.
    @Test func watch_outlivesTheEndpoint_andShowsNothingOldMeanwhile() throws {
        let house = try ServedHouse()
        let first = try planner(house)
        let watch = try Hearth.start("status", "--url", house.url, "--watch")
        try watch.waitForOutput(containing: "STALE")
        first.interrupt()
        #expect(try first.wait().code == 0)
        try watch.waitForOutput(containing: "trying again")
        let pictures = try watch.output.split(separator: "GRID ").count - 1
        let second = try planner(house)
        try watch.waitForOutput(containing: "GRID ", times: pictures + 1)
        watch.interrupt()
        let ended = try watch.wait()
        #expect(ended.code == 0 && ended.error.isEmpty, "\(ended.error)")
        let lines = ended.output.split(separator: "\n")
        let notices = lines.indices.filter { lines[$0].hasPrefix("\(house.url): not reachable since ") }
        #expect(notices.count == 1 && lines[notices[0]].contains(", trying again ("), "\(lines)")
        #expect(lines[notices[0] + 1].contains("STALE"), "the next picture is one of the endpoint that came back")
        second.interrupt()
        _ = try second.wait()
    }

    /// The database is closed again, as the planner must be its only writer.
    private func put(_ outcomes: [OutcomeRecord], into path: String) throws {
        try ReadingStore(path: path, deviceIDs: []).store(StoreBatch(outcomes: outcomes))
    }

    /// What earlier quarter hours of today came to, put into the database before the planner starts.
    @Test func earnedToday_isShownWithWhatIsMissing() throws {
        let house = try ServedHouse()
        let now = UTCInstant(secondsSinceEpoch: Int(Date().timeIntervalSince1970))
        let day = LocalDay(containing: Slot(containing: now), in: .centralEuropean).slots
        try put(
            (day.lowerBound..<Slot(containing: now)).prefix(1).map {
                OutcomeRecord(
                    slot: $0, isDryRun: false, commanded: [], storedPrice: PricePerKWh(0.3),
                    measured: SlotBill(cost: Money(-1), stored: .zero), noBattery: nil,
                    selfConsumption: SlotBill(cost: Money(0.25), stored: .zero), withheld: nil)
            }, into: house.folder["planner.sqlite"])
        let planner = try planner(house)
        let watch = try Hearth.start("status", "--url", house.url, "--watch")
        try watch.waitForOutput(containing: "GRID ", times: 2)
        let shown = try watch.output
        let ended = day.lowerBound.distance(to: Slot(containing: now))
        let wanted =
            ended == 0 ? "today unknown: no quarter hour" : "EARNED    today 1.25 EUR against self-consumption\n"
        #expect(shown.contains(wanted), "\(shown)")
        #expect(shown.contains("known for 1 of ") == (ended > 1) && shown.contains(", since 00:00") == (ended > 1))
        watch.interrupt()
        _ = try watch.wait()
        planner.interrupt()
        _ = try planner.wait()
    }

    @Test func databaseThatDoesNotAnswer_costsItsPart_andNotTheStatus() throws {
        let house = try ServedHouse()
        let planner = try planner(house)
        try FileManager.default.removeItem(atPath: house.folder["planner.sqlite"])
        let shown = try Hearth.run("status", "--url", house.url)
        #expect(shown.output.contains("GRID     unknown (no cycle)"), "\(shown.output)\(shown.error)")
        #expect(shown.output.contains("PRICE     unknown (the database does not answer)"))
        #expect(shown.errorLines == ["the data is stale: nothing has been heard of the guard yet"])
        planner.interrupt()
        _ = try planner.wait()
    }

    @Test func nameTheEndpointDoesNotKnow_isToldInItsWords() throws {
        let house = try ServedHouse()
        let planner = try planner(house)
        // Every name below `localhost` leads to this machine.
        let shown = try Hearth.run("status", "--url", "http://hearth.localhost:\(house.statusPort)")
        #expect(shown.code == 1 && shown.error.contains("refused (421): "), "\(shown.error)")
        #expect(shown.error.contains("host_names"))
        planner.interrupt()
        _ = try planner.wait()
    }

    @Test func tokenThatIsNeeded_isTakenFromItsFile_andNeverPrinted() throws {
        let house = try ServedHouse()
        let token = String(repeating: "0123456789abcdef", count: 2)
        let planner = try planner(house, token: token)
        let without = try Hearth.run("status", "--url", house.url, "--json")
        #expect(without.code == 1 && without.output.isEmpty)
        #expect(without.errorLines == ["\(house.url): a token is needed that the endpoint knows: --token-file FILE"])
        let wrong = try house.folder.put("another-token-of-a-good-length-000", as: "wrong")
        let refused = try Hearth.run("status", "--url", house.url, "--token-file", wrong)
        #expect(refused.code == 1 && !refused.error.contains("another-token"))
        let with = try Hearth.run("status", "--url", house.url, "--json", "--token-file", house.folder["token"])
        #expect(try with.json(Document.self).is_stale)
        planner.interrupt()
        #expect(try !planner.wait().error.contains(token))
    }
}
