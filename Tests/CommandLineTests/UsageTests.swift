// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite struct UsageTests {
    @Test(arguments: [
        "run", "simulate", "status", "backtest", "devices", "devices list", "devices show", "devices check",
        "devices read", "devices probe", "policies", "log", "log show", "log verify", "config init",
        "policies list", "policies show", "policies compare", "data", "data import", "data export", "config",
        "config check",
        "config sample", "bench", "evaluate", "train", "forecast",
    ])
    func help_showsAnExample(of command: String) throws {
        let words = command.split(separator: " ").map(String.init)
        let finished = try Hearth.run(words + ["--help"])
        #expect(finished.code == 0)
        #expect(finished.error.isEmpty)
        #expect(finished.output.contains("Example: hearth \(words[0])"))
    }

    struct Wrong: Sendable, CustomTestStringConvertible {
        let command: String
        let says: [String]
        var testDescription: String { command }
        init(_ command: String, _ says: String...) { (self.command, self.says) = (command, says) }
    }

    @Test(arguments: [
        Wrong("nosuch", "nosuch"),
        Wrong("simulate --bogus", "--bogus"),
        Wrong("simulate --seed x", "--seed", "x"),
        Wrong("simulate --days 0", "--days", "found 0", "expected a quarter hour"),
        Wrong("simulate --link foo", "--link", "found \"foo\"", "expected memory or modbus"),
        Wrong("simulate --faults nonsense", "--faults", "nonsense", "one of silent"),
        Wrong("simulate --faults a,b", "--faults", "'a'", "'b'"),
        Wrong("simulate --speed 0", "--speed", "found \"0\"", "expected a number above 0"),
        Wrong("simulate --start tomorrow", "--start", "found \"tomorrow\"", "2016-11-01"),
        Wrong("run", "--config"),
        Wrong("run --config /nope.toml", "/nope.toml", "no such file"),
        Wrong("status --json --watch", "--json: found with --watch"),
        Wrong("status --url nonsense://x", "--url: found \"nonsense://x\""),
        Wrong("status --token-file /nope", "--token-file: /nope"),
        Wrong("devices probe a:b:c", "<address>: found \"a:b:c\"", "expected an address such as"),
        Wrong("log show --config /nope.toml", "/nope.toml", "no such file"),
        Wrong("simulate --policy nope", "--policy", "nope", "optimiser, recurrent-ppo, self-consumption"),
        Wrong("simulate --config /nope.toml", "/nope.toml", "no such file"),
        Wrong("simulate --days 0 --link foo --faults nonsense", "--days", "--link", "--faults"),
        Wrong("config check /nope.toml", "/nope.toml", "no such file"),
        Wrong("devices check /nope.toml", "/nope.toml"),
        Wrong("devices show nope", "found \"nope\"", "one of eastron-sdm630, sunspec-hybrid, thermia-genesis"),
        Wrong("policies show nope", "<name>: found \"nope\"", "one of optimiser, recurrent-ppo, self-consumption"),
        Wrong("policies compare", "--data"),
        Wrong("policies compare --data /nope", "--data: found \"/nope\", expected a folder"),
        Wrong(
            "policies compare --data /nope --policy a b --days 0 --from 2026-01-01 --efficiency 2", "found \"a\"",
            "found \"b\"", "--days: found 0", "--days: found with --from", "--efficiency: found 2", "/nope"),
        Wrong("backtest", "--home"),
        Wrong("backtest --home /nope.csv", "/nope.csv"),
        Wrong("data import /nope.csv", "/nope.csv"),
        Wrong("bench --only nope", "nope", "gate"),
    ])
    func wrongUsage_isExit2_andSaysWhatWasExpected(_ wrong: Wrong) throws {
        let finished = try Hearth.run(wrong.command.split(separator: " ").map(String.init))
        #expect(finished.code == 2)
        #expect(finished.output.isEmpty)
        for text in wrong.says { #expect(finished.error.contains(text), "\(finished.error)") }
    }

    @Test func configurationWithThreeFaults_listsAllThree_andWritesNothing() throws {
        let folder = try Folder()
        let sample = try Hearth.run("config", "sample")
        #expect(sample.code == 0)
        let text = sample.output.replacing("main_fuse_a = 25", with: "main_fuse_a = 5")
            .replacing("vat = 0.25", with: "vat = 25").replacing("floor = 0.10", with: "flor = 0.10")
        let file = try folder.put(text, as: "hearth.toml")
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for command in [["config", "check", file], ["simulate", "--config", file, "--state", folder["state"]]] {
            let finished = try Hearth.run(command)
            #expect(finished.code == 2)
            for (line, key, words) in [
                ("main_fuse_a = 5", "site.main_fuse_a", "found 5, expected"),
                ("vat = 25", "tariff.vat", "found 25, expected"), ("flor = 0.10", "battery[0].flor", "unknown key"),
            ] {
                let number = try #require(lines.firstIndex { $0 == line }) + 1
                #expect(
                    finished.errorLines.contains { $0.hasPrefix("\(file):\(number): \(key): ") && $0.contains(words) },
                    "\(finished.error)")
            }
        }
        #expect(try folder.names == ["hearth.toml"])
    }

    @Test func brokenProfile_isExit2_withFileLineAndKey() throws {
        let folder = try Folder()
        let good = try String(
            contentsOf: Hearth.root.appendingPathComponent("devices/eastron-sdm630.toml"), encoding: .utf8)
        let file = try folder.put(good.replacing("role = \"meter\"", with: "role = \"metre\""), as: "broken.toml")
        let finished = try Hearth.run("devices", "check", "devices/thermia-genesis.toml", file)
        #expect(finished.code == 2)
        #expect(finished.error.contains("\(file):"))
        #expect(finished.error.contains("metre"))
        #expect(finished.output.contains("thermia-genesis"))
    }

    @Test func shippedProfiles_passTheCheck() throws {
        let finished = try Hearth.run(
            "devices", "check", "devices/eastron-sdm630.toml", "devices/sunspec-hybrid.toml",
            "devices/thermia-genesis.toml")
        #expect(finished.code == 0)
        #expect(finished.error.isEmpty)
    }
}
