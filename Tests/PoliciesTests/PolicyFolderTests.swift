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

/// The cards tell of the same windows, and what one says of another policy is what that one's own says.
@Test func shippedCards_agree() throws {
    func results(_ name: String) throws -> [PolicyCard.Result] { try shippedPolicy(name).card.results }
    let (rule, plan, learned) = (
        try results("self-consumption"), try results("optimiser"), try results("recurrent-ppo")
    )
    #expect(plan.map(\.home) == rule.map(\.home) && learned.map(\.home) == rule.map(\.home))
    for ((ruled, planned), learned) in zip(zip(rule, plan), learned) {
        for result in [planned, learned] {
            #expect(result.from == ruled.from && result.to == ruled.to && result.forecast == ruled.forecast)
            #expect(result.noBattery == ruled.noBattery && result.perfectForesight == ruled.perfectForesight)
            #expect(result.selfConsumption == ruled.cost && result.optimiser == planned.cost)
        }
        #expect(ruled.selfConsumption == ruled.cost && ruled.optimiser == planned.cost)
    }
}

private func shippedPolicy(_ name: String) throws -> PolicyFile {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    let folder = root.appending(path: "policies")
    let text = try String(contentsOf: folder.appending(path: "\(name).toml"), encoding: .utf8)
    return try PolicyFile(toml: text, file: "\(name).toml") {
        Array(try Data(contentsOf: folder.appending(path: $0)))
    }
}
