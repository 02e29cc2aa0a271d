// SPDX-License-Identifier: Apache-2.0

import Energy
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
    /// True while a device says what is not true: what the guard cannot see it cannot keep.
    public var isFalsified: () -> Bool
    /// Faults that began since the last call.
    public var takeFaults: () -> [ScenarioReport.Fault]

    /// Puts a world together.
    public init(
        buses: [any DeviceBus], advance: @escaping (BootInstant, UTCInstant) throws -> HouseState,
        flush: @escaping (BootInstant) throws -> Void, isFalsified: @escaping () -> Bool = { false },
        takeFaults: @escaping () -> [ScenarioReport.Fault]
    ) {
        self.buses = buses
        self.advance = advance
        self.flush = flush
        self.isFalsified = isFalsified
        self.takeFaults = takeFaults
    }
}
