// SPDX-License-Identifier: Apache-2.0

import Energy
import PlanCycle
import Plant

/// What the meter and the inverter would have measured in the days before a run, so that the planner has something to
/// expect from on the first day.
///
/// The same house in coarse steps, its battery in the inverter's own mode.
public enum WeekBefore {
    /// Days of history: as many as the planner makes use of.
    public static let days = PlannerSetup.historyDays

    /// Slices of every finished quarter hour of those days.
    ///
    /// - Parameters:
    ///   - house: at the beginning of the days.
    ///   - end: the start of the run.
    ///   - meter: place of the meter in the configuration.
    ///   - inverter: place of the inverter.
    public static func slices(
        _ house: House, until end: UTCInstant, meter: DeviceIndex, inverter: DeviceIndex
    ) -> [DeviceSlice] {
        var house = house
        var slices: [DeviceSlice] = []
        var slot = Slot(containing: house.state.time)
        while slot.end <= end {
            var sums = (grid: 0.0, discharge: 0.0, pv: 0.0)
            var steps = 0.0
            while house.state.time < slot.end {
                house.step(seconds: House.longestStep, commands: .own)
                sums.grid += house.state.gridImport
                sums.discharge += house.state.batteryDischarge
                sums.pv += house.state.pvProduction
                steps += 1
            }
            if steps > 0 {
                slices.append(slice(slot, meter, [(.gridImport, sums.grid / steps)]))
                slices.append(
                    slice(
                        slot, inverter,
                        [(.pvProduction, sums.pv / steps), (.batteryDischarge, sums.discharge / steps)]))
            }
            slot = slot.advanced(by: 1)
        }
        return slices
    }

    /// A slice of an earlier boot, whose clock began with the days.
    private static func slice(_ slot: Slot, _ device: DeviceIndex, _ means: [(Signal, Double)]) -> DeviceSlice {
        let begin = BootInstant(seconds: (slot.index % 1_000_000) * Slot.seconds)
        return DeviceSlice(
            bootID: 0, device: device, start: begin, end: begin.advanced(bySeconds: Double(Slot.seconds)), slot: slot,
            isClockTrusted: true,
            signals: means.sorted { $0.0.rawValue < $1.0.rawValue }.map {
                SignalSummary(signal: $0.0, mean: $0.1, minimum: $0.1, maximum: $0.1, count: 15, missing: 0)
            }, polls: 15, failedPolls: 0)
    }
}
