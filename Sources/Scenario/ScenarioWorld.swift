// SPDX-License-Identifier: Apache-2.0

import Energy
import PlanCycle
import Plant
import Safety

/// The simulated world as the scenario drives it; the shell fills it with a simulator.
public struct ScenarioWorld {
    /// Moves the house and its devices to a moment and runs the polls that are due; returns the true state of the house.
    public var advance: (BootInstant, UTCInstant) throws -> HouseState
    /// Lets the buses write what was queued.
    public var flush: (BootInstant) throws -> Void
    /// The buses the guard owns.
    public var buses: [any DeviceBus]
    /// What is true of the world now, whatever the devices say: what the invariants are judged by.
    public var truth: () -> WorldTruth
    /// Faults that began since the last call.
    public var takeFaults: () -> [ScenarioReport.Fault]
    /// Brings the planner prices and weather, once a second before its step; nil where the market's prices are put into the
    /// database when they are published.
    public var feeds: ((Planner, BootInstant, UTCInstant) throws -> Void)?

    /// Puts a world together.
    public init(
        buses: [any DeviceBus], advance: @escaping (BootInstant, UTCInstant) throws -> HouseState,
        flush: @escaping (BootInstant) throws -> Void, truth: @escaping () -> WorldTruth,
        takeFaults: @escaping () -> [ScenarioReport.Fault],
        feeds: ((Planner, BootInstant, UTCInstant) throws -> Void)? = nil
    ) {
        self.buses = buses
        self.advance = advance
        self.flush = flush
        self.truth = truth
        self.takeFaults = takeFaults
        self.feeds = feeds
    }
}
