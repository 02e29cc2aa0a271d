// SPDX-License-Identifier: Apache-2.0

import Backtest
import Energy
import GuardCycle
import PlanCycle

/// What a simulated run needs to know beside the world it runs in.
public struct ScenarioSetup: Sendable {
    /// Guard: devices and limits.
    public let guardSetup: GuardSetup
    /// Planner: the same house as the planner sees it.
    public let plannerSetup: PlannerSetup
    /// First simulated moment, a whole quarter hour.
    public let start: UTCInstant
    /// Length of the run, quarter hours > 0.
    public let slotCount: Int
    /// Spot prices of every slot of the run; the planner learns them when the market publishes them.
    public let spotPrices: SlotSeries
    /// When it does.
    public let knowledge: PriceKnowledge
    /// Seed, for the report.
    public let seed: UInt64
    /// Link, for the report.
    public let link: String
    /// State of charge at the start, 0...1.
    public let initialStateOfCharge: Double

    /// Puts a setup together.
    public init(
        guardSetup: GuardSetup, plannerSetup: PlannerSetup, start: UTCInstant, slotCount: Int, spotPrices: SlotSeries,
        knowledge: PriceKnowledge = PriceKnowledge(), seed: UInt64, link: String, initialStateOfCharge: Double
    ) {
        self.guardSetup = guardSetup
        self.plannerSetup = plannerSetup
        self.start = start
        self.slotCount = slotCount
        self.spotPrices = spotPrices
        self.knowledge = knowledge
        self.seed = seed
        self.link = link
        self.initialStateOfCharge = initialStateOfCharge
    }

    /// The slots of the run.
    public var slots: Range<Slot> {
        let first = Slot(containing: start)
        return first..<first.advanced(by: slotCount)
    }

    /// Length of the run, days.
    public var days: Double { Double(slotCount) / 96 }

    /// Length of the run, s.
    public var seconds: Int { slotCount * Slot.seconds }
}
