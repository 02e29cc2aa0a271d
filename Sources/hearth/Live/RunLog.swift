// SPDX-License-Identifier: Apache-2.0

import Energy
import HostIO
import PlanCycle
import Synchronization

/// What a run says, in lines that begin with the time of the house.
struct RunLog: Sendable {
    let zone: TimeZoneRule
    let deviceIDs: [String]

    func write(_ level: ServiceLog.Level, _ text: String) {
        let mark = level == .error ? "ERROR " : level == .warning ? "warning: " : ""
        StandardOutput.write("\(LocalClock.seconds(MachineClock.wall(), zone: zone))  \(mark)\(text)")
    }

    /// What a cycle of the guard had to tell.
    func write(_ events: [GuardEvent]) {
        for event in events { write(.info, EventLine.text(event, device: event.device.map { deviceIDs[$0.rawValue] })) }
    }

    /// Where the power goes; what is not known is said to be so.
    func write(_ snapshot: PlantSnapshot) {
        func kilowatts(_ power: Measured<Watts>) -> String {
            power.value.map { decimalText($0.value / 1000, decimals: 2) + " kW" } ?? "unknown"
        }
        var parts = [
            "grid import \(kilowatts(snapshot.gridImport))", "PV \(kilowatts(snapshot.pvProduction))",
            "load \(kilowatts(snapshot.load))",
        ]
        for battery in snapshot.batteries {
            let charge = battery.stateOfCharge.value.map { decimalText($0 * 100, decimals: 0) + " %" } ?? "unknown"
            parts.append("battery discharge \(kilowatts(battery.discharge)), charge \(charge)")
        }
        write(.info, parts.joined(separator: ", "))
    }
}

/// Says each decision once.
final class DecisionTeller: Sendable {
    private let log: RunLog
    private let last = Mutex<DecisionRecord?>(nil)

    init(log: RunLog) { self.log = log }

    /// Looks at what the planner has done so far.
    func look(_ status: PlannerStatus) {
        guard let decision = status.decision, isNew(decision) else { return }
        let zone = log.zone
        let span =
            "\(LocalClock.minutes(decision.slot.start, zone: zone))-\(LocalClock.minutes(decision.slot.end, zone: zone))"
        let wishes = decision.intents.map(\.phrase).joined(separator: "; ")
        log.write(.info, "decision for \(span) (\(decision.policy)): \(wishes). \(decision.reason.sentence)")
    }

    private func isNew(_ decision: DecisionRecord) -> Bool {
        last.withLock { last in
            defer { last = decision }
            // A state of charge that is not known is NaN, which equals nothing.
            return last?.madeAt != decision.madeAt || last?.slot != decision.slot || last?.intents != decision.intents
        }
    }
}
