// SPDX-License-Identifier: Apache-2.0

import Foundation
import Policies
import Testing

/// Every file of `policies/` reads strictly, is called what it says, and its policy answers to that name.
@Test(arguments: ["self-consumption", "optimiser"]) func shippedPolicy_readsAndKeepsItsName(name: String) throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    let path = root.appending(path: "policies/\(name).toml")
    let file = try PolicyFile(toml: String(contentsOf: path, encoding: .utf8), file: "\(name).toml")
    #expect(file.name == name)
    #expect(file.makePolicy().name == name)
    #expect(!file.card.results.isEmpty)
    if name == "optimiser" { #expect(file.rule == .rollingOptimiser(.init())) }
    for result in file.card.results {
        #expect(result.from < result.to)
        #expect(try #require(result.sharePercent) < 100.1)
    }
}
