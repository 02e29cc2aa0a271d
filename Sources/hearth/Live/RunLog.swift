// SPDX-License-Identifier: Apache-2.0

import Energy
import HostIO
import PlanCycle
import Synchronization

/// What a run says, in lines that begin with the time of the house.
struct RunLog: Sendable {
    let zone: TimeZoneRule
    let deviceIDs: [String]
    /// Takes each line.
    var output: @Sendable (String) -> Void = { StandardOutput.write($0) }

    func write(_ level: ServiceLog.Level, _ text: String) {
        let mark = level == .error ? "ERROR " : level == .warning ? "warning: " : ""
        output("\(LocalClock.seconds(MachineClock.wall(), zone: zone))  \(mark)\(text)")
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

/// Says each decision once, and in a dry run what each policy would have come to when its quarter hour is over.
final class DecisionTeller: Sendable {
    private let log: RunLog
    private let currency: String
    private let last = Mutex<DecisionRecord?>(nil)
    private let lastSettled = Mutex<Slot?>(nil)

    init(log: RunLog, currency: String) { (self.log, self.currency) = (log, currency) }

    /// Looks at what the planner has done so far.
    func look(_ status: PlannerStatus) { look(status.decision, settled: status.settled) }

    /// Looks at the last decision, and at what the quarter hours settled last came to.
    func look(_ decision: DecisionRecord?, settled: [OutcomeRecord]) {
        for outcome in settled where isNew(outcome.slot) && !outcome.policies.isEmpty { tell(outcome) }
        guard let decision, isNew(decision) else { return }
        let span = span(decision.slot)
        let wishes = decision.intents.map(\.phrase).joined(separator: "; ")
        let reason = decision.text(currency: currency)
        log.write(.info, "decision for \(span) (\(decision.policy)): \(wishes). \(reason)")
    }

    private func tell(_ outcome: OutcomeRecord) {
        let lines = outcome.policies.map { policy in
            if let fault = policy.fault { return "\(policy.policy) has no answer: \(fault)" }
            let saved = outcome.saved(policy).map { "\(decimalText($0.value, decimals: 4)) \(currency)" } ?? "unknown"
            return "\(policy.policy) \(saved) (\(policy.intents.map(\.phrase).joined(separator: "; ")))"
        }
        log.write(.info, "would have saved against no battery, \(span(outcome.slot)): \(lines.joined(separator: ", "))")
    }

    private func span(_ slot: Slot) -> String {
        "\(LocalClock.minutes(slot.start, zone: log.zone))-\(LocalClock.minutes(slot.end, zone: log.zone))"
    }

    private func isNew(_ slot: Slot) -> Bool {
        lastSettled.withLock { last in
            guard last.map({ $0 < slot }) ?? true else { return false }
            last = slot
            return true
        }
    }

    private func isNew(_ decision: DecisionRecord) -> Bool {
        last.withLock { last in
            defer { last = decision }
            // A state of charge that is not known is NaN, which equals nothing.
            return last?.madeAt != decision.madeAt || last?.slot != decision.slot || last?.intents != decision.intents
        }
    }
}
