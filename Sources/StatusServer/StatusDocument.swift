// SPDX-License-Identifier: Apache-2.0

import Energy

/// `/api/v1/status`: what the house does now and why.
struct StatusDocument {
    private let status: HouseStatus
    private let now: BootInstant
    /// True when its values are too old to be shown as values.
    let isStale: Bool

    /// A cycle older than this is old, s; its values are no longer shown as values.
    static let staleAfter = 10.0

    /// - Parameters:
    ///   - status: the planner's last.
    ///   - now: the boot-time clock, by which ages are told.
    init(_ status: HouseStatus, now: BootInstant) {
        (self.status, self.now) = (status, now)
        isStale = status.cycleAge(at: now).map { $0 > Self.staleAfter } ?? true
    }

    /// The document as one object.
    var bytes: [UInt8] {
        var json = JSONWriter()
        json.object {
            writeHeader(&$0)
            writePower(&$0)
            writeBatteries(&$0)
            writeDecision(&$0)
            writePolicy(&$0)
            writeToday(&$0)
            writeDevices(&$0)
            writeCounts(&$0)
            $0.array("warnings") { json in status.warnings.forEach { json.put(nil, $0) } }
        }
        return json.bytes
    }

    private func writeHeader(_ json: inout JSONWriter) {
        let house = status.house
        let zone = house.site.timeZone
        json.put("time", status.time.iso8601)
        json.put("age_s", now.seconds(since: status.bootTime), decimals: 1)
        json.put("utc_offset_s", zone.offset(at: status.time))
        json.array("utc_offsets") { json in
            for change in zone.offsets(around: status.time) {
                json.object {
                    $0.put("from", change.from.iso8601)
                    $0.put("utc_offset_s", change.offset)
                }
            }
        }
        json.put("version", house.version)
        json.put("site", house.site.name)
        json.put("currency", house.currency)
        json.put("export_limit_w", house.site.exportLimit?.value, decimals: 0)
        json.put("link", status.link.rawValue)
        json.put("is_dry_run", status.standing?.isDryRun)
        json.put("is_clock_trusted", status.standing?.isClockTrusted)
        json.put("cycle_age_s", status.cycleAge(at: now), decimals: 1)
        json.put("is_stale", isStale)
    }

    private func writePower(_ json: inout JSONWriter) {
        let snapshot = status.snapshot
        json.object("power") { json in
            put(&json, "grid_import_w", snapshot?.gridImport)
            put(&json, "grid_import_l1_w", snapshot?.gridImportPhases.l1)
            put(&json, "grid_import_l2_w", snapshot?.gridImportPhases.l2)
            put(&json, "grid_import_l3_w", snapshot?.gridImportPhases.l3)
            put(&json, "pv_production_w", snapshot?.pvProduction)
            put(&json, "battery_discharge_w", snapshot.map(batteryDischarge))
            put(&json, "load_w", snapshot?.load)
            put(&json, "heat_pump_w", snapshot?.heatPumpPower)
            put(&json, "inverter_ac_w", snapshot?.inverterAC)
        }
        put(&json, "outdoor_temperature_c", snapshot?.outdoorTemperature)
    }

    /// All batteries together; absent when one of them is, and where there is none.
    private func batteryDischarge(_ snapshot: PlantSnapshot) -> Measured<Watts> {
        let values = snapshot.batteries.compactMap(\.discharge.value)
        guard let oldest = snapshot.batteries.map(\.discharge.time).min(), values.count == snapshot.batteries.count
        else {
            return .absent(snapshot.batteries.map(\.discharge.quality).max() ?? .neverOffered, at: snapshot.time)
        }
        return Measured(values.reduce(.zero, +), at: oldest)
    }

    private func writeBatteries(_ json: inout JSONWriter) {
        json.array("batteries") { json in
            for (k, battery) in status.house.batteries.enumerated() {
                let measured = status.snapshot.flatMap { k < $0.batteries.count ? $0.batteries[k] : nil }
                let control = isStale ? nil : status.standing.flatMap { k < $0.batteries.count ? $0.batteries[k] : nil }
                json.object { json in
                    put(&json, "discharge_w", measured?.discharge)
                    put(&json, "state_of_charge", measured?.stateOfCharge, decimals: 4)
                    put(&json, "max_charge_w", measured?.maxCharge)
                    put(&json, "max_discharge_w", measured?.maxDischarge)
                    json.put("capacity_wh", battery.capacity.value, decimals: 0)
                    json.put("rated_charge_w", battery.maxCharge.value, decimals: 0)
                    json.put("rated_discharge_w", battery.maxDischarge.value, decimals: 0)
                    json.put("floor", battery.floor, decimals: 4)
                    json.put("ceiling", battery.ceiling, decimals: 4)
                    json.put("backup_reserve", battery.backupReserve, decimals: 4)
                    write(&json, control)
                }
            }
        }
    }

