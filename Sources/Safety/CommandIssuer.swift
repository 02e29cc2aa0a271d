// SPDX-License-Identifier: Apache-2.0

import Energy

/// Turns the verdicts about one device into commands: leases, pacing, verification (I-5, I-16, I-17).
///
/// A release is written at the start, at every reconnection and whenever steering ends; bounds are written when they change
/// and again every 20 s, so that the device's own timer never runs out while a lease is in force.
struct CommandIssuer: Hashable, Sendable {
    /// How often bounds in force are written again, s (I-16).
    static let refreshSeconds = 20.0
    /// Length of the device's reversion timer, s (R7).
    static let leaseSeconds = 60
    /// Shortest time between writes that are not reductions, s (I-5).
    static let pacingSeconds = 5.0
    /// Time after which a command without an outcome counts as failed, s.
    static let outcomeSeconds = 10.0
    /// Bounds older than this are not written any more, s; a release is good for a whole lease.
    static let commandLifeSeconds = 5.0
    /// How long a device that does not follow is left alone, s (I-17).
    static let lockoutSeconds = 300.0
    /// Misses within `missWindowSeconds` that end steering until the guard restarts.
    static let missesToFault = 3
    /// The hour in which misses are counted, s.
    static let missWindowSeconds = 3600.0

    let device: DeviceIndex
    private var kind: ActionKind
    /// What was wanted and is in force; `registers` is how the device holds it.
    private(set) var inForce: DeviceAction?
    private var writtenAs: DeviceAction?
    private var verifiedAt: BootInstant?
    private var pending: Pending?
    private var lastWrite: BootInstant?
    private var lastWritten: DeviceAction?
    private var misses: [BootInstant] = []
    private var lockedUntil: BootInstant?
    private(set) var isFaulted = false
    private var mustRelease = true
    /// True after a command that failed: the device may hold what it said all the same.
    private var mayHoldOurs = false
    /// When something else than the neutral command was last handed to the bus.
    private var lastSteered: BootInstant?

    /// A command on its way.
    private struct Pending: Hashable, Sendable {
        let serial: UInt64
        let action: DeviceAction
        let issuedAt: BootInstant
    }

    init(device: DeviceIndex, kind: ActionKind) {
        self.device = device
        self.kind = kind
    }

    /// What is in force as the registers say it: rounded, and no more than the device can do.
    var registers: DeviceAction? { inForce == nil ? nil : writtenAs }

    /// True while the neutral command is what was read back last.
    var isNeutral: Bool { inForce == kind.release }

    /// True where what Hearth wrote may still stand in the registers of a connected device.
    var mayHoldLimit: Bool { (inForce != nil && !isNeutral) || pending != nil || mayHoldOurs }

    /// True where the device holds nothing of this life's: given back, never steered, or for longer than its timer not.
    func isGivenBack(at now: BootInstant) -> Bool {
        isNeutral
            || lastSteered.map { now.seconds(since: $0) > Double(Self.leaseSeconds) + Self.outcomeSeconds } ?? true
    }

    /// Changes what the neutral command is.
    mutating func setNeutral(_ kind: ActionKind) { self.kind = kind }

    /// Ends steering until the guard restarts without the latch.
    mutating func latch() { isFaulted = true }

    /// True while nothing but a release is written.
    func isLocked(at now: BootInstant) -> Bool { isFaulted || lockedUntil.map { now < $0 } ?? false }

    /// The device answered again: what it holds is unknown, so it is released before anything else.
    mutating func noteConnected() {
        pending = nil
        inForce = nil
        verifiedAt = nil
        mustRelease = true
        // A cap that waits for its pace would leave the output open meanwhile.
        if case .output = kind { lastWrite = nil }
    }

    /// The guard ends: the release is written whatever was written last.
    mutating func prepareStop() {
        noteConnected()
        lastWrite = nil
    }

    /// The device went away: its own timer ends what it was told.
    mutating func noteDisconnected() {
        pending = nil
        inForce = nil
        verifiedAt = nil
    }

    /// The command to write now, nil for none.
    ///
    /// - Parameters:
    ///   - wanted: what the gate allows, nil for release.
    ///   - serial: the guard's counter, taken and advanced when a command is made.
    mutating func command(wanted: DeviceAction?, now: BootInstant, serial: inout UInt64) -> AuthorizedCommand? {
        dropOverdue(now: now)
        let isReleased = isLocked(at: now) || (mustRelease && !kind.isReplaced(by: wanted))
        let desired = isReleased ? kind.release : wanted ?? kind.release
        guard needsWrite(desired, now: now) else { return nil }
        serial &+= 1
        pending = Pending(serial: serial, action: desired, issuedAt: now)
        (lastWrite, lastWritten) = (now, desired)
        if desired != kind.release { lastSteered = now }
        return AuthorizedCommand(
            device: device, action: desired, serial: serial, issuedAt: now,
            expires: now.advanced(
                bySeconds: desired == kind.release ? Double(Self.leaseSeconds) : Self.commandLifeSeconds))
    }

