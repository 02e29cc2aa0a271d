// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Backtest
import Energy
import HostIO
import Policies

/// `hearth policies compare`: what every policy would have cost recorded houses.
struct ComparePoliciesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Runs every policy over the last days of recorded houses and tells which one is worth its while.",
        discussion: """
            \(BacktestOptions.discussion)

            Without --from and --to it is the last 28 market days of each recording, or --days; without --forecast the \
            models. A table that is no recorded house, or lacks numbers of the days compared, is named on standard error \
            and skipped.

            Costs come with the energy left in the battery valued at the mean import price. SHARE is the part of the saving \
            that perfect foresight would have had, REGRET the cost above it; over a few days a policy may come out ahead of \
            it, which ends with as much energy as it began with. WRITES is how many commands to the battery a policy would \
            have asked for, SECONDS what its decisions took; forecasts are made once for all. By day, the confidence that a \
            policy is cheaper is that of a one-sided paired t test over whole market days. A policy that is neither \
            self-consumption nor the optimiser drives only after it beat both, each with a confidence of 95 %.

            Example: hearth policies compare --data homes --forecast naive
            Example: hearth policies compare --data homes --country DE --from 2016-09-01 --to 2016-09-29 --json
            """)

    @Option(help: "Folder with recorded houses, as `hearth backtest --home` takes them.")
    var data: String

    @Option(
        parsing: .upToNextOption, help: "Of those that `hearth policies list` names; all of them by default.")
    var policy: [String] = []

    @Option(help: "How many market days up to the end; 28 by default.")
    var days: Int?

    @OptionGroup var options: BacktestOptions

    @Flag(help: "Print one JSON document: a list, one element for each house and policy.")
    var json = false

    func run() throws {
        StopSignal.install()
        var wrong = UsageFaults()
        let policies = try policyNames.compactMap { name in
            try wrong.collect { (name: name, policy: try CommandInput.policy(name, option: "--policy")) }
        }
        wrong.require(days == nil || options.from == nil, "--days: found with --from, expected one of them")
        if let days { wrong.require((1...3660).contains(days), "--days: found \(days), expected 1 to 3660") }
        let settings = try options.settings(usual: .model, &wrong)
        let folder = try HomeFolder(data, option: "--data", &wrong)
        guard let settings, wrong.isEmpty else { throw wrong.failure }
        folder.skipped.forEach(StandardError.write)
        let houses = houses(folder, settings)
        guard !houses.isEmpty else {
            throw CommandFailure.usage("--data: found no recorded house to compare in \(data), expected at least one")
        }
        let comparisons = try houses.map { name, house in
            let comparison = try HomeComparison(home: name, house: house, settings: settings, policies: policies)
            for note in comparison.notes { StandardError.write("\(name): \(note)") }
            return comparison
        }
        if json { return StandardOutput.write(try JSONOutput.text(ComparisonDocument.list(comparisons, settings))) }
        StandardOutput.write(ComparisonTable.text(comparisons, settings))
    }

    /// Those asked for, each once; otherwise all, the two that need no permission first.
    private var policyNames: [String] {
        let known = DataFolder.names(in: DataFolder.policies, suffix: ".toml")
        let first = [SelfConsumption.name, RollingOptimiser.name]
        let wanted = policy.isEmpty ? first + known.filter { !first.contains($0) } : policy
        return wanted.enumerated().filter { !wanted[..<$0].contains($1) }.map(\.element)
    }

    /// The houses that have the numbers of their days; the others are named.
    private func houses(_ folder: HomeFolder, _ settings: BacktestSettings) -> [(name: String, house: BacktestHouse)] {
        let recent = RecentDays(count: days ?? PolicyGate.promotionDays, from: settings.from, to: settings.to)
        return folder.homes.compactMap { home in
            guard let window = recent.window(of: home.recording) else {
                StandardError.write("\(home.file): skipped, it has no quarter hour with all numbers in these days")
                return nil
            }
            do {
                return (home.name, try settings.house(home.recording, window: window))
            } catch {
                StandardError.write("\(home.file): skipped, \(error)")
                return nil
            }
        }
    }
}
