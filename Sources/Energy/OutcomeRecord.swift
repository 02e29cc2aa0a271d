// SPDX-License-Identifier: Apache-2.0

/// What one quarter hour came to in one way of running the batteries.
public struct SlotBill: Hashable, Sendable {
    /// What the grid connection cost over the slot, + = paid, - = earned; wear is not in it.
    public let cost: Money
    /// How much more energy could be taken out of the batteries at its end than at its start, at the AC side; nil where a
    /// state of charge is unknown.
    public let stored: WattHours?

    /// Puts a bill together.
    public init(cost: Money, stored: WattHours?) { (self.cost, self.stored) = (cost, stored) }

    /// The cost less what the stored energy is worth, so that emptying a battery is no gain.
    ///
    /// - Parameter storedPrice: of a kWh taken out later.
    /// - Returns: nil where the stored energy is unknown.
    public func adjusted(storedPrice: PricePerKWh) -> Money? { stored.map { cost - storedPrice * $0 } }
}

/// What became of the decision of one quarter hour: what was commanded, what it cost, and what else it could have cost.
///
/// Everything unknown is nil, never 0. All costs are those of the slot's mean powers at its prices, the measured one too, so
/// that they can be compared; where import and export alternate within a slot, the bill of a meter that counts both is higher
/// in all of them. Stored energy counts at `storedPrice`, one price for the whole local day: over a day with all its prices
/// `adjusted` sums up to `cost + (start - end) x eta x mean import price`, the formula of the backtests.
public struct OutcomeRecord: Hashable, Sendable {
    /// The quarter hour.
    public let slot: Slot
    /// True where the commands were withheld; nil where the guard did not say.
    public let isDryRun: Bool?
    /// What the guard commanded longest without a change, or would have in a dry run, one for each battery; empty where
    /// it did not say.
    public let commanded: [Verdict]
    /// Mean import price of the local day, the value of a kWh that stays in a battery.
    public let storedPrice: PricePerKWh?
    /// What was measured.
    public let measured: SlotBill?
    /// What the same load and production would have cost without a battery.
    public let noBattery: Money?
    /// What self-consumption would have come to, with batteries that begin with the measured charge and are carried on from
    /// slot to slot.
    public let selfConsumption: SlotBill?
    /// What the decision would have come to in a dry run, with batteries of that kind; nil where it was carried out.
    public let withheld: SlotBill?
    /// What each policy would have made of the slot in a dry run; empty where none was asked.
    public var policies: [PolicyOutcome]

    /// Puts a record together.
    public init(
        slot: Slot, isDryRun: Bool?, commanded: [Verdict], storedPrice: PricePerKWh?, measured: SlotBill?,
        noBattery: Money?, selfConsumption: SlotBill?, withheld: SlotBill?, policies: [PolicyOutcome] = []
    ) {
        self.slot = slot
        self.isDryRun = isDryRun
        self.commanded = commanded
        self.storedPrice = storedPrice
        self.measured = measured
        self.noBattery = noBattery
        self.selfConsumption = selfConsumption
        self.withheld = withheld
        self.policies = policies
    }

    /// What a policy would have saved against a house without a battery, + = saved; nil where that is not known.
    public func saved(_ outcome: PolicyOutcome) -> Money? {
        guard let noBattery, let cost = adjusted(outcome.bill) else { return nil }
        return noBattery - cost
    }

    /// What the decision came to with its stored energy: measured where it was carried out, computed in a dry run.
    public var decisionCost: Money? {
        switch isDryRun {
        case true?: adjusted(withheld)
        case false?: adjusted(measured)
        case nil: nil
        }
    }

    /// What the decision saved against a house without a battery, + = saved.
    public var savedAgainstNoBattery: Money? { difference(noBattery) }

    /// What the decision saved against plain self-consumption, + = saved.
    public var savedAgainstSelfConsumption: Money? { difference(adjusted(selfConsumption)) }

    private func adjusted(_ bill: SlotBill?) -> Money? {
        guard let bill, let storedPrice else { return nil }
        return bill.adjusted(storedPrice: storedPrice)
    }

    private func difference(_ other: Money?) -> Money? {
        guard let other, let decisionCost else { return nil }
        return other - decisionCost
    }
}
