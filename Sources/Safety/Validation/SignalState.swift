// SPDX-License-Identifier: Apache-2.0

import Energy

/// The last of one signal, and whether to believe it.
struct SignalState: Hashable, Sendable {
    private(set) var value = 0.0
    private(set) var quality: Quality
    private(set) var time = BootInstant(nanoseconds: 0)
    /// True once it was believed: only what was there can be lost.
    private(set) var wasGood = false
    /// The last believed value and its time, for rates of change.
    private var reference: Reference?

    private struct Reference: Hashable, Sendable {
        var value: Double
        var time: BootInstant
    }

    /// After this long without a believed value the next one is the new reference, s: a device that was replaced or reset
    /// its counter would otherwise be disbelieved for ever.
    private static let referenceLife = 60.0

    init(offered: Bool) { quality = offered ? .lost : .neverOffered }

    /// Takes in a reading.
    ///
    /// - Parameter isFirst: true for the first report after a (re)connection, which is seen and not used.
    mutating func take(
        _ reading: SignalReading, at now: BootInstant, limits: SignalLimits, isCounter: Bool, isFirst: Bool
    ) {
        switch reading {
        case .lost(.notAvailable): quality = .notAvailable
        case .lost(.outOfRange): quality = .implausible
        case .lost(.noResponse), .lost(.exception), .lost(.malformed): quality = .lost
        case .value(let new):
            if isFirst { reference = nil }
            guard isPlausible(new, at: now, limits: limits, isCounter: isCounter) else {
                quality = .implausible
                return
            }
            (value, time) = (new, now)
            reference = Reference(value: new, time: now)
            quality = isFirst ? .quarantined : .good
            wasGood = wasGood || quality == .good
        }
    }

    /// The device is away; what it said last grows old.
    mutating func noteDisconnected() {
        if quality != .neverOffered { quality = .lost }
    }

    /// The measurement as it counts now.
    func measured(at now: BootInstant, limits: SignalLimits) -> Measured<Double> {
        guard quality == .good else { return .absent(quality, at: time) }
        return now.seconds(since: time) > limits.staleSeconds ? .absent(.stale, at: time) : Measured(value, at: time)
    }

    private func isPlausible(_ new: Double, at now: BootInstant, limits: SignalLimits, isCounter: Bool) -> Bool {
        guard new.isFinite, new >= limits.lowest, new <= limits.highest else { return false }
        guard let reference else { return true }
        let elapsed = now.seconds(since: reference.time)
        if elapsed > Self.referenceLife { return true }
        if isCounter && new < reference.value { return false }
        guard let rate = limits.ratePerSecond else { return true }
        // One second more than elapsed: the sample's own age inside the device is unknown.
        let slack = isCounter ? max(100, rate) : rate
        return (new - reference.value).magnitude <= rate * elapsed + slack
    }
}
