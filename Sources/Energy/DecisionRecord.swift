// SPDX-License-Identifier: Apache-2.0

/// What the planner decided for one quarter hour, and why.
public struct DecisionRecord: Hashable, Sendable {
    /// The quarter hour.
    public let slot: Slot
    /// When it was decided.
    public let madeAt: UTCInstant
    /// The policy, by name.
    public let policy: String
    /// One wish for each battery.
    public let intents: [BatteryIntent]
    /// The highest import that a charge may raise the month's peak to, W; nil where no peak is billed.
    public let importLimit: Watts?
    /// The highest AC output of the inverter wanted, W; nil for no wish.
    public let pvLimit: Watts?
    /// Why.
    public let reason: Reason
    /// State of charge when it was decided, 0...1, one for each battery; NaN where unknown.
    public let stateOfCharge: [Double]

    /// Puts a record together.
    public init(
        slot: Slot, madeAt: UTCInstant, policy: String, intents: [BatteryIntent], importLimit: Watts? = nil,
        pvLimit: Watts? = nil, reason: Reason, stateOfCharge: [Double]
    ) {
        self.slot = slot
        self.madeAt = madeAt
        self.policy = policy
        self.intents = intents
        self.importLimit = importLimit
        self.pvLimit = pvLimit
        self.reason = reason
        self.stateOfCharge = stateOfCharge
    }
}
