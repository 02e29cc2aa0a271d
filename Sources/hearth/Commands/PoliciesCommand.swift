// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Energy
import HostIO
import Policies

/// `hearth policies`: what can drive the battery.
struct PoliciesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policies", abstract: "Lists, shows and compares the policies that can drive the battery.",
        discussion: "Example: hearth policies show optimiser",
        subcommands: [List.self, Show.self, ComparePoliciesCommand.self])

    /// Runs `hearth policies list`.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists every policy with what it does.", discussion: "Example: hearth policies list --json")

        @Flag(help: "Print one JSON document.")
        var json = false

        func run() throws {
            var faults = UsageFaults()
            let cards = try DataFolder.names(in: DataFolder.policies, suffix: ".toml").compactMap { name in
                try faults.collect { try PolicySummary(name) }
            }
            try write(cards)
            if !faults.isEmpty { throw faults.failure }
        }

        /// Those that can be used; the faults of the others are told after them.
        private func write(_ cards: [PolicySummary]) throws {
            if json { return StandardOutput.write(try JSONOutput.text(cards)) }
            var table = TextTable(leftColumns: 2)
            for card in cards { table.add(card.name, card.does) }
            StandardOutput.write(table.text)
        }
    }

    /// Runs `hearth policies show`.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints a policy's file with its card.", discussion: "Example: hearth policies show optimiser")

        @Argument(help: "Name of the policy.")
        var name: String

        @Flag(help: "Print one JSON document.")
        var json = false

        func run() throws {
            let (file, text) = try CommandInput.policyFile(name, option: "<name>")
            if json { return StandardOutput.write(try JSONOutput.text(PolicyDocument(file))) }
            StandardOutput.write(text)
        }
    }
}

/// A policy in a line.
private struct PolicySummary: Encodable {
    let name, does: String

    init(_ name: String) throws {
        let file = try CommandInput.policyFile(name, option: "policies list").file
        (self.name, does) = (file.name, file.card.does)
    }
}

/// A policy's card.
private struct PolicyDocument: Encodable {
    struct Result: Encodable {
        let home, from, to, forecast: String
        let noBattery, cost, selfConsumption, optimiser, perfectForesight: Double
        let sharePercent: Double?

        enum CodingKeys: String, CodingKey {
            case home, from, to, forecast
            case noBattery = "no_battery"
            case cost
            case selfConsumption = "self_consumption"
            case optimiser
            case perfectForesight = "perfect_foresight"
            case sharePercent = "share_percent"
        }
    }

    let name, does, data, command: String
    let seed: Int?
    let tried: String?
    let results: [Result]

    init(_ file: PolicyFile) {
        (name, does, data) = (file.name, file.card.does, file.card.data)
        (command, seed, tried) = (file.card.command, file.card.seed, file.card.tried)
        results = file.card.results.map {
            Result(
                home: $0.home, from: $0.from.iso8601, to: $0.to.iso8601, forecast: $0.forecast,
                noBattery: $0.noBattery.value, cost: $0.cost.value, selfConsumption: $0.selfConsumption.value,
                optimiser: $0.optimiser.value, perfectForesight: $0.perfectForesight.value,
                sharePercent: $0.sharePercent)
        }
    }
}
