// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// `--json` prints exactly one document; all else goes to standard error.
@Suite struct OutputTests {
    private struct Named: Decodable {
        let name: String
    }

    private struct Benchmark: Decodable {
        let name, unit: String
        let runs: Int
        let value, min, median, max: Double
    }

    private struct Device: Decodable {
        let id, role: String
        let points: Int
    }

    @Test func policiesList_isOneDocument() throws {
        let finished = try Hearth.run("policies", "list", "--json")
        #expect(finished.code == 0)
        #expect(try finished.json([Named].self).map(\.name) == ["optimiser", "recurrent-ppo", "self-consumption"])
    }

    @Test func policiesList_tellsTheOthersWhereAFileHasFaults() throws {
        let folder = try Folder()
        try FileManager.default.createDirectory(atPath: folder["policies"], withIntermediateDirectories: true)
        let rule = try String(
            contentsOf: Hearth.root.appendingPathComponent("policies/self-consumption.toml"), encoding: .utf8)
        _ = try folder.put(rule, as: "policies/self-consumption.toml")
        _ = try folder.put(
            rule.replacing("name = \"self-consumption\"", with: "name = \"own_rule\""), as: "policies/own.toml")
        let finished = try Hearth.run(["policies", "list", "--json"], under: ["env", "-C", folder.path])
        #expect(finished.code == 2)
        #expect(try finished.json([Named].self).map(\.name) == ["self-consumption"])
        #expect(
            finished.errorLines.count == 1 && finished.error.contains("own.toml")
                && finished.error.contains("1 to 64 letters, digits and hyphens"), "\(finished.error)")
    }

    @Test func devicesList_isOneDocument() throws {
        let devices = try Hearth.run("devices", "list", "--json").json([Device].self)
        #expect(devices.map(\.id) == ["eastron-sdm630", "sunspec-hybrid", "thermia-genesis"])
        #expect(devices.map(\.role) == ["meter", "inverter", "heat_pump"])
        #expect(devices.allSatisfy { $0.points > 5 })
    }

    @Test func benchOfTheGate_isOneDocument() throws {
        let finished = try Hearth.run("bench", "--json", "--only", "gate")
        #expect(finished.code == 0)
        #expect(finished.error.isEmpty)
        let results = try finished.json([Benchmark].self)
        #expect(results.map(\.name) == ["gate"])
        let gate = try #require(results.first)
        #expect(gate.unit == "us" && gate.runs > 0)
        #expect(0 < gate.min && gate.min <= gate.median && gate.median <= gate.max)
    }

    @Test func listOfFaults_namesTheCatalogue() throws {
        let finished = try Hearth.run("simulate", "--list-faults")
        #expect(finished.code == 0)
        #expect(finished.output.split(separator: "\n").count == 15)
        #expect(finished.output.contains("write-ignored"))
    }

    /// Whatever can print JSON prints one document and nothing else.
    @Test(arguments: [
        "policies show optimiser", "devices show eastron-sdm630", "devices check devices/eastron-sdm630.toml",
        "simulate --list-faults",
    ])
    func everyJSON_isOneDocument(command: String) throws {
        let finished = try Hearth.run(command.split(separator: " ").map(String.init) + ["--json"])
        #expect(finished.code == 0 && finished.error.isEmpty, "\(finished.error)")
        #expect(try JSONSerialization.jsonObject(with: Data(finished.output.utf8)) is NSObject)
    }

    @Test func brokenProfile_isInTheDocument_andExit2() throws {
        struct Check: Decodable {
            let file: String
            let points: Int?
            let faults: [String]
        }
        let finished = try Hearth.run("devices", "check", "devices/eastron-sdm630.toml", "/nope.toml", "--json")
        #expect(finished.code == 2)
        let checks = try finished.json([Check].self)
        #expect(checks.map(\.file) == ["devices/eastron-sdm630.toml", "/nope.toml"])
        #expect(checks[0].faults.isEmpty && checks[0].points ?? 0 > 5)
        #expect(checks[1].faults.count == 1 && checks[1].points == nil)
    }

    @Test func sampleConfiguration_passesTheCheck() throws {
        let folder = try Folder()
        let file = try folder.put(try Hearth.run("config", "sample").output, as: "hearth.toml")
        let finished = try Hearth.run("config", "check", file)
        #expect(finished.code == 0)
        #expect(finished.output == "\(file): 3 devices, 1 batteries, policy optimiser\n")
    }

    @Test func policyThatDoesNotExist_doesNotPassTheCheck() throws {
        let folder = try Folder()
        let text = try Hearth.run("config", "sample").output.replacing("\"optimiser\"", with: "\"optimizer\"")
        let file = try folder.put(text, as: "hearth.toml")
        let finished = try Hearth.run("config", "check", file)
        #expect(finished.code == 2 && finished.output.isEmpty)
        #expect(finished.error.contains("\(file): policy.name: found \"optimizer\", expected one of optimiser"))
    }

    @Test func zoneThatASourceHasNot_doesNotPassTheCheck() throws {
        let folder = try Folder()
        let feeds = """

            [feeds]
            contact = "me@example.org"
            [[feeds.price]]
            source = "awattar"
            zone = "SE3"
            """
        let file = try folder.put(try Hearth.run("config", "sample").output + feeds, as: "hearth.toml")
        let finished = try Hearth.run("config", "check", file)
        #expect(finished.code == 2 && finished.output.isEmpty)
        #expect(finished.error.contains("feeds.price[0]: awattar has no prices of SE3, only of AT, DE_LU"))
    }
}
