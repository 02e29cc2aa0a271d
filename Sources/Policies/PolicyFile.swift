// SPDX-License-Identifier: Apache-2.0

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
    /// What people should know before they use it.
    public let card: PolicyCard

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
        self = try TOMLDocument.decode(text, file: file) { root in PolicyFile(root) }
    }

    private init(_ root: TOMLTableReader) {
        name = root.string("name")
        let parameters = root.tableOrEmpty("parameters")
        switch root.choice("kind", as: Kind.self) {
        case .selfConsumption: rule = .selfConsumption
        case .rollingOptimiser: rule = .rollingOptimiser(RollingOptimiser.Parameters(parameters))
        }
        card = PolicyCard(root.table("card"))
    }

    /// The policy, ready to decide.
    public func makePolicy() -> any Policy {
        switch rule {
        case .selfConsumption: SelfConsumption()
        case .rollingOptimiser(let parameters): RollingOptimiser(parameters: parameters)
        }
    }
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
