// SPDX-License-Identifier: Apache-2.0

import Energy
import Plant
import Safety

/// The invariants of the safety catalogue (section 14) that a running house can break, checked after every cycle against
/// the true state of the house, which the guard never sees.
struct InvariantChecker {
    private let limits: SafetyLimits
    private let start: BootInstant
    private(set) var count = 0
    private(set) var first: [ScenarioReport.Violation] = []
    private var windowSince: BootInstant?
    private var overloadSince: BootInstant?
    private var exportSince: BootInstant?
    private var falsifiedAt: BootInstant?

    /// How many violations are kept with their values.
    private static let kept = 20
    /// Reaction the catalogue allows before a limit counts as broken, s: one poll of the device, the cycle, the write and
    /// the inverter's own response for the window (INV-4); INV-5 and INV-6 name theirs.
    private static let windowReaction = 6.0
    private static let disobedienceReaction = 45.0
    /// How long after a false measurement the truth is not judged, s.
    private static let aftermath = 300.0
    private static let overloadReaction = 3.0
    private static let exportReaction = 5.0
    private static let exportReactionWithoutMeter = 10.0
    /// Battery power that counts as none, W.
    private static let deadBand = 50.0

    init(limits: SafetyLimits, start: BootInstant) {
        self.limits = limits
        self.start = start
    }

    /// Checks one cycle.
    ///
    /// - Parameters:
    ///   - house: the true state.
    ///   - isFalsified: true while a device says what is not true; what depends on the truth is not judged then, nor for
    ///     some minutes afterwards, while the battery returns from where it was led.
    ///   - snapshot: what the guard saw.
    ///   - decisions: what it decided.
    ///   - inForce: the bounds each battery was given and read back, nil in the inverter's own mode.
    mutating func check(
        house: HouseState, isFalsified: Bool, snapshot: PlantSnapshot, decisions: [GateDecision],
        inForce: [PowerBounds?], now: BootInstant
    ) {
        for (k, decision) in decisions.enumerated() where limits.batteries.indices.contains(k) {
            guard case .setpoint(let bounds) = decision.verdict else { continue }
            checkBounds(bounds, limits.batteries[k].battery, now: now)
            checkFreshness(snapshot, battery: k, now: now)
        }
        if isFalsified { falsifiedAt = now }
        guard falsifiedAt.map({ now.seconds(since: $0) > Self.aftermath }) ?? true else {
            (windowSince, overloadSince, exportSince) = (nil, nil, nil)
            return
        }
        if let battery = limits.batteries.first?.battery {
            checkWindow(house, battery, inForce: inForce.first.flatMap { $0 }, now: now)
        }
        let isCharging = inForce.contains { ($0?.lower ?? 0) < 0 }
        checkOverload(house, isSteered: isCharging, now: now)
        checkExport(house, isMeterKnown: snapshot.gridImport.value != nil, now: now)
    }

    /// INV-1 and INV-3: finite, and inside what the battery may do.
    private mutating func checkBounds(_ bounds: PowerBounds, _ battery: BatteryDescription, now: BootInstant) {
        guard bounds.lower.isFinite, bounds.upper.isFinite else {
            return violate("INV-3", now, "bounds \(bounds)")
        }
        if bounds.lower < -battery.maxCharge.value || bounds.upper > battery.maxDischarge.value {
            violate("INV-1", now, "bounds \(bounds)")
        }
    }

    /// INV-9: no bounds from a meter, power or state of charge that is not good.
    private mutating func checkFreshness(_ snapshot: PlantSnapshot, battery: Int, now: BootInstant) {
        guard snapshot.batteries.indices.contains(battery) else { return violate("INV-9", now, "no battery") }
        let values = snapshot.batteries[battery]
        if snapshot.gridImport.quality != .good || values.discharge.quality != .good
            || values.stateOfCharge.quality != .good
        {
            violate("INV-9", now, "steered on a \(max(snapshot.gridImport.quality, values.discharge.quality)) value")
        }
    }

    /// INV-4: while bounds are in force, no discharge at the floor and no charge at the ceiling beyond the reaction.
    private mutating func checkWindow(
        _ house: HouseState, _ battery: BatteryDescription, inForce: PowerBounds?, now: BootInstant
    ) {
        let low = house.stateOfCharge <= battery.effectiveFloor && house.batteryDischarge > Self.deadBand
        let high = house.stateOfCharge >= battery.ceiling && house.batteryDischarge < -Self.deadBand
        // A device that does not follow what it read back has the time of two misses before it is given up (I-17).
        let isForbidden = low ? (inForce?.upper ?? 0) <= 0 : (inForce?.lower ?? 0) >= 0
        let reaction = isForbidden ? Self.disobedienceReaction : Self.windowReaction
        if lasts(inForce != nil && (low || high), since: &windowSince, longerThan: reaction, now: now) {
            violate(
                "INV-4", now,
                "state of charge \(decimalText(house.stateOfCharge * 100, decimals: 2)) %, "
                    + "battery \(decimalText(house.batteryDischarge, decimals: 0)) W")
        }
    }

    /// INV-5: no phase above 110 % of its fuse for more than 3 s because of a charge that was commanded.
    private mutating func checkOverload(_ house: HouseState, isSteered: Bool, now: BootInstant) {
        let worst = house.gridImportPhases.all.reduce(-Double.infinity) { max($0, $1) }
        let over = isSteered && house.batteryDischarge < -Self.deadBand && worst > 1.1 * limits.fusePowerPerPhase
        if lasts(over, since: &overloadSince, longerThan: Self.overloadReaction, now: now) {
            violate("INV-5", now, "phase at \(decimalText(worst, decimals: 0)) W")
        }
    }

    /// INV-6: export above its limit for no more than 5 s, 10 s without the meter.
    private mutating func checkExport(_ house: HouseState, isMeterKnown: Bool, now: BootInstant) {
        guard let limit = limits.site.exportLimit else { return }
        let over = -house.gridImport > limit.value + Self.deadBand
        let allowed = isMeterKnown ? Self.exportReaction : Self.exportReactionWithoutMeter
        if lasts(over, since: &exportSince, longerThan: allowed, now: now) {
            violate("INV-6", now, "exporting \(decimalText(-house.gridImport, decimals: 0)) W")
        }
    }

    private func lasts(
        _ condition: Bool, since: inout BootInstant?, longerThan seconds: Double, now: BootInstant
    ) -> Bool {
        guard condition else {
            since = nil
            return false
        }
        let begin = since ?? now
        since = begin
        return now.seconds(since: begin) > seconds
    }

    /// Notes a violation found elsewhere.
    mutating func violate(_ invariant: String, _ now: BootInstant, _ detail: String) {
        count += 1
        guard first.count < Self.kept else { return }
        first.append(.init(invariant: invariant, at: now.seconds(since: start), detail: detail))
    }
}
