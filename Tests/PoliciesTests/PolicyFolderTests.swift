// SPDX-License-Identifier: Apache-2.0

import Foundation
import Policies
import Testing

/// Every file of `policies/` reads strictly, is called what it says, and its policy answers to that name.
@Test(arguments: ["self-consumption", "optimiser", "recurrent-ppo"])
func shippedPolicy_readsAndKeepsItsName(name: String) throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    let folder = root.appending(path: "policies")
    let text = try String(contentsOf: folder.appending(path: "\(name).toml"), encoding: .utf8)
    let file = try PolicyFile(toml: text, file: "\(name).toml") {
        Array(try Data(contentsOf: folder.appending(path: $0)))
    }
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
