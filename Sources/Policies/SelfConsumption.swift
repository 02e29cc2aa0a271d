// SPDX-License-Identifier: Apache-2.0

import Energy

/// The inverter's own rule: store every surplus, cover every deficit, whatever the prices say.
public struct SelfConsumption: Policy {
    /// The name in `policies/`.
    public static let name = "self-consumption"
    /// The name in `policies/`.
    public var name: String { Self.name }

    /// The rule has no parameters.
    public init() {}

    /// Asks every battery for its own mode.
    public func decide(_ situation: PolicySituation) -> PolicyDecision {
        PolicyDecision(
            intents: situation.batteries.map { _ in .selfConsume },
            reason: Reason(driver: .selfConsumption, importPrice: situation.prices.first?.importPrice))
    }
}
