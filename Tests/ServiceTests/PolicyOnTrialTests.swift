// SPDX-License-Identifier: Apache-2.0

import Configuration
import Energy
import HostIO
import Inbox
import ReadingStore
import Testing

/// From the recorded days of a house to the policy that drives it.
@Suite struct PolicyOnTrialTests {
    private let house: TriedHouse

    init() throws { house = try TriedHouse(days: 30) }

    private var inbox: ComparisonInbox { ComparisonInbox(besideDatabase: house.configuration.databasePath) }

    private func verdicts() throws -> [PolicyVerdict] {
        try ReadingStore(reading: house.configuration.databasePath)
            .policyVerdicts(changesOnly: false, limit: 9).map(\.verdict)
    }

    /// The words after `hearth` in the README's block on trials.
    private static func readmeWords() throws -> [String] {
        let text = String(decoding: try DurableFile.read("\(Program.root)/README.md"), as: UTF8.self)
        let block = try #require(text.split(separator: "<!-- test: trial -->\n```sh\n").dropFirst().first)
        let lines = try #require(block.split(separator: "```").first).split(separator: "\n")
        try #require(lines.count == 1 && lines[0].hasPrefix("hearth "))
        return lines[0].split(separator: " ").dropFirst().map(String.init)
    }

    @Test func policyThatBeatsBothInTheReplay_drivesFromTheNextDecisionOn_alsoAfterARestart() throws {
        let before = try house.livePlanner()
        #expect(before.decision?.policy == "optimiser" && before.policy?.driver == "optimiser")
        #expect(before.policy?.candidate == "night" && before.policy?.since == nil)
        #expect(before.policy?.sentence.contains("has to beat self-consumption and the optimiser") == true)

        // As the README has it.
        let replay = try house.hearth(try Self.readmeWords())
        #expect(replay.code == 0, "\(replay.log)")
        #expect(replay.log.contains("left for the planner: \(inbox.folder)/policies.comparison"), "\(replay.log)")
        let after = try house.livePlanner()
        #expect(after.decision?.policy == "night" && after.policy?.driver == "night", "\(house.told)")
        #expect(after.policy?.since != nil && after.policy?.sentence.hasPrefix("promoted: over 28 days") == true)
        #expect(
            after.policy?.comparison?.rows.map(\.policy)
                == ["no-battery", "self-consumption", "optimiser", "night", "perfect-foresight"])
        #expect(after.policy?.comparison?.days == 28)
        var waiting = inbox
        #expect(waiting.waiting().isEmpty)

        let restarted = try house.livePlanner()
        #expect(restarted.decision?.policy == "night" && restarted.policy?.since == after.policy?.since)
        #expect(restarted.policy?.comparison?.days == 28)
        #expect(try verdicts() == [.promote])

