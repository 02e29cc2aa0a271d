// SPDX-License-Identifier: Apache-2.0

/// What one policy would have made of a quarter hour in a dry run, with a battery that exists in the accounts alone.
///
/// That battery begins each local day, and after a gap, with the measured charge; in between it does what its policy asks
/// of it, so that each policy lives with what it has done.
public struct PolicyOutcome: Hashable, Sendable {
    /// Name of the policy.
    public let policy: String
    /// Its answer, one for each battery; empty where it had none that could be used.
    public let intents: [BatteryIntent]
    /// The charge it was asked at, 0...1 of all batteries together; nil where it was not asked.
    public let stateOfCharge: Double?
    /// What that would have come to; nil where the slot was not measured or has no price.
    public let bill: SlotBill?
    /// Why there is no answer; nil where there is one.
    public let fault: String?

    /// Puts an outcome together.
    public init(
        policy: String, intents: [BatteryIntent], stateOfCharge: Double?, bill: SlotBill?, fault: String? = nil
    ) {
        (self.policy, self.intents, self.stateOfCharge) = (policy, intents, stateOfCharge)
        (self.bill, self.fault) = (bill, fault)
    }
}
