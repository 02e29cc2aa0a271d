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
        /// `kind = "recurrent-ppo"`; its parameters are in the file that `weights` names.
        case recurrent(LearnedWeights)
    }

    /// Short name, the file's without `.toml`.
    public let name: String
    /// The rule.
    public let rule: Rule
    /// True for a policy that drives only after it has proved its worth on the days of the house, see `PolicyGate`.
    ///
    /// `needs_proof = true` puts any policy on trial but the two that it is measured by; a learned one always is.
    public let needsProof: Bool
    /// Of all that the policy decides by: a version that has earned its place lends it to no other.
    public let fingerprint: UInt64
    /// What people should know before they use it.
    public let card: PolicyCard

    /// The two that a policy on trial has to beat; they need no proof.
    public static let rivals = [SelfConsumption.name, RollingOptimiser.name]

    /// Those that are compared in the night and in a dry run whatever is configured.
    public static let usuallyCompared = rivals + [RecurrentPolicy.name]

    private enum Kind: String, CaseIterable {
        case selfConsumption = "self-consumption"
        case rollingOptimiser = "optimiser"
        case recurrent = "recurrent-ppo"
    }

    /// Reads a file strictly: unknown keys, wrong types and values out of range are faults, all listed at once.
    ///
    /// - Parameters:
    ///   - toml: the file's text.
    ///   - file: its name for messages.
    ///   - companion: the bytes of a file in the same folder, by its name; a policy that asks for none does without.
    public init(
        toml text: String, file: String, companion: (String) throws -> [UInt8] = { throw NoCompanion(name: $0) }
    ) throws(TOMLFaults) {
        self = try TOMLDocument.decode(text, file: file) { root in PolicyFile(root, text: text, companion: companion) }
    }

    private init(_ root: TOMLTableReader, text: String, companion: (String) throws -> [UInt8]) {
        name = root.string("name")
        if !PolicyComparison.isName(name) {
            root.fault("name", expected: "1 to 64 letters, digits and hyphens")
        }
        let kind = root.choice("kind", as: Kind.self)
        let isLearned = kind == .recurrent
        needsProof = root.bool("needs_proof", default: isLearned)
        if needsProof, Self.rivals.contains(name) {
            root.fault("needs_proof", expected: "false: others are measured by \(name)")
        } else if isLearned, !needsProof {
            root.fault("needs_proof", expected: "true: what was learned has to prove itself in every house")
        }
        var decidedBy = Array(text.utf8)
        switch kind {
        case .selfConsumption:
            _ = root.tableOrEmpty("parameters")
            rule = .selfConsumption
        case .rollingOptimiser:
            rule = .rollingOptimiser(RollingOptimiser.Parameters(root.tableOrEmpty("parameters")))
        case .recurrent:
            let weights = Self.weights(root, companion)
            decidedBy += (weights?.bytes ?? []) + [RecurrentPolicy.ruleVersion]
            rule = weights.map { .recurrent($0.weights) } ?? .selfConsumption
        }
        fingerprint = SHA256.fingerprint(decidedBy)
        card = PolicyCard(root.table("card"))
    }

    /// What a learned policy learned; nil where that cannot be used, which is then a fault of the document.
    private static func weights(
        _ root: TOMLTableReader, _ companion: (String) throws -> [UInt8]
    ) -> (bytes: [UInt8], weights: LearnedWeights)? {
        let name = root.string("weights")
        guard !name.isEmpty, !name.contains("/") else {
            root.fault("weights", expected: "the name of a file in the same folder")
            return nil
        }
        do {
            let bytes = try companion(name)
            guard bytes.count <= LearnedWeights.largestFile else {
                root.fault(
                    "weights", found: "\(name) of \(bytes.count) bytes",
                    expected: "at most \(LearnedWeights.largestFile)")
                return nil
            }
            return (bytes, try LearnedWeights(decoding: bytes))
        } catch {
            root.fault("weights", found: "\(name): \(error)", expected: "weights of a policy that this version can use")
            return nil
        }
    }

    /// The policy, ready to decide, by the name of the file.
    public func makePolicy() -> any Policy {
        let policy: any Policy =
            switch rule {
            case .selfConsumption: SelfConsumption()
            case .rollingOptimiser(let parameters): RollingOptimiser(parameters: parameters)
            case .recurrent(let weights): RecurrentPolicy(weights)
            }
        return policy.name == name ? policy : RenamedPolicy(name: name, policy: policy)
    }
}

/// A policy asks for a file where there is none to be had.
public struct NoCompanion: Error, Hashable, Sendable, CustomStringConvertible {
    /// Of the file.
    public let name: String

    /// Says which file is missing.
    public init(name: String) { self.name = name }

    /// Which file.
    public var description: String { "\(name) is not there" }
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
