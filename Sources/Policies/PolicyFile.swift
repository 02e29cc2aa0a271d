// SPDX-License-Identifier: Apache-2.0

import StrictTOML

/// One policy as `policies/NAME.toml` describes it: what it is, how it is set, and what it has shown.
public struct PolicyFile: Hashable, Sendable {
    /// What a policy does and what that is based on; for people.
    public struct Card: Hashable, Sendable {
        /// One sentence.
        public let does: String
        /// Data the results come from.
        public let data: String
        /// Command that gives the results.
        public let command: String
        /// Results against self-consumption, rolling optimiser and perfect foresight.
        public let results: [String]
    }

    /// What decides.
    public enum Kind: String, CaseIterable, Sendable {
        /// `SelfConsumption`
        case selfConsumption = "self-consumption"
        /// `RollingOptimiser`
        case optimiser
    }

    /// Name, equal to the file's without `.toml`.
    public let name: String
    /// What decides.
    public let kind: Kind
    /// For people.
    public let card: Card
    /// Settings of the optimiser; the defaults for another kind.
    public let parameters: RollingOptimiser.Parameters

    /// Decodes a policy file.
    ///
    /// - Parameters:
    ///   - toml: the file's text.
    ///   - file: its name for messages.
    /// - Throws: every fault at once.
    public init(toml: String, file: String) throws(TOMLFaults) {
        self = try TOMLDocument.decode(toml, file: file) { root in
            let kind = root.choice("kind", as: Kind.self)
            let card = root.table("card")
            let settings = kind == .optimiser ? root.tableOrEmpty("parameters") : nil
            let defaults = RollingOptimiser.Parameters()
            return PolicyFile(
                name: root.string("name"), kind: kind,
                card: Card(
                    does: card.string("does"), data: card.string("data"), command: card.string("command"),
                    results: card.strings("results")),
                parameters: RollingOptimiser.Parameters(
                    horizonSlots: settings?.integer(
                        "horizon_slots", in: 1...1000, default: defaults.horizonSlots) ?? defaults.horizonSlots,
                    gridNodes: settings?.integer("grid_nodes", in: 11...10_001, default: defaults.gridNodes)
                        ?? defaults.gridNodes))
        }
    }

    private init(name: String, kind: Kind, card: Card, parameters: RollingOptimiser.Parameters) {
        self.name = name
        self.kind = kind
        self.card = card
        self.parameters = parameters
    }

    /// The policy, ready to decide.
    public func makePolicy() -> any Policy {
        switch kind {
        case .selfConsumption: SelfConsumption()
        case .optimiser: RollingOptimiser(parameters: parameters)
        }
    }
}
