// SPDX-License-Identifier: Apache-2.0

import Energy

/// The last of one signal, and whether to believe it.
struct SignalState: Hashable, Sendable {
    private(set) var value = 0.0
    private(set) var quality: Quality
    /// Why it has no value, nil while it has one, never had one, or its device is away.
    private var fault: SignalFault?
    /// True once it was told that it is lost, until it is told that it is back.
    private var isToldLost = false
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
        case .lost(let reason): fail(SignalFault(reason))
        case .value(let new):
            if isFirst { reference = nil }
            guard isPlausible(new, at: now, limits: limits, isCounter: isCounter) else {
                return fail(.implausible)
            }
            (value, time) = (new, now)
            reference = Reference(value: new, time: now)
            (quality, fault) = (isFirst ? .quarantined : .good, nil)
            wasGood = wasGood || quality == .good
        }
    }

    /// The device is away; what it said last grows old.
    ///
    /// That is told once for the device, not for every signal.
    mutating func noteDisconnected() {
        if quality != .neverOffered { (quality, fault) = (.lost, nil) }
    }

    /// Whether it became usable or stopped being so since the last time this was asked.
    mutating func change(at now: BootInstant, limits: SignalLimits) -> (fault: SignalFault?, Void)? {
        guard wasGood, fault != nil || quality <= .quarantined else { return nil }
        let fault = fault ?? (quality == .good && isStale(at: now, limits) ? .stale : nil)
        guard (fault != nil) != isToldLost else { return nil }
        isToldLost = fault != nil
        return (fault, ())
    }

    /// The measurement as it counts now.
    func measured(at now: BootInstant, limits: SignalLimits) -> Measured<Double> {
        guard quality == .good else { return .absent(quality, at: time) }
        return isStale(at: now, limits) ? .absent(.stale, at: time) : Measured(value, at: time)
    }

    private mutating func fail(_ reason: SignalFault) { (quality, fault) = (reason.quality, reason) }

    private func isStale(at now: BootInstant, _ limits: SignalLimits) -> Bool {
        now.seconds(since: time) > limits.staleSeconds
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
