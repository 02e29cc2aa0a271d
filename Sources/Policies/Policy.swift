// SPDX-License-Identifier: Apache-2.0

import Energy

/// A rule that says each quarter hour what the batteries should do; it may be wrong and is never trusted.
public protocol Policy: Sendable {
    /// Short name, as in `policies/NAME.toml`.
    var name: String { get }

    /// Chooses the intents of the slot that begins now.
    ///
    /// A function of the situation alone: what a policy keeps between calls may save work but never changes an answer,
    /// so that a restarted planner decides as one that ran on. Models with a memory state that in their own name.
    mutating func decide(_ situation: PolicySituation) -> PolicyDecision
}

/// Everything a policy may know when it decides; nothing in it is later than `now`.
public struct PolicySituation: Sendable {
    /// The slot that begins.
    public let now: Slot
    /// One state of charge for each battery, 0...1 of its capacity; nil where it is not known.
    public let stateOfCharge: [Double?]
    /// The batteries, in the order of the configuration.
    public let batteries: [BatteryDescription]
    /// Known prices from `now` on, without a gap; empty when not even this slot has one.
    public let prices: [SlotPrices]
    /// Expected prices of the slots after the known ones, without a gap; empty where nothing forecasts them.
    public let expectedPrices: [SlotPrices]
    /// Load with the heat pump, W; nil where there is no forecast.
    public let load: Forecast?
    /// PV production, W; nil where there is no forecast, which only a site without modules can do without.
    public let pv: Forecast?
    /// The grid connection and its limits.
    public let site: Site
    /// True when the PV output can be limited, so that surplus need not be exported at a negative price.
    public let canLimitPV: Bool
    /// What a kW of a calendar month's highest import costs, by the site's clock; nil where it costs nothing.
    public let peakPrice: PricePerKWMonth?
    /// Which import that is.
    public let peakCounting: PeakCounting
    /// The highest import of this month so far, W >= 0, as it counts; nil where it is not known.
    public let peakSoFar: Watts?

    /// Puts a situation together.
    public init(
        now: Slot, stateOfCharge: [Double?], batteries: [BatteryDescription], prices: [SlotPrices],
        expectedPrices: [SlotPrices] = [], load: Forecast?, pv: Forecast?, site: Site,
        canLimitPV: Bool = false, peakPrice: PricePerKWMonth? = nil,
        peakCounting: PeakCounting = .all, peakSoFar: Watts? = nil
    ) {
        self.now = now
        self.stateOfCharge = stateOfCharge
        self.batteries = batteries
        self.prices = prices
        self.expectedPrices = expectedPrices
        self.load = load
        self.pv = pv
        self.site = site
        self.canLimitPV = canLimitPV
        self.peakPrice = peakPrice
        self.peakCounting = peakCounting
        self.peakSoFar = peakSoFar
    }
}

/// What a policy wants, why, and how it expects the next hours to go.
public struct PolicyDecision: Hashable, Sendable {
    /// One intent for each battery, in the order of the configuration.
    public let intents: [BatteryIntent]
    /// The highest import that a charge may raise the month's peak to, W; nil where none is billed now.
    ///
    /// Whoever carries the decision out cuts a charge to what the load leaves of it.
    public let importLimit: Watts?
    /// The highest AC output of the inverter wanted, nil for no wish.
    public let pvLimit: Watts?
    /// Why.
    public let reason: Reason
    /// What it expects, slot by slot from now on; empty for a policy that does not plan.
    public let plan: [PlannedSlot]

    /// Puts a decision together.
    public init(
        intents: [BatteryIntent], importLimit: Watts? = nil, pvLimit: Watts? = nil, reason: Reason,
        plan: [PlannedSlot] = []
    ) {
        self.intents = intents
        self.importLimit = importLimit
        self.pvLimit = pvLimit
        self.reason = reason
        self.plan = plan
    }

    /// What it asks of the batteries.
    public var batteryIntents: BatteryIntents { BatteryIntents(intents, importLimit: importLimit) }
}
