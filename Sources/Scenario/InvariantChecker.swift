// SPDX-License-Identifier: Apache-2.0

import Energy
import GuardCycle
import Plant
import Safety

/// The invariants of the safety catalogue (section 14) that a running house can break, judged every second by the truth.
///
/// The truth is the inverter's registers, the battery and the grid of the simulated world; what the guard thinks of itself is
/// not asked, but for what it wanted.
///
/// Judged here: INV-1, 3, 4, 5, 6, 8, 9 and the commands of INV-18. Elsewhere: the rows of INV-18 at the end of a run
/// (`ScenarioRun`), INV-20 by running twice (`CommandDigest`), and INV-2 by the tests of `Safety`, because asking the gate twice
/// takes its interlocks, which nothing outside sees. The others are about parts that no simulated house has.
struct InvariantChecker {
    private(set) var log: ViolationLog
    private var batteries: [BatteryInvariants]
    private var export: ExportInvariant?
    private var histories: [DeviceHistory]

    /// A checker at the start of a run.
    init(setup: GuardSetup, start: BootInstant) {
        log = ViolationLog(start: start)
        let roles = setup.devices.map(\.role)
        let meter = roles.firstIndex(of: .meter)
        batteries = setup.limits.batteries.indices.map {
            BatteryInvariants(place: $0, limits: setup.limits, meter: meter, start: start)
        }
        export = setup.limits.site.exportLimit.map { limit in
            ExportInvariant(
                limit: limit.value, meter: meter, inverters: roles.indices.filter { roles[$0] == .inverter })
        }
        histories = roles.map { _ in DeviceHistory() }
    }

    /// Checks one second.
    ///
    /// - Parameters:
    ///   - truth: after everything that was due in this second was written.
    ///   - isWanted: for each battery, whether the guard wanted it inside bounds; empty where the guard did not run.
    ///   - record: what crossed the buses.
    ///   - now: boot-time clock.
    ///   - wall: the clock of the devices.
    mutating func check(
        _ truth: WorldTruth, isWanted: [Bool], record: BusRecord, now: BootInstant, wall: UTCInstant
    ) {
        guard truth.devices.count == histories.count else {
            return log.note("INV-9", at: now, "\(truth.devices.count) true devices of \(histories.count)")
        }
        for k in histories.indices { histories[k].note(truth.devices[k].hindrances, at: now) }
        let step = InvariantStep(
            now: now, wall: wall, truth: truth, isWanted: isWanted, record: record, histories: histories)
        for k in batteries.indices { batteries[k].check(step, &log) }
        export?.check(step, &log)
    }

    /// INV-8 after an orderly end: nothing steers any more.
    ///
    /// A device that a fault kept from hearing the end within the last back-off of its bus (66 s) is left to its timer, which
    /// every second before has judged.
    mutating func checkEnd(_ truth: WorldTruth, now: BootInstant, wall: UTCInstant) {
        for (k, device) in truth.devices.enumerated() where !device.isHeldByAnother && histories.indices.contains(k) {
            if histories[k].wasDeaf(within: Self.backOff, of: now)
                || histories[k].wasMute(within: Self.backOff, of: now)
                || histories[k].isUntrue(at: now)
            {
                continue
            }
            if device.commands.batteryBounds?.isInForce(at: wall) ?? false {
                log.note("INV-8", at: now, "device \(k) steered after the end")
            }
        }
    }

    private static let backOff = 66.0

    /// Notes a violation found elsewhere.
    mutating func violate(_ invariant: String, _ now: BootInstant, _ detail: String) {
        log.note(invariant, at: now, detail)
    }
}
