// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Energy
import HostIO
import Policies
import StrictTOML

/// `hearth policies`: what can drive the battery.
struct PoliciesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policies", abstract: "Lists and shows the policies that can drive the battery.",
        discussion: "Example: hearth policies show optimiser",
        subcommands: [List.self, Show.self])

    /// Runs `hearth policies list`.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists every policy with what it does.", discussion: "Example: hearth policies list --json")

        @Flag(help: "Print one JSON document.")
        var json = false

        func run() throws {
            let cards = try DataFolder.names(in: DataFolder.policies, suffix: ".toml").map { try PolicyCardText($0) }
            if json { return StandardOutput.write(try JSONOutput.text(cards.map(\.summary))) }
            var table = TextTable(leftColumns: 2)
            for card in cards { table.add(card.summary.name, card.summary.does) }
            StandardOutput.write(table.text)
        }
    }

    /// Runs `hearth policies show`.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints a policy's file with its card.", discussion: "Example: hearth policies show optimiser")

        @Argument(help: "Name of the policy.")
        var name: String

        func run() throws {
            let card = try PolicyCardText(name)
            StandardOutput.write(card.text)
        }
    }
}

/// A policy's file, checked and as text.
private struct PolicyCardText {
    struct Summary: Encodable {
        let name: String
        let does: String
    }

    let summary: Summary
    let text: String

    init(_ name: String) throws {
        _ = try CommandInput.policy(name)
        let path = "\(DataFolder.policies)/\(name).toml"
        text = try CommandInput.text(path)
        do {
            let file = try PolicyFile(toml: text, file: path)
            summary = Summary(name: file.name, does: file.card.does)
        } catch {
            throw CommandFailure.usage("\(error)")
        }
    }
}
