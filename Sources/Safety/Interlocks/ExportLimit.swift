// SPDX-License-Identifier: Apache-2.0

import Energy

/// I-7: export stays below what the grid connection permits.
///
/// Two samples above the limit stop discharging; if the export stays above it, the inverter's output is capped. The cap then
/// follows the house, so that what it uses is not taken away, and goes when the output has stayed below it for 60 s. Meter
/// unknown: the battery is released and the output is capped at the limit itself, because the house's own use is unknown.
///
/// The cap is one for all inverters that can be told; what the others may put out counts against it.
struct ExportLimit: Hashable, Sendable {
    /// Part of the limit below which discharging may begin again.
    static let clearFraction = 0.85
    /// Time below it, or of an output well below the cap, after which they go, s.
    static let clearSeconds = 60.0
    /// What is taken off the output beyond the excess, as a part of it.
    static let excessMargin = 1.05
    /// Samples above the limit after which the output is capped even while the battery discharges: the block of the
    /// discharge did not help.
    static let samplesToCap = 4
    /// How often a cap is raised, s.
    static let raiseSeconds = 20.0
    /// Part of the cap below which the output does not need it.
    static let unusedFraction = 0.85

    private var lastSample: BootInstant?
    private var samplesOver = 0
    private var dischargeBlocked = false
    private var calmSince: BootInstant?
    private var unusedSince: BootInstant?
    private var lastRaise: BootInstant?
    /// The output cap, nil for none.
    private(set) var outputCap: Watts?

    mutating func observe(_ situation: SiteSituation) {
        guard let limit = situation.limits.site.exportLimit?.value else { return }
        if let cap = outputCap { outputCap = Watts(max(0, cap.value - situation.lostShare)) }
        guard let grid = situation.snapshot.gridImport.value else {
            outputCap = Watts(min(outputCap?.value ?? .infinity, max(0, limit - situation.uncontrolled)))
            (calmSince, unusedSince) = (nil, nil)
            return
        }
        guard situation.snapshot.gridImport.time != lastSample else { return }
        lastSample = situation.snapshot.gridImport.time
        let export = -grid.value
        samplesOver = export > limit ? samplesOver + 1 : 0
        if samplesOver >= 2 {
            cut(excess: export - limit, limit: limit, situation)
        } else if samplesOver == 0 {
            raise(room: limit - export, output: situation.output, now: situation.now)
        }
        clear(export: export, limit: limit, output: situation.output, now: situation.now)
    }

    /// What the limit says about a battery.
    func restriction(_ snapshot: PlantSnapshot, limits: SafetyLimits) -> Restriction {
        guard limits.site.exportLimit != nil else { return .none }
        guard snapshot.gridImport.value != nil else { return .release }
        return dischargeBlocked ? .bounds(PowerBounds(maxCharge: .infinity, maxDischarge: 0)) : .none
    }

    private mutating func cut(excess: Double, limit: Double, _ situation: SiteSituation) {
        let dischargeDeadBand = 50.0
        dischargeBlocked = true
        // The discharge goes first; only an export that is left without it takes the output down.
        if situation.discharge > dischargeDeadBand, samplesOver < Self.samplesToCap, outputCap == nil { return }
        // Who puts out no more than the limit exports no more, unless another does that cannot be told.
        let lowest = situation.uncontrolled > 0 ? 0 : limit
        let wanted = situation.output.map { max(lowest, $0 - excess * Self.excessMargin) } ?? lowest
        outputCap = Watts(min(outputCap?.value ?? .infinity, max(0, wanted)))
        lastRaise = situation.now
    }

    /// Gives back what the house uses meanwhile, at the pace at which a cap is refreshed anyway.
    private mutating func raise(room: Double, output: Double?, now: BootInstant) {
        guard let cap = outputCap, let output, room > 0 else { return }
        guard lastRaise.map({ now.seconds(since: $0) >= Self.raiseSeconds }) ?? true else { return }
        lastRaise = now
        outputCap = Watts(max(cap.value, output + room / Self.excessMargin))
    }

    private mutating func clear(export: Double, limit: Double, output: Double?, now: BootInstant) {
        let isCalm = export < Self.clearFraction * limit || export <= 0
        if Self.lasts(isCalm, since: &calmSince, now: now) { dischargeBlocked = false }
        let isUnused = isCalm && (output.map { $0 < Self.unusedFraction * (outputCap?.value ?? 0) } ?? false)
        if Self.lasts(isUnused, since: &unusedSince, now: now) { outputCap = nil }
    }

    private static func lasts(_ condition: Bool, since: inout BootInstant?, now: BootInstant) -> Bool {
        guard condition else {
            since = nil
            return false
        }
        let begin = since ?? now
        since = begin
        return now.seconds(since: begin) >= clearSeconds
    }
}
