// SPDX-License-Identifier: Apache-2.0

import Foundation
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

        let watch = try Hearth.start("status", "--url", house.url, "--watch")
        try watch.waitForOutput(containing: "STALE")
        planner.interrupt()
        #expect(try planner.wait().code == 0)
        let ended = try watch.wait()
        #expect(ended.code == 1 && ended.errorLines.count == 1 && ended.error.hasPrefix(house.url), "\(ended.error)")
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
