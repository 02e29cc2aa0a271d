// SPDX-License-Identifier: Apache-2.0

import Energy

/// Keeps the charges of a decision below its import limit while its quarter hour goes on.
///
/// The limit is of the quarter hour's mean, as the month's peak is: what was imported since it began, and a mean of the net load of
/// the last minutes, say what is left to charge with. It is not corrected for every breath of the load, as each change is a write
/// to the inverter: a charge is cut at once, in steps, raised again after a while, and one that was cut to nothing is not taken up
/// before the next quarter hour, so that the battery does not change its mode with every turn of a thermostat.
struct ChargeThrottle: Sendable {
    /// Time constant of the mean of the net load, s.
    static let meanSeconds = 120.0
    /// Steps in which a charge is cut.
    static let steps = 20.0
    /// What must have become free for a charge to be raised, as a part of what is wanted.
    static let raise = 0.2
    /// Shortest time from one change to a raise, s.
    static let raiseSeconds = 60.0

    /// Which quarter hour was seen, for how long, and what was imported in it, W s.
    private var slot: Slot?
    private var seenSeconds = 0.0
    private var imported = 0.0
    private var lastSample: BootInstant?
    private var meanNetLoad: Double?
    /// The part of the charges that was let through last, of which intents, and since when.
    private var standing: (intents: BatteryIntents, share: Double, since: BootInstant)?

    /// Takes in what is measured now; called about once a second.
    ///
    /// - Parameter snapshot: nil where nothing fresh is known.
    mutating func note(_ snapshot: PlantSnapshot?, in slot: Slot, now: BootInstant) {
        if self.slot != slot { (self.slot, seenSeconds, imported, standing) = (slot, 0, 0, nil) }
        guard let netLoad = snapshot?.netLoad?.value, let grid = snapshot?.gridImport.value?.value, netLoad.isFinite
        else {
            (lastSample, meanNetLoad) = (nil, nil)
            return
        }
        let seconds = lastSample.map { min(Self.meanSeconds, max(0, now.seconds(since: $0))) } ?? 0
        lastSample = now
        seenSeconds += seconds
        imported += seconds * max(0, grid)
        meanNetLoad = meanNetLoad.map { $0 + (netLoad - $0) * seconds / Self.meanSeconds } ?? netLoad
    }

    /// What is to be leased now of the intents of a decision.
    ///
    /// - Parameter wall: inside the slot noted last.
    mutating func cut(_ intents: BatteryIntents, now: BootInstant, wall: UTCInstant) -> [BatteryIntent] {
        guard let limit = intents.importLimit else { return intents.each }
        let free = (intents.share(of: room(below: limit, wall: wall)) * Self.steps).rounded(.down) / Self.steps
        guard let last = standing, last.intents == intents else {
            standing = (intents, free, now)
            return intents.charging(share: free)
        }
        guard free < last.share || isWorthRaising(last.share, to: free, after: now.seconds(since: last.since)) else {
            return intents.charging(share: last.share)
        }
        standing = (intents, free, now)
        return intents.charging(share: free)
    }

    /// True when a charge that was cut may be raised: not taken up from nothing, not at once, not by a little less than all.
    private func isWorthRaising(_ share: Double, to free: Double, after seconds: Double) -> Bool {
        share > 0 && share < 1 && seconds >= Self.raiseSeconds && (free >= share + Self.raise || free == 1)
    }

    /// False while the net load is not known, so that nothing is bought.
    var knowsLoad: Bool { meanNetLoad != nil }

    /// Power that is left below a limit; nil where the net load is not known.
    ///
    /// Seconds of the slot that were not seen count as at the limit, and what was imported less than it is not made up for.
    private func room(below limit: Watts, wall: UTCInstant) -> Watts? {
        guard let slot, let meanNetLoad else { return nil }
        let left = Double(slot.end.secondsSinceEpoch - wall.secondsSinceEpoch)
        let excess = max(0, imported - limit.value * seenSeconds)
        return left > 0 ? limit - Watts(excess / left) - Watts(meanNetLoad) : .zero
    }
}
