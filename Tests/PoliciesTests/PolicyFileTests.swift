// SPDX-License-Identifier: Apache-2.0

import Energy
import Policies
import StrictTOML
import Testing

private let small = """
    name = "night"
    kind = "optimiser"
    [parameters]
    horizon_slots = 96
    terminal_weight = 0.8
    [card]
    does = "Plans a day."
    data = "none"
    command = "hearth backtest --policy night"
    [[card.results]]
    home = "home_de_a"
    from = "2016-10-31T23:00Z"
    to = "2016-12-31T23:00Z"
    forecast = "naive"
    no_battery = 240
    cost = 210
    self_consumption = 215
    optimiser = 210
    perfect_foresight = 200
    """

@Test func policyFile_readsParametersAndCard() throws {
    let file = try PolicyFile(toml: small, file: "night.toml")
    #expect(file.name == "night")
    #expect(file.rule == .rollingOptimiser(.init(horizonSlots: 96, terminalWeight: 0.8)))
    #expect(file.makePolicy().name == "night" && !file.needsProof)
    #expect(file.card.seed == nil)
    #expect(file.card.results.first?.sharePercent == 75)
}

@Test func policyThatNeedsProof_saysSo_theTwoThatItIsMeasuredByCannot() throws {
    let text = small.replacing("[parameters]", with: "needs_proof = true\n[parameters]")
    let file = try PolicyFile(toml: text, file: "night.toml")
    let plain = try PolicyFile(toml: small, file: "night.toml")
    #expect(file.needsProof && file.fingerprint != plain.fingerprint)
    #expect(try PolicyFile(toml: text, file: "other.toml").fingerprint == file.fingerprint)
    for name in PolicyFile.rivals {
        #expect {
            try PolicyFile(toml: text.replacing("\"night\"", with: "\"\(name)\""), file: "\(name).toml")
        } throws: { error in
            (error as? TOMLFaults)?.faults.map(\.key) == ["needs_proof"]
        }
    }
}

/// A policy that plans differently under another name decides as the rule itself does.
@Test func policyOfAFile_decidesAsItsRule_byItsOwnName() throws {
    var policy = try PolicyFile(toml: small, file: "night.toml").makePolicy()
    var rule = RollingOptimiser(parameters: .init(horizonSlots: 96, terminalWeight: 0.8))
    let situation = PolicySituation(
        now: Slot(index: 0), stateOfCharge: [nil], batteries: [], prices: [], load: nil, pv: nil,
        site: Site(
            name: "", timeZone: .utc, mainFuse: Amperes(35), phases: 3, exportLimit: nil, importLimit: nil,
            pvPeak: .zero))
    #expect(policy.decide(situation) == rule.decide(situation))
    #expect(rule.name == "optimiser")
}

@Test func policyFile_listsEveryFaultWithItsLine() {
    let text =
        small
        .replacing("horizon_slots = 96", with: "horizon_slots = 0")
        .replacing("terminal_weight", with: "terminal_wait")
        .replacing("cost = 210", with: "cost = \"cheap\"")
        .replacing("to = \"2016-12-31T23:00Z\"", with: "to = \"new year\"")
    #expect {
        try PolicyFile(toml: text, file: "night.toml")
    } throws: { error in
        guard let faults = error as? TOMLFaults else { return false }
        return faults.faults.map(\.line) == [4, 5, 13, 16] && faults.faults.allSatisfy { $0.file == "night.toml" }
    }
}

@Test func selfConsumptionFile_takesNoParameters() {
    let text = small.replacing("kind = \"optimiser\"", with: "kind = \"self-consumption\"")
    #expect {
        try PolicyFile(toml: text, file: "night.toml")
    } throws: { error in
        (error as? TOMLFaults)?.faults.map(\.key) == ["parameters.horizon_slots", "parameters.terminal_weight"]
    }
}

@Test func unknownKind_isAFaultThatNamesTheKinds() {
    #expect {
        try PolicyFile(toml: small.replacing("kind = \"optimiser\"", with: "kind = \"magic\""), file: "night.toml")
    } throws: { error in "\(error)".contains("self-consumption") && "\(error)".contains("optimiser") }
}
