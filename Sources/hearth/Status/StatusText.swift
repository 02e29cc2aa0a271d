// SPDX-License-Identifier: Apache-2.0

import Energy

/// The status of the house for a terminal of 80 columns; what is not known is said to be unknown.
enum StatusText {
    static func text(_ report: StatusReport, _ around: StatusSurroundings) -> String {
        let parts = [
            head(report), power(report), prices(report, around.prices), decision(report),
            earned(report), PolicyText.text(report), PlanChart.text(around.plan, report),
            interventions(report, around.interventions),
            list("WARNINGS", report.warnings.map(clean)),
        ]
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    private static func head(_ report: StatusReport) -> String {
        let time = UTCInstant(iso8601: report.time).map { report.clock($0) } ?? report.time
        var words = [clean(report.site), time]
        let age = report.cycleAgeS.map { "guard \(decimalText($0, decimals: 0)) s ago" } ?? "guard not heard"
        words.append(report.isStale ? "STALE: \(age)" : age)
        if report.link == "mismatch" { words.append("guard and planner differ") }
        if report.isDryRun == true { words.append("dry run") }
        if report.isClockTrusted == false { words.append("clock not synchronised") }
        let silent = report.devices.filter { $0.isConnected == false }.map { clean($0.id) }
        if !silent.isEmpty { words.append("silent: \(silent.joined(separator: ", "))") }
        return words.joined(separator: "  ")
    }

    private static func power(_ report: StatusReport) -> String {
        var table = TextTable(leftColumns: 3)
        let power = report.power
        table.add("GRID", kilowatts(power.gridImportW), direction(power.gridImportW, "imported", "exported"))
        table.add("PV", kilowatts(power.pvProductionW), "")
        table.add("HOUSE", kilowatts(power.loadW), heatPump(power.heatPumpW))
        for battery in report.batteries {
            let moves = direction(battery.dischargeW, "discharging", "charging")
            table.add(
                "BATTERY", kilowatts(battery.dischargeW),
                [moves, charge(battery.stateOfCharge)].filter {
                    !$0.isEmpty
                }.joined(separator: ", "))
        }
        return table.text
    }

    private static func heatPump(_ value: StatusReport.Value) -> String {
        value.quality == "never_offered" ? "" : "of it heat pump \(kilowatts(value))"
    }

    private static func charge(_ value: StatusReport.Value) -> String {
        guard let fraction = value.value else { return "charge \(unknown(value))" }
        let filled = Int((max(0, min(1, fraction)) * 20).rounded())
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 20 - filled)
        return "\(bar) \(decimalText(fraction * 100, decimals: 0)) %"
    }

    private static func kilowatts(_ value: StatusReport.Value) -> String {
        value.value.map { decimalText($0.magnitude / 1000, decimals: 2) + " kW" } ?? unknown(value)
    }

    private static func unknown(_ value: StatusReport.Value) -> String {
        "unknown (\(clean(value.quality.map { $0 == "_" ? " " : String($0) }.joined())))"
    }

    private static func direction(_ value: StatusReport.Value, _ plus: String, _ minus: String) -> String {
        guard let power = value.value, power.magnitude >= 5 else { return "" }
        return power > 0 ? plus : minus
    }

    private static func prices(_ report: StatusReport, _ prices: PriceReport?) -> String {
        guard let prices else { return "PRICE     unknown (the database does not answer)" }
        guard let now = UTCInstant(iso8601: report.time) else { return "" }
        let places = prices.places(from: now).prefix(5)
        func text(_ price: Double?) -> String { price.map { decimalText($0, decimals: 3) } ?? "unknown" }
        guard let first = places.first else { return "PRICE     unknown" }
        let next = places.dropFirst().map { place in
            let slot = Slot(containing: now).advanced(by: place - first)
            return "\(report.clock(slot.start)) \(text(prices.importPerKwh[place]))"
        }
        let earns = text(prices.exportPerKwh[first])
        return "PRICE     now \(text(prices.importPerKwh[first])) \(clean(report.currency))/kWh, exported \(earns)"
            + (next.isEmpty ? "" : "\n          " + next.joined(separator: "   "))
    }

    private static func decision(_ report: StatusReport) -> String {
        guard let decision = report.decision else { return "DECISION  none yet" }
        let begin = UTCInstant(iso8601: decision.slot)
        let span = begin.map { "\(report.clock($0))-\(report.clock($0.advanced(bySeconds: Slot.seconds)))" } ?? ""
        var lines = ["\(span)  \(decision.intents.map(phrase).joined(separator: "; "))  (\(clean(decision.policy)))"]
        lines.append(clean(decision.sentence))
        if let text = decision.learned?.reason?.text(currency: report.currency) { lines.append(clean(text)) }
        for battery in report.batteries { lines += control(battery.control, isDryRun: report.isDryRun) }
        return "DECISION  " + lines.joined(separator: "\n          ")
    }

    /// What is missing is not zero: a sum that is not known for the whole day so far says so.
    private static func earned(_ report: StatusReport) -> String {
        guard let today = report.today else { return "EARNED    today unknown" }
        guard let saved = today.savedAgainstSelfConsumption else {
            let why = today.quarterHours == 0 ? "no quarter hour of it has ended" : "none of it could be settled"
            return "EARNED    today unknown: \(why)"
        }
        let amount = "\(decimalText(saved, decimals: 2)) \(clean(report.currency))"
        let text =
            "EARNED    today \(amount) against self-consumption\(today.isDryRun == true ? ", had it not been a dry run" : "")"
        let known = today.savedAgainstSelfConsumptionQuarterHours
        guard known < today.quarterHours else { return text }
        let since = today.knownFrom.flatMap { UTCInstant(iso8601: $0) }.map { ", since \(report.clock($0))" } ?? ""
        return text + "\n          known for \(known) of \(today.quarterHours) quarter hours\(since)"
    }

    private static func control(_ control: StatusReport.Control?, isDryRun: Bool?) -> [String] {
        guard let control else { return ["what the guard allows is unknown"] }
        let state =
            switch control.verdict {
            case "setpoint" where isDryRun == true:
                "the battery is in its inverter's own mode; without the dry run the guard would steer it"
            case "setpoint": "the guard steers the battery"
            case "release": "the battery is in its inverter's own mode"
            default: "the battery is switched off"
            }
        return [state] + control.interlocks.map { "\(clean($0.id)): \(clean($0.sentence))" }
    }

    private static func phrase(_ intent: StatusReport.Intent) -> String {
        intent.wish?.phrase ?? clean(intent.kind)
    }

    private static func interventions(
        _ report: StatusReport, _ interventions: [InterventionReport.Intervention]?
    ) -> String {
        guard let interventions else { return "LAST INTERVENTIONS\n  unknown (the database does not answer)" }
        return list(
            "LAST INTERVENTIONS",
            interventions.map { event in
                let time = UTCInstant(iso8601: event.time).map { report.clock($0) } ?? event.time
                return "\(time) \(clean(event.sentence))"
            })
    }

    private static func list(_ title: String, _ lines: [String]) -> String {
        lines.isEmpty ? "" : title + lines.map { "\n  \($0)" }.joined()
    }

    /// What a device or a server said may hold what a terminal takes for commands.
    static func clean(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.properties.generalCategory != .control }))
    }
}
