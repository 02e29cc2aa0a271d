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
    /// Why.
    public let reason: Reason
    /// State of charge when it was decided, 0...1, one for each battery; NaN where unknown.
    public let stateOfCharge: [Double]

    /// Puts a record together.
    public init(
        slot: Slot, madeAt: UTCInstant, policy: String, intents: [BatteryIntent], reason: Reason,
        stateOfCharge: [Double]
    ) {
        self.slot = slot
        self.madeAt = madeAt
        self.policy = policy
        self.intents = intents
        self.reason = reason
        self.stateOfCharge = stateOfCharge
    }
}
