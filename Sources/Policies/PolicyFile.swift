// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy
import StrictTOML

/// One `policies/NAME.toml`: a policy's parameters and the card that says what it is worth.
public struct PolicyFile: Hashable, Sendable {
    /// Which rule, with its parameters.
    public enum Rule: Hashable, Sendable {
        /// `kind = "self-consumption"`; has no parameters.
        case selfConsumption
        /// `kind = "optimiser"`.
        case rollingOptimiser(RollingOptimiser.Parameters)
    }

    /// Short name, the file's without `.toml`.
    public let name: String
    /// The rule.
    public let rule: Rule
    /// True for a policy that drives only after it has proved its worth on the days of the house, see `PolicyGate`.
    ///
    /// `needs_proof = true` puts any policy on trial but the two that it is measured by.
    public let needsProof: Bool
    /// Of all that the policy decides by: a version that has earned its place lends it to no other.
    public let fingerprint: UInt64
    /// What people should know before they use it.
    public let card: PolicyCard

    /// The two that a policy on trial has to beat; they need no proof.
    public static let rivals = [SelfConsumption.name, RollingOptimiser.name]

    private enum Kind: String, CaseIterable {
        case selfConsumption = "self-consumption"
        case rollingOptimiser = "optimiser"
    }

    /// Reads a file strictly: unknown keys, wrong types and values out of range are faults, all listed at once.
    ///
    /// - Parameters:
    ///   - toml: the file's text.
    ///   - file: its name for messages.
    public init(toml text: String, file: String) throws(TOMLFaults) {
        let digest = SHA256.digest(Array(text.utf8)).prefix(8)
        let fingerprint = digest.reduce(0) { $0 << 8 | UInt64($1) }
        self = try TOMLDocument.decode(text, file: file) { root in PolicyFile(root, fingerprint: fingerprint) }
    }

    private init(_ root: TOMLTableReader, fingerprint: UInt64) {
        self.fingerprint = fingerprint
        name = root.string("name")
        needsProof = root.bool("needs_proof", default: false)
        if needsProof, Self.rivals.contains(name) {
            root.fault("needs_proof", expected: "false: others are measured by \(name)")
        }
        let parameters = root.tableOrEmpty("parameters")
        switch root.choice("kind", as: Kind.self) {
        case .selfConsumption: rule = .selfConsumption
        case .rollingOptimiser: rule = .rollingOptimiser(RollingOptimiser.Parameters(parameters))
        }
        card = PolicyCard(root.table("card"))
    }

    /// The policy, ready to decide, by the name of the file.
    public func makePolicy() -> any Policy {
        let policy: any Policy =
            switch rule {
            case .selfConsumption: SelfConsumption()
            case .rollingOptimiser(let parameters): RollingOptimiser(parameters: parameters)
            }
        return policy.name == name ? policy : RenamedPolicy(name: name, policy: policy)
    }
}

/// A rule with parameters of its own, which goes by another name.
private struct RenamedPolicy: Policy {
    let name: String
    var policy: any Policy

    mutating func decide(_ situation: PolicySituation) -> PolicyDecision { policy.decide(situation) }
}

extension RollingOptimiser.Parameters {
    /// Parameters from a table; what is not there keeps its default.
    fileprivate init(_ table: TOMLTableReader) {
        let usual = Self()
        self.init(
            horizonSlots: table.integer("horizon_slots", in: 1...1000, default: usual.horizonSlots),
            gridNodes: table.integer("grid_nodes", in: 11...10_001, default: usual.gridNodes),
            uncertainGridNodes: table.integer(
                "uncertain_grid_nodes", in: 11...10_001, default: usual.uncertainGridNodes),
            terminalWeight: table.number("terminal_weight", in: 0...2, default: usual.terminalWeight),
            weatherPersistence: table.number("weather_persistence", in: 0...1, default: usual.weatherPersistence))
    }
}
