// SPDX-License-Identifier: Apache-2.0

import Energy

/// `/metrics`: the house as Prometheus reads it (text format 0.0.4).
///
/// What is not known has no sample, because 0 would be a lie; `hearth_measurement_good` tells which values are missing.
struct MetricsText {
    private enum Kind: String { case gauge, counter }

    private var text = ""

    /// - Parameters:
    ///   - status: the planner's last.
    ///   - now: the boot-time clock.
    ///   - connections: open connections of the endpoint.
    static func bytes(_ status: HouseStatus, now: BootInstant, connections: Int) -> [UInt8] {
        var metrics = MetricsText()
        metrics.writeProgram(status, now: now, connections: connections)
        metrics.writePower(status, now: now)
        metrics.writeBatteries(status, now: now)
        metrics.writeDevices(status, now: now)
        metrics.writeToday(status)
        return Array(metrics.text.utf8)
    }

    private mutating func writeProgram(_ status: HouseStatus, now: BootInstant, connections: Int) {
        let standing = status.standing
        add("build_info", .gauge, "Version of the program.", [(["version": status.house.version], 1)])
        add("status_age_seconds", .gauge, "Age of the planner's last status.", now.seconds(since: status.bootTime))
        add("cycle_age_seconds", .gauge, "Age of the guard's last cycle.", status.cycleAge(at: now))
        add("guard_cycles_total", .counter, "Cycles since the guard began.", standing.map { Double($0.cycles) })
        add(
            "commands_verified_total", .counter, "Commands written and read back equal since the guard began.",
            standing.map { Double($0.commandsVerified) })
        add(
            "commands_refused_total", .counter, "Times an interlock narrowed or refused a wish since the guard began.",
            standing.map { Double($0.commandsRefused) })
        add("dry_run", .gauge, "1 where nothing is written to devices.", standing.map { $0.isDryRun ? 1 : 0 })
        add("clock_trusted", .gauge, "1 while the wall clock is trusted.", standing.map { $0.isClockTrusted ? 1 : 0 })
        add("link_agreed", .gauge, "1 while guard and planner run one configuration.", status.link == .agreed ? 1 : 0)
        add(
            "lease_remaining_seconds", .gauge, "Time until the guard's last lease ends.",
            status.leaseExpires.map { max(0, $0.seconds(since: now)) })
        add(
            "store_batches_total", .counter, "Quarter-hour batches committed since the planner began.",
            Double(status.batchesStored))
        add("store_waiting", .gauge, "Records that wait for the database.", Double(status.waitingForStore))
        add("warnings", .gauge, "Things a person should know about.", Double(status.warnings.count))
        add("http_connections", .gauge, "Open connections of this endpoint.", Double(connections))
    }

    private mutating func writePower(_ status: HouseStatus, now: BootInstant) {
        let isStale = isStale(status, now)
        let snapshot = status.snapshot
        let powers: [(String, String, Measured<Watts>?)] = [
            ("grid_import", "Power at the grid connection, + = import.", snapshot?.gridImport),
            ("pv_production", "Power of the PV modules as AC equivalent.", snapshot?.pvProduction),
            ("load", "Power the house uses, heat pump included.", snapshot?.load),
            ("heat_pump", "Electrical power of the heat pump.", snapshot?.heatPumpPower),
        ]
        for (name, help, power) in powers {
            add("\(name)_watts", .gauge, help, isStale ? nil : power?.value?.value)
        }
        add(
            "outdoor_temperature_celsius", .gauge, "Outdoor temperature.",
            isStale ? nil : snapshot?.outdoorTemperature.value?.value)
        add(
            "measurement_good", .gauge, "1 while a value is fresh and plausible.",
            powers.filter { $0.2?.quality != .neverOffered }.map {
                (["quantity": $0.0], !isStale && $0.2?.quality == .good ? 1 : 0)
            })
    }

    private mutating func writeBatteries(_ status: HouseStatus, now: BootInstant) {
        let batteries = isStale(status, now) ? [] : status.snapshot?.batteries ?? []
        func samples(_ value: (BatterySnapshot) -> Double?) -> [([String: String], Double?)] {
            batteries.enumerated().map { (["battery": "\($0.offset)"], value($0.element)) }
        }
        add(
            "battery_discharge_watts", .gauge, "Power of a battery as AC equivalent, + = discharge.",
            samples { $0.discharge.value?.value })
        add(
            "battery_state_of_charge_ratio", .gauge, "State of charge, 0 to 1 of the usable capacity.",
            samples(\.stateOfCharge.value))
        add(
            "battery_capacity_watt_hours", .gauge, "Usable capacity.",
            status.house.batteries.enumerated().map { (["battery": "\($0.offset)"], $0.element.capacity.value) })
    }

    private mutating func writeDevices(_ status: HouseStatus, now: BootInstant) {
        guard !isStale(status, now), let connected = status.standing?.isConnected else { return }
        add(
            "device_connected", .gauge, "1 while a device answered in the guard's last cycle.",
            zip(status.house.devices, connected).map {
                (["device": $0.id, "role": $0.role.rawValue], $1 ? 1 : 0)
            })
    }

    private mutating func writeToday(_ status: HouseStatus) {
        let today = status.savingsOfToday
        add(
            "saved_today", .gauge, "Money saved today against self-consumption; in a dry run what would have been.",
            [(["currency": status.house.currency, "dry_run": "\(today?.isDryRun ?? false)"], today?.saved?.value)])
        add(
            "saved_today_quarter_hours", .gauge, "Quarter hours of today that hearth_saved_today is known for.",
            today.map { Double($0.knownCount) })
        add(
            "today_quarter_hours", .gauge, "Quarter hours of today that have ended.",
            today.map { Double($0.endedCount) })
    }

    private func isStale(_ status: HouseStatus, _ now: BootInstant) -> Bool {
        status.cycleAge(at: now).map { $0 > StatusDocument.staleAfter } ?? true
    }

    private mutating func add(_ name: String, _ kind: Kind, _ help: String, _ value: Double?) {
        add(name, kind, help, [([:], value)])
    }

    private mutating func add(_ name: String, _ kind: Kind, _ help: String, _ samples: [([String: String], Double?)]) {
        let known = samples.filter { $0.1?.isFinite ?? false }
        guard !known.isEmpty else { return }
        text += "# HELP hearth_\(name) \(help)\n# TYPE hearth_\(name) \(kind.rawValue)\n"
        for (labels, value) in known {
            let inside = labels.sorted { $0.key < $1.key }.map { "\($0.key)=\"\(Self.escaped($0.value))\"" }
            text += "hearth_\(name)\(inside.isEmpty ? "" : "{\(inside.joined(separator: ","))}") "
            text += decimalText(value ?? 0, decimals: 4, trimmed: true) + "\n"
        }
    }

    /// Backslash, quote and line feed, as the format asks; other control characters have no place in a label.
    private static func escaped(_ label: String) -> String {
        var text = ""
        for scalar in label.unicodeScalars {
            switch scalar {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: if scalar.value >= 32 { text.unicodeScalars.append(scalar) }
            }
        }
        return text
    }
}