    private func write(_ json: inout JSONWriter, _ control: BatteryStanding?) {
        guard let control else { return json.putNull("control") }
        json.object("control") { json in
            switch control.verdict {
            case .setpoint(let bounds):
                json.put("verdict", "setpoint")
                put(&json, "allowed", bounds)
            case .release:
                json.put("verdict", "release")
                json.putNull("allowed")
            case .off:
                json.put("verdict", "off")
                json.putNull("allowed")
            }
            put(&json, "in_force", control.inForce)
            json.array("interlocks") { json in
                for interlock in control.interlocks {
                    json.object {
                        $0.put("id", interlock.description)
                        $0.put("sentence", interlock.trippedSentence)
                    }
                }
            }
        }
    }

    private func writeDecision(_ json: inout JSONWriter) {
        if let decision = status.decision {
            json.object("decision") { DecisionDocument.write(decision, currency: status.house.currency, into: &$0) }
        } else {
            json.putNull("decision")
        }
        json.put("lease_remaining_s", status.leaseExpires.map { max(0, $0.seconds(since: now)) }, decimals: 1)
    }

    private func writePolicy(_ json: inout JSONWriter) {
        guard let standing = status.policy else { return json.putNull("policy") }
        json.object("policy") { PolicyStandingDocument.write(standing, into: &$0) }
    }

    private func writeToday(_ json: inout JSONWriter) {
        guard let today = status.savingsOfToday else { return json.putNull("today") }
        json.object("today") {
            $0.put("from", today.day.lowerBound.description)
            $0.put("quarter_hours", today.endedCount)
            $0.put("saved_against_self_consumption", today.saved?.value, decimals: 4)
            $0.put("saved_against_self_consumption_quarter_hours", today.knownCount)
            $0.put("known_from", today.firstKnown?.description)
            $0.put("is_dry_run", today.isDryRun)
        }
    }

    private func writeDevices(_ json: inout JSONWriter) {
        json.array("devices") { Self.writeDevices(status, isStale: isStale, into: &$0) }
    }

    /// `/api/v1/devices`: the devices and whether they answer.
    var devices: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.put("time", status.time.iso8601)
            writeDevices(&json)
        }
        return json.bytes
    }

    private static func writeDevices(_ status: HouseStatus, isStale: Bool, into json: inout JSONWriter) {
        for (k, device) in status.house.devices.enumerated() {
            let known = status.standing.flatMap { k < $0.isConnected.count ? $0.isConnected[k] : nil }
            json.object {
                $0.put("id", device.id)
                $0.put("role", device.role.rawValue)
                $0.put("is_connected", isStale ? nil : known)
            }
        }
    }

    private func writeCounts(_ json: inout JSONWriter) {
        json.object("guard") {
            $0.put("cycles", status.standing?.cycles)
            $0.put("commands_verified", status.standing?.commandsVerified)
            $0.put("commands_refused", status.standing?.commandsRefused)
        }
        json.object("store") {
            $0.put("batches_stored", status.batchesStored)
            $0.put("waiting", status.waitingForStore)
        }
    }

    private func put(_ json: inout JSONWriter, _ key: String, _ power: Measured<Watts>?) {
        put(&json, key, power?.map(\.value), decimals: 1)
    }

    private func put(_ json: inout JSONWriter, _ key: String, _ temperature: Measured<Celsius>?) {
        put(&json, key, temperature?.map(\.value), decimals: 1)
    }

    /// A measurement, or that there was no cycle yet; a value of an old cycle is stale, whatever it was when it was taken.
    private func put(_ json: inout JSONWriter, _ key: String, _ measured: Measured<Double>?, decimals: Int) {
        let shown = isStale && measured?.quality == .good ? .stale : measured?.quality
        json.object(key) {
            $0.put("value", shown == .good ? measured?.value : nil, decimals: decimals)
            $0.put("quality", shown?.word ?? "no_cycle")
            $0.put("age_s", measured.map { now.seconds(since: $0.time) }, decimals: 1)
        }
    }

    private func put(_ json: inout JSONWriter, _ key: String, _ bounds: PowerBounds?) {
        guard let bounds else { return json.putNull(key) }
        json.object(key) {
            $0.put("lower_w", bounds.lower, decimals: 0)
            $0.put("upper_w", bounds.upper, decimals: 0)
        }
    }
}