    /// Takes in the end of a command.
    ///
    /// - Returns: true when the outcome belonged to this issuer's pending command.
    mutating func note(_ outcome: CommandOutcome) -> Bool {
        guard let sent = pending, sent.serial == outcome.serial, outcome.device == device else { return false }
        pending = nil
        if outcome.result == .verified {
            if inForce != sent.action { verifiedAt = outcome.time }
            inForce = sent.action
            writtenAs = sent.action.asWritten(outcome)
            if sent.action == kind.release || kind.isReplaced(by: sent.action) { mustRelease = false }
            mayHoldOurs = false
        } else if outcome.result == .notSent && outcome.registersWritten == 0 {
            // The device never saw it: what was in force still is, and there is nothing to hold against the device.
            return true
        } else {
            noteMiss(at: outcome.time)
        }
        return true
    }

    /// Counts a command that the device did not take or did not follow: once it is sent again, twice locks, three times in
    /// an hour ends steering.
    mutating func noteMiss(at now: BootInstant) {
        mayHoldOurs = true
        inForce = nil
        verifiedAt = nil
        // A cap on the output is the safe state itself: it is tried again for ever, never lifted because it failed.
        // And a neutral command that fails while locked says nothing new about the device.
        guard kind.canLock, !isLocked(at: now) else { return }
        misses.removeAll { now.seconds(since: $0) >= Self.missWindowSeconds }
        misses.append(now)
        if misses.count >= Self.missesToFault { isFaulted = true }
        if misses.count == 2 { lockedUntil = now.advanced(bySeconds: Self.lockoutSeconds) }
        if isLocked(at: now) { mustRelease = true }
    }

    /// Someone else writes to the device: Hearth writes nothing for a while, not even a release, which would be a fight.
    mutating func noteOtherMaster(at now: BootInstant) {
        inForce = nil
        verifiedAt = nil
        mustRelease = false
        mayHoldOurs = false
        lockedUntil = now.advanced(bySeconds: Self.lockoutSeconds)
    }

    /// The lock-out ends before its time, because what the device holds is not safe.
    mutating func endLockout() { lockedUntil = nil }

    /// Seconds since the action in force was verified for the first time, nil when none is.
    func secondsInForce(at now: BootInstant) -> Double? { verifiedAt.map { now.seconds(since: $0) } }

    /// True while a command is on its way and the registers may hold the old or the new value.
    var isBusy: Bool { pending != nil }

    private mutating func dropOverdue(now: BootInstant) {
        guard let sent = pending, now.seconds(since: sent.issuedAt) > Self.outcomeSeconds else { return }
        pending = nil
        noteMiss(at: now)
    }

    private func needsWrite(_ desired: DeviceAction, now: BootInstant) -> Bool {
        let since = lastWrite.map { now.seconds(since: $0) } ?? .infinity
        if let pending {
            return pending.action != desired && kind.isReduction(from: pending.action, to: desired)
        }
        guard let inForce else {
            if desired == kind.release && !mustRelease && !mayHoldOurs { return false }
            // While locked the neutral command is tried at once, then once a lease.
            let isRepeated = isLocked(at: now) && lastWritten == kind.release
            return since >= (isRepeated ? Double(Self.leaseSeconds) : kind.retrySeconds)
        }
        if inForce == desired { return desired != kind.release && since >= Self.refreshSeconds }
        if kind.isReduction(from: inForce, to: desired) {
            return !kind.isNegligible(from: inForce, to: desired) || since >= Self.pacingSeconds
        }
        if kind.isNegligible(from: inForce, to: desired) { return since >= Self.refreshSeconds }
        return since >= Self.pacingSeconds
    }
}

extension DeviceAction {
    /// The same action with the values the device's registers then say.
    fileprivate func asWritten(_ outcome: CommandOutcome) -> DeviceAction {
        switch self {
        case .batteryBounds(let wanted, let lease):
            .batteryBounds(outcome.batteryBounds ?? wanted, leaseSeconds: lease)
        case .outputLimit(let wanted, let lease): .outputLimit(outcome.outputLimit ?? wanted, leaseSeconds: lease)
        case .releaseBattery, .releaseOutput: self
        }
    }
}
