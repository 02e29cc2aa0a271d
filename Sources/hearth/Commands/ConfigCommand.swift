// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Configuration
import Energy
import FetchService

/// `hearth config`: the configuration file.
struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Makes a configuration, checks one, or prints one to begin with.",
        discussion: "Example: hearth config sample > hearth.toml && hearth config check hearth.toml",
        subcommands: [Check.self, InitConfigCommand.self, Sample.self])

    /// Runs `hearth config check`.
    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists everything that is wrong with a configuration, each with file, line and key.",
            discussion: "Example: hearth config check /etc/hearth/hearth.toml")

        @Argument(help: "Configuration file.")
        var file: String

        @Flag(help: "Print one JSON document.")
        var json = false

        func run() throws {
            let configuration = try ConfigurationInput.load(file)
            // The planner would go on with self-consumption, and the owner wait for savings that never come.
            _ = try CommandInput.policyFile(configuration.policyName, option: "\(file): policy.name")
            let faults = configuration.feedFaults(file: file)
            guard faults.isEmpty else { throw CommandFailure.usage(faults.joined(separator: "\n")) }
            if json { return StandardOutput.write(try JSONOutput.text(ConfigurationSummary(configuration, file))) }
            StandardOutput.write(
                "\(file): \(configuration.devices.count) devices, \(configuration.batteries.count) batteries, "
                    + "policy \(configuration.policyName)\(ConfigCommand.periods(of: configuration.tariff))")
        }
    }

    /// The periods of a tariff by name, as the end of a line; empty for one that is the same at all hours.
    private static func periods(of tariff: Tariff) -> String {
        let names = tariff.periods.map(\.name) + tariff.peakCounting.periods.map(\.name)
        return names.isEmpty ? "" : ", tariff periods: " + names.joined(separator: ", ")
    }

    /// Runs `hearth config sample`.
    struct Sample: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints the commented configuration of the simulated house.",
            discussion: "Example: hearth config sample > hearth.toml")

        func run() { StandardOutput.write(HearthConfiguration.sampleText) }
    }
}

/// A configuration in a line.
private struct ConfigurationSummary: Encodable {
    let file, policy: String
    let devices: [String]
    let batteries: Int

    init(_ configuration: HearthConfiguration, _ file: String) {
        self.file = file
        policy = configuration.policyName
        devices = configuration.deviceIDs
        batteries = configuration.batteries.count
    }
}
