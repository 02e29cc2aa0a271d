// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Backtest
import Configuration
import Energy
import HostIO
import Inbox
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
            policy is cheaper is that of a one-sided paired t test over whole market days, wear of the battery included. \
            A policy that needs proof drives only after it beat self-consumption and the optimiser, each with a confidence \
            of 99.5 %; the last lines tell of every other policy whether it would.

            With --config it is the house itself: its own records, tariff, battery and site, over its last market days \
            that lack no number, with self-consumption, the optimiser, recurrent-ppo and the configured policy. \
            --record leaves the result to the planner, which lets a policy that needs proof drive or not by it; the \
            installed service does so every night.

            Example: hearth policies compare --config /etc/hearth/hearth.toml --record
            Example: hearth policies compare --data homes --forecast naive
            Example: hearth policies compare --data homes --country DE --from 2016-09-01 --to 2016-09-29 --json
            """)

    @Option(help: "Folder with recorded houses, as `hearth backtest --home` takes them.")
    var data: String?

    @Option(help: "Configuration of the house whose own database is replayed, instead of --data.")
    var config: String?

    @Flag(help: "With --config: leave the result to the planner.")
    var record = false

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
        wrong.require(days == nil || options.from == nil, "--days: found with --from, expected one of them")
        if let days { wrong.require((1...3660).contains(days), "--days: found \(days), expected 1 to 3660") }
        wrong.require(
            (data == nil) != (config == nil),
            "--data: found \(data == nil ? "neither it nor" : "it with") --config, expected one of them")
        wrong.require(!record || config != nil, "--record: found without --config, expected with it")
        if record, let days {
            let judged = PolicyGate.leastPromotionDays...PolicyGate.promotionDays
            wrong.require(
                judged.contains(days),
                "--days: found \(days) with --record, expected \(judged.lowerBound) to \(judged.upperBound) with it")
        }
        if let config, data == nil { return try replay(config, &wrong) }
        let policies = try policies(policyNames, &wrong)
        let settings = try options.settings(usual: .model, &wrong)
        let folder = try data.map { try HomeFolder($0, option: "--data", &wrong) }
        guard let settings, let folder, wrong.isEmpty else { throw wrong.failure }
        folder.skipped.forEach(StandardError.write)
        let houses = houses(folder, settings)
        guard !houses.isEmpty else {
            throw CommandFailure.usage(
                "--data: found no recorded house to compare in \(data ?? ""), expected at least one")
        }
        let comparisons = try houses.map { name, house in
            let comparison = try HomeComparison(home: name, house: house, settings: settings, policies: policies)
            for note in comparison.notes { StandardError.write("\(name): \(note)") }
            return comparison
        }
        try write(comparisons, settings)
    }

    private func write(_ comparisons: [HomeComparison], _ settings: BacktestSettings) throws {
        if json { return StandardOutput.write(try JSONOutput.text(ComparisonDocument.list(comparisons, settings))) }
        StandardOutput.write(ComparisonTable.text(comparisons, settings))
    }

    /// Those asked for, each once; otherwise all, the two that need no permission first.
    private var policyNames: [String] {
        let known = DataFolder.names(in: DataFolder.policies, suffix: ".toml")
        return (policy.isEmpty ? PolicyFile.rivals + known : policy).eachOnce
    }

    private func policies(
        _ names: [String], _ wrong: inout UsageFaults
    ) throws -> [(name: String, policy: any Policy)] {
        try names.compactMap { name in
            try wrong.collect { (name: name, policy: try CommandInput.policy(name, option: "--policy")) }
        }
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

    /// The policies that are compared though nobody asked for them; one that cannot be used is told, and keeps none of the others
    /// from being compared.
    private func others(than names: [String]) throws -> [(name: String, policy: any Policy)] {
        try PolicyFile.usuallyCompared.filter { !names.contains($0) }.compactMap { name in
            var wrong = UsageFaults()
            let policy = try wrong.collect { try CommandInput.policy(name, option: "--policy") }
            if policy == nil { StandardError.write("not compared: \(wrong.failure.message)") }
            return policy.map { (name: name, policy: $0) }
        }
    }

    /// The house itself, and where it is wanted the document for its planner.
    private func replay(_ path: String, _ wrong: inout UsageFaults) throws {
        wrong.require(
            options.describesNoHouse,
            "--config: found with --battery-kwh, --battery-kw, --efficiency, --import-fee, --vat, --peak-fee, --from, --to or "
                + "--country, expected without"
        )
        wrong.require(!record || policy.isEmpty, "--policy: found with --record, expected without it")
        let mode = options.mode(usual: .model, &wrong)
        let configuration = try ConfigurationInput.load(path)
        let own = configuration.policyName
        let names = (policy.isEmpty ? PolicyFile.rivals + [own] : policy).eachOnce
        var policies = try policies(names, &wrong)
        guard let mode, wrong.isEmpty else { throw wrong.failure }
        if policy.isEmpty { policies += try others(than: names) }
        let file = try CommandInput.policyFile(own, option: "\(path): policy.name").file
        let replay = HouseReplay(
            configuration: configuration, mode: mode, days: days ?? PolicyGate.promotionDays)
        let comparison = try replay.run(policies: policies, now: MachineClock.wall())
        for note in comparison.notes { StandardError.write(note) }
        if record {
            let candidate =
                file.needsProof
                ? PolicyComparison.Candidate(name: own, fingerprint: file.fingerprint) : nil
            let document = comparison.document(
                configuration, mode: mode, candidate: candidate, madeAt: MachineClock.wall())
            let inbox = ComparisonInbox(besideDatabase: configuration.databasePath)
            do throws(FileFailure) {
                try inbox.make()
                StandardError.write("left for the planner: \(try inbox.leave(document))")
            } catch {
                throw CommandFailure.failed("\(error)")
            }
        }
        try write([comparison], try replay.settings())
    }
}

extension [String] {
    /// Each name at its first place.
    fileprivate var eachOnce: [String] {
        enumerated().filter { !self[..<$0].contains($1) }.map(\.element)
    }
}
