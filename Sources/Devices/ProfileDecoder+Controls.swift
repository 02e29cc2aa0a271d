// SPDX-License-Identifier: Apache-2.0

import StrictTOML

extension ProfileDecoder {
    /// Reads `[controls.battery]`; nil after a fault.
    func readBattery(_ table: TOMLTableReader) -> BatteryControl? {
        _ = table.choice("kind", as: BatteryKind.self)
        let base = slot(table, "base")
        let mode = writable(table, "mode")
        let charge = writable(table, "charge_rate")
        let discharge = writable(table, "discharge_rate")
        let reversion = writable(table, "reversion")
        let gridCharge =
            table.contains("grid_charge") ? writable(table, "grid_charge") : slotIfPresent(table, "grid_charge")
        let release = readRelease(table)
        guard let base, let mode, let charge, let discharge, let reversion else { return nil }
        if !areNeighbours(charge, discharge) {
            table.fault(
                "discharge_rate", expected: "a register beside charge_rate, so that one request changes both")
        }
        return BatteryControl(
            base: base, mode: mode, chargeRate: charge, dischargeRate: discharge, reversion: reversion,
            gridCharge: gridCharge, release: release)
    }

    /// Reads `[controls.output]`; nil after a fault.
    func readOutput(_ table: TOMLTableReader) -> OutputControl? {
        _ = table.choice("kind", as: OutputKind.self)
        let base = slot(table, "base")
        let limit = writable(table, "limit")
        let enable = writable(table, "enable")
        let reversion = writable(table, "reversion")
        let release = readRelease(table)
        guard let base, let limit, let enable, let reversion else { return nil }
        return OutputControl(base: base, limit: limit, enable: enable, reversion: reversion, release: release)
    }

    private func readRelease(_ table: TOMLTableReader) -> [ReleaseStep] {
        table.tables("release", atLeast: 1).compactMap { step in
            let value = step.number("value")
            return writable(step, "point").map { ReleaseStep(slot: $0, value: value) }
        }
    }

    private func writable(_ table: TOMLTableReader, _ key: String) -> Int? {
        guard let slot = slot(table, key) else { return nil }
        if drafts[slot].access == .read { table.fault(key, expected: "a point with access = \"rw\"") }
        return slot
    }

    private func areNeighbours(_ a: Int, _ b: Int) -> Bool {
        switch (drafts[a].place, drafts[b].place) {
        case (.model(let modelA, let offsetA), .model(let modelB, let offsetB)):
            modelA == modelB && (offsetA - offsetB).magnitude == 1
        case (.fixed(let tableA, let addressA), .fixed(let tableB, let addressB)):
            tableA == tableB && (Int(addressA) - Int(addressB)).magnitude == 1
        default: false
        }
    }
}

/// Ways to steer a battery.
private enum BatteryKind: String, CaseIterable {
    case sunSpec124 = "sunspec-124"
}

/// Ways to limit an output.
private enum OutputKind: String, CaseIterable {
    case sunSpec123 = "sunspec-123"
}
