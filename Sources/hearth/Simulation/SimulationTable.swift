// SPDX-License-Identifier: Apache-2.0

import Energy
import Scenario

/// The end of a simulated run, for people.
enum SimulationTable {
    static func text(_ report: ScenarioReport) -> String {
        [head(report), energy(report), costs(report), safety(report), faults(report)]
            .filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    /// What was run, and how fast.
    static func head(_ report: ScenarioReport) -> String {
        let factor = decimalText(report.realTimeFactor, decimals: 0)
        let seconds = decimalText(report.wallSeconds, decimals: 1)
        return "\(days(report.days)) from \(report.start), policy \(report.policy), link \(report.link): "
            + "\(seconds) s, \(factor) times real time"
    }

    /// As `1 day`, `0.125 days`.
    static func days(_ days: Double) -> String {
        "\(decimalText(days, decimals: 4, trimmed: true)) \(days == 1 ? "day" : "days")"
    }

    private static func energy(_ report: ScenarioReport) -> String {
        var table = TextTable()
        table.add("ENERGY", "kWh")
        for (name, value) in [
            ("house", report.loadKWh), ("solar", report.pvKWh), ("imported", report.importKWh),
            ("exported", report.exportKWh), ("out of the battery", report.batteryDischargeKWh),
        ] { table.add(name, decimalText(value, decimals: 1)) }
        return table.text
    }

    private static func costs(_ report: ScenarioReport) -> String {
        var table = TextTable()
        table.add("COST", report.currency, "saved")
        func add(_ name: String, _ cost: Double) {
            let saved = report.costNoBattery - cost
            table.add(name, decimalText(cost, decimals: 2), decimalText(saved, decimals: 2))
        }
        add("without a battery", report.costNoBattery)
        add("self-consumption", report.costSelfConsumption)
        add("this run", report.cost)
        add("perfect foresight", report.costPerfectForesight)
        return table.text
    }

    private static func safety(_ report: ScenarioReport) -> String {
        var table = TextTable()
        table.add("CONTROL", "")
        table.add("guard cycles", "\(report.cycles)")
        table.add("commands written", "\(report.commandsWritten)")
        table.add("commands verified", "\(report.commandsVerified)")
        table.add("commands refused or narrowed", "\(report.commandsRefused)")
        for (interlock, count) in report.refusals.sorted(by: { $0.key < $1.key }) {
            table.add("  by \(interlock)", "\(count)")
        }
        table.add("registers written", "\(report.registerWrites)")
        table.add("quarter hours stored", "\(report.slotsStored)")
        table.add("invariants violated", "\(report.invariantViolations)")
        for violation in report.violations.prefix(5) {
            table.add("  \(violation.invariant) at \(Int(violation.at)) s: \(violation.detail)", "")
        }
        return table.text
    }

    private static func faults(_ report: ScenarioReport) -> String {
        guard !report.faults.isEmpty else { return "" }
        var table = TextTable(leftColumns: 2)
        table.add("FAULT", "reaction", "at, s", "after, s")
        for fault in report.faults {
            let at = decimalText(fault.at, decimals: 0)
            guard !fault.reaction.isEmpty else {
                table.add(fault.name, "none", at, "")
                continue
            }
            let reaction = fault.detail.isEmpty ? fault.reaction : "\(fault.reaction): \(fault.detail)"
            table.add(fault.name, reaction, at, decimalText(fault.seconds, decimals: 0))
        }
        return table.text
    }
}
