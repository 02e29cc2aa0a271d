// SPDX-License-Identifier: Apache-2.0

import Energy
import Policies
import Safety

/// What one policy makes of a window, slot by slot, with a battery of its own.
struct PolicyRun {
    /// Energy in the battery now.
    private(set) var stored: WattHours
    /// What the slots came to so far.
    private(set) var slots: [SlotRun] = []
    /// How often the kind of intent changed.
    private(set) var modeChanges = 0
    /// How often a command would have been written; see `BacktestResult.writes`.
    private(set) var writes = 0
    /// The month's highest import so far.
    private(set) var peak: MonthlyPeak
    /// What its decisions took, s.
    var seconds = 0.0
    private let limits: BatteryLimits
    private var executor: any SlotExecutor
    private var previous: BatteryIntent?
    /// Bounds that the battery was last told, nil in the inverter's own mode.
    private var told: PowerBounds?

    init(_ house: BacktestHouse, executor: any SlotExecutor) {
        stored = house.initialStored
        limits = BatteryLimits(device: DeviceIndex(0), battery: house.battery)
        peak = MonthlyPeak(zone: house.site.timeZone, counting: house.tariff.peakCounting)
        self.executor = executor
        slots.reserveCapacity(house.window.count)
    }

    /// Runs the next slot.
    ///
    /// - Parameters:
    ///   - pvLimit: the highest output of the inverter, nil for none.
    ///   - netLoad: load minus PV as nothing limits it.
    mutating func carryOut(_ intents: BatteryIntents, pvLimit: Watts?, slot: Slot, netLoad: Watts, pv: Watts) {
        // A limited inverter gives the load no more than its limit.
        let followed = pvLimit.map { min(netLoad + pv, $0) - pv } ?? netLoad
        let intent = intents.cut(netLoad: followed).first ?? .selfConsume
        count(intent)
        let outcome = executor.run(intent, slot: slot, netLoad: followed, stored: stored)
        // What neither the battery takes nor the limit lets out.
        let curtailed = pvLimit.map { max(.zero, min(pv, pv + outcome.power - $0)) } ?? .zero
        let run = SlotRun(outcome, curtailed: curtailed)
        slots.append(run)
        peak.note(slot, gridImport: run.gridImport(netLoad: netLoad))
        stored = outcome.stored
    }

    private mutating func count(_ intent: BatteryIntent) {
        if let previous, !previous.hasSameKind(as: intent) { modeChanges += 1 }
        previous = intent
        var wanted: PowerBounds?
        if intent != .selfConsume {
            wanted = intent.bounds(maxCharge: limits.battery.maxCharge, maxDischarge: limits.battery.maxDischarge)
        }
        if !isRefresh(wanted) { writes += 1 }
        told = wanted
    }

    /// True where nothing is to be written, or nothing that would not wait for the refresh of the lease.
    private func isRefresh(_ wanted: PowerBounds?) -> Bool {
        guard let told, let wanted else { return told == wanted }
        return wanted.isNearly(told, rating: limits.rating)
    }
}
