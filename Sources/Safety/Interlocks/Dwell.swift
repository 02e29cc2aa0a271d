// SPDX-License-Identifier: Apache-2.0

import Energy

/// I-5: no forced change of direction within 60 s of the last one, and no more than 12 changes of mode an hour.
///
/// Too many changes of mode lock the battery in idle for 15 minutes. How often commands are written is limited where they
/// are issued.
struct Dwell: Hashable, Sendable {
    /// Shortest time between changes of direction, s.
    static let directionSeconds = 60.0
    /// Changes of mode allowed in `hourSeconds`.
    static let modeChangesPerHour = 12
    /// Length of the lock, s.
    static let lockSeconds = 900.0

    private static let hourSeconds = 3600.0

    private enum Direction { case charging, discharging }

    private var direction: Direction?
    private var directionSince: BootInstant?
    private var modeChanges: [BootInstant] = []
    private var lockedUntil: BootInstant?

    mutating func observe(_ situation: BatterySituation) {
        if let until = lockedUntil, situation.now >= until { lockedUntil = nil }
        guard let power = situation.battery.discharge.value?.value else { return }
        let deadBand = max(100, 0.02 * situation.limits.rating)
        let seen: Direction? = power > deadBand ? .discharging : (power < -deadBand ? .charging : nil)
        guard let seen, seen != direction else { return }
        direction = seen
        directionSince = situation.now
    }

    /// Counts a change of mode that was commanded.
    mutating func noteModeChange(at now: BootInstant) {
        modeChanges.removeAll { now.seconds(since: $0) >= Self.hourSeconds }
        modeChanges.append(now)
        if modeChanges.count > Self.modeChangesPerHour {
            lockedUntil = now.advanced(bySeconds: Self.lockSeconds)
            modeChanges.removeAll()
        }
    }

    /// - Parameter proposal: only a forced direction has to wait.
    func restriction(_ proposal: PowerBounds, now: BootInstant) -> Restriction {
        if lockedUntil != nil { return .bounds(.zero) }
        guard let direction, let since = directionSince, now.seconds(since: since) < Self.directionSeconds else {
            return .none
        }
        switch direction {
        case .charging where proposal.lower > 0:
            return .bounds(PowerBounds(maxCharge: .infinity, maxDischarge: 0))
        case .discharging where proposal.upper < 0:
            return .bounds(PowerBounds(maxCharge: 0, maxDischarge: .infinity))
        case .charging, .discharging: return .none
        }
    }
}
