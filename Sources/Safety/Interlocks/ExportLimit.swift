// SPDX-License-Identifier: Apache-2.0

import Energy

/// I-7: export stays below what the grid connection permits.
///
/// Two samples above the limit stop discharging; if the export stays above it, the inverter's output is capped. The caps go
/// after 60 s below 85 % of the limit. Meter unknown: the battery is released and the output is capped at the limit itself,
/// because the house's own use is unknown.
struct ExportLimit: Hashable, Sendable {
    /// Part of the limit below which the caps may go.
    static let clearFraction = 0.85
    /// Time below it after which they go, s.
    static let clearSeconds = 60.0
    /// What is taken off the output beyond the excess, as a part of it.
    static let excessMargin = 1.05

    private var lastSample: BootInstant?
    private var samplesOver = 0
    private var dischargeBlocked = false
    private var clearSince: BootInstant?
    /// The output cap, nil for none.
    private(set) var outputCap: Watts?

    mutating func observe(_ situation: BatterySituation) {
        guard let limit = situation.site.site.exportLimit?.value else { return }
        guard let grid = situation.snapshot.gridImport.value else {
            outputCap = Watts(min(outputCap?.value ?? .infinity, limit))
            clearSince = nil
            return
        }
        guard situation.snapshot.gridImport.time != lastSample else { return }
        lastSample = situation.snapshot.gridImport.time
        let excess = -grid.value - limit
        samplesOver = excess > 0 ? samplesOver + 1 : 0
        if samplesOver >= 2 { cut(excess: excess, limit: limit, situation) }
        clear(export: -grid.value, limit: limit, now: situation.now)
    }

    func restriction(_ situation: BatterySituation) -> Restriction {
        guard situation.site.site.exportLimit != nil else { return .none }
        guard situation.snapshot.gridImport.value != nil else { return .release }
        return dischargeBlocked ? .bounds(PowerBounds(maxCharge: .infinity, maxDischarge: 0)) : .none
    }

    private mutating func cut(excess: Double, limit: Double, _ situation: BatterySituation) {
        let dischargeDeadBand = 50.0
        let discharge = situation.battery.discharge.value?.value
        dischargeBlocked = true
        // The discharge goes first; only an export that is left without it takes the output down.
        if let discharge, discharge > dischargeDeadBand, outputCap == nil { return }
        let output = situation.snapshot.inverterAC.value?.value
        let wanted = output.map { max(limit, $0 - excess * Self.excessMargin) } ?? limit
        outputCap = Watts(min(outputCap?.value ?? .infinity, max(0, wanted)))
    }

    private mutating func clear(export: Double, limit: Double, now: BootInstant) {
        guard export < Self.clearFraction * limit || limit <= 0 && export <= 0 else {
            clearSince = nil
            return
        }
        let since = clearSince ?? now
        clearSince = since
        guard now.seconds(since: since) >= Self.clearSeconds else { return }
        dischargeBlocked = false
        outputCap = nil
    }
}