        // Another version has shown nothing yet.
        try house.putPolicy("night", slots: 79)
        let changed = try house.livePlanner()
        #expect(changed.decision?.policy == "optimiser" && changed.policy?.driver == "optimiser")
        // Nor may it drive by the name of one that need not show anything.
        let plan = try house.folder.text("policies/optimiser.toml")
        try house.folder.put(
            plan.replacing("\"optimiser\"\nkind", with: "\"plan\"\nkind"), as: "policies/optimiser.toml")
        let misnamed = try house.livePlanner()
        #expect(misnamed.decision?.policy == "self-consumption")
        #expect(
            misnamed.warnings.contains { $0.contains("optimiser.toml: name: found \"plan\", expected \"optimiser\"") },
            "\(misnamed.warnings)")
        try house.folder.put(plan, as: "policies/optimiser.toml")
        // What nobody can read does not drive either.
        try house.folder.put("name = ", as: "policies/night.toml")
        let damaged = try house.livePlanner()
        #expect(damaged.decision?.policy == "optimiser")
        #expect(damaged.warnings.contains { $0.hasPrefix("policy night cannot be used, optimiser runs instead") })
    }

    @Test func driverThatFallsBehind_isDemoted() throws {
        let replay = try house.replay(days: 22)
        #expect(replay.code == 0, "\(replay.log)")
        #expect(try house.livePlanner().policy?.driver == "night")
        var waiting = inbox
        let made = MachineClock.wall()
        let comparison = try #require(
            try ReadingStore(reading: house.configuration.databasePath)
                .policyVerdicts(changesOnly: false, limit: 1).first?.comparison)
        // The same days, but the candidate paid half a euro more on each of them than self-consumption.
        let rule = try #require(comparison["self-consumption"])
        let dearer = PolicyComparison.Row(
            policy: "night", cost: rule.cost, adjustedCost: rule.adjustedCost + Money(0.5 * Double(rule.days.count)),
            cycles: 0, modeChanges: 0, writes: 0,
            days: rule.days.map { DailyCost(date: $0.date, cost: $0.cost + Money(0.5)) })
        try waiting.leave(
            PolicyComparison(
                madeAt: max(made, comparison.madeAt.advanced(bySeconds: 1)),
                configurationHash: comparison.configurationHash, period: comparison.period,
                forecast: comparison.forecast, currency: comparison.currency, candidate: comparison.candidate,
                rows: comparison.rows.map { $0.policy == "night" ? dearer : $0 }))
        let status = try house.livePlanner()
        #expect(status.decision?.policy == "optimiser" && status.policy?.driver == "optimiser", "\(house.told)")
        #expect(status.policy?.sentence.hasPrefix("demoted: over the last 7 days it cost 0.5") == true)
        #expect(try verdicts() == [.demote, .promote])
        #expect(waiting.waiting().isEmpty)
        #expect(try house.livePlanner().decision?.policy == "optimiser")
    }

    @Test func driverThatNobodyWatches_pausesAndIsWarnedOf() throws {
        let made = try house.store(.promote, "promoted", daysAgo: 8)
        let status = try house.livePlanner()
        #expect(status.decision?.policy == "optimiser" && status.policy?.driver == "optimiser")
        #expect(
            status.policy?.sentence == "pauses until a comparison of the last week is there; last verdict: promoted")
        #expect(status.warnings.contains { $0.contains("was not compared since \(made.date)") }, "\(status.warnings)")
    }

    @Test func comparisonInAnotherConfiguration_doesNotWatchOverTheDriver() throws {
        try house.store(.promote, "promoted", daysAgo: 3)
        try house.store(.keep, "stays in use", daysAgo: 1)
        #expect(try house.livePlanner().policy?.driver == "night")
        // Back from another configuration, in which it was found wanting.
        try house.store(.keep, "not promoted", daysAgo: 0, changed: true)
        let status = try house.livePlanner()
        #expect(status.decision?.policy == "optimiser" && status.policy?.driver == "optimiser")
        #expect(
            status.policy?.sentence == "pauses until a comparison of the last week is there; last verdict: promoted")
    }

    @Test func comparisonOfAnotherHouse_orNoneAtAll_isToldAndTakenAway() throws {
        let end = Slot(containing: MachineClock.wall())
        var waiting = inbox
        try waiting.make()
        try waiting.leave(
            PolicyComparison(
                madeAt: MachineClock.wall(), configurationHash: 1, period: end.advanced(by: -96)..<end,
                forecast: "naive", currency: "EUR", candidate: nil, rows: []))
        try DurableFile.write(Array("comparison = 1\n".utf8), to: "\(waiting.folder)/broken.comparison")
        let status = try house.livePlanner()
        #expect(status.policy?.driver == "optimiser" && status.policy?.comparison == nil)
        #expect(
            house.told.contains {
                $0.hasSuffix("broken.comparison: line 2: found the end, expected made_at = a moment of UTC")
            }, "\(house.told)")
        #expect(house.told.contains { $0.contains("it was made with another configuration than the one in use") })
        #expect(try waiting.waiting().isEmpty && verdicts().isEmpty)
    }
}
