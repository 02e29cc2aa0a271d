// SPDX-License-Identifier: Apache-2.0

import Foundation
import Policies
import Testing

/// Every file of `policies/` reads strictly, is called what it says, and its policy answers to that name.
@Test(arguments: ["self-consumption", "optimiser", "recurrent-ppo"])
func shippedPolicy_readsAndKeepsItsName(name: String) throws {
    let file = try shippedPolicy(name)
    #expect(file.name == name)
    #expect(file.makePolicy().name == name)
    #expect(!file.card.results.isEmpty)
    #expect(file.needsProof == (name == "recurrent-ppo"))
    if file.needsProof { #expect(file.card.tried != nil && file.card.seed != nil) }
    if name == "optimiser" { #expect(file.rule == .rollingOptimiser(.init())) }
    for result in file.card.results {
        #expect(result.from < result.to)
        #expect(try #require(result.sharePercent) < 100.1)
    }
}

/// A file of `policies/`, with what it names.
func shippedPolicy(_ name: String) throws -> PolicyFile {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    let folder = root.appending(path: "policies")
    let text = try String(contentsOf: folder.appending(path: "\(name).toml"), encoding: .utf8)
    return try PolicyFile(toml: text, file: "\(name).toml") {
        Array(try Data(contentsOf: folder.appending(path: $0)))
    }
}

/// What one card says of another policy is what that one's own says of the same window and forecasts.
@Test func shippedCards_agree() throws {
    let rule = try shippedPolicy("self-consumption").card.results
    let plan = try shippedPolicy("optimiser").card.results
    let learned = try shippedPolicy("recurrent-ppo").card.results
    #expect(learned.count == 8)
    for result in rule + learned {
        let planned = try #require(plan.first { isSameRun($0, result) }, "\(result.home), \(result.forecast)")
        #expect(result.noBattery == planned.noBattery && result.perfectForesight == planned.perfectForesight)
        #expect(result.optimiser == planned.cost && result.selfConsumption == planned.selfConsumption)
    }
    #expect(plan.allSatisfy { $0.cost == $0.optimiser } && rule.allSatisfy { $0.cost == $0.selfConsumption })
}

private func isSameRun(_ one: PolicyCard.Result, _ other: PolicyCard.Result) -> Bool {
    (one.home, one.forecast) == (other.home, other.forecast) && (one.from, one.to) == (other.from, other.to)
}
