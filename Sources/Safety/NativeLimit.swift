// SPDX-License-Identifier: Apache-2.0

import Energy

/// Tells a limit that an installer or the grid operator put into an inverter's registers from one that Hearth left there.
///
/// A limit found can only make the output smaller, so while in doubt it is left alone. Doubt ends by itself, because a limit
/// of Hearth's runs out with the device's timer (60 s) and every profile that can limit an output has that timer:
///
/// | Found at the first report | Whose it may be | What is done |
/// | --- | --- | --- |
/// | none | nobody's | the release is written, as a precaution |
/// | nothing could be read for 5 s | unknown | the same |
/// | a limit, and the journal knows of no earlier life at this device | foreign | left alone, told |
/// | a limit, after an earlier life or without a journal | Hearth's for 75 s | left alone; gone by then: it was Hearth's |
/// | the same, still there after 75 s | foreign | left alone, told |
/// | another value while Hearth wrote nothing | foreign | left alone, told |
/// | at a reconnection, what Hearth wrote less than 75 s ago | Hearth's | left alone until it has run out, or a cap is due |
/// | at a reconnection, anything else | foreign | left alone, told |
/// | a limit in doubt after an earlier life, and a tighter cap is due | unknown | the cap replaces it for good, told |
///
/// A cap that must be tighter than a foreign limit is written over it; when the cap goes, the foreign limit is written back
/// without a timer, as it was found. Two more things cannot be told apart: a device that ignores its timer keeps Hearth's last
/// limit, which then counts as foreign and is told; and where the guard is killed while its own cap stands in the place of a
/// foreign limit, the timer lifts both: the journal names the value for whoever puts it back.
struct NativeLimit: Hashable, Sendable {
    /// How long a limit of Hearth's may stand in registers that nobody refreshes, s: the lease, and the time to respond.
    static let ownSeconds = Double(CommandIssuer.leaseSeconds) + 15
    /// How long the first report is waited for, s.
    static let readSeconds = 5.0

    /// What may be in the registers besides a foreign limit.
    private enum Own: Hashable {
        case nothing
        /// A limit of an earlier life, written before the first report.
        case ofEarlierLife
        case written(Double, at: BootInstant)
    }

    /// The foreign limit, W; nil for none.
    private(set) var limit: Double?
    /// True while a cap of Hearth's stands in its place.
    private(set) var isOverwritten = false
    private var own: Own
    /// True from a connection until Hearth writes: what is found then is not of this connection's making.
    private var isWatching = true
    private var watchingSince: BootInstant?
    private var found: Found?
    private var replacedInDoubt: Double?

    /// What the last report said.
    private struct Found: Hashable {
        let limit: Double?
        /// When it was seen first.
        let since: BootInstant
    }

    /// - Parameter isUntouched: true where no earlier life wrote to the device.
    init(isUntouched: Bool) { own = isUntouched ? .nothing : .ofEarlierLife }

    /// What was overwritten is written back first; else the registers are looked at anew.
    mutating func noteConnected() {
        guard !isOverwritten else { return }
        (isWatching, watchingSince, found, limit) = (true, nil, nil, nil)
    }

    /// The limit that makes a cap needless unless it is tighter, W: a foreign one, or one in doubt after an earlier life.
    var standing: Double? {
        if isOverwritten || !isWatching { return nil }
        return limit ?? (own == .ofEarlierLife ? found?.limit : nil)
    }

    /// A limit of Hearth's was handed to the bus.
    mutating func noteOwnLimit(_ value: Double, at now: BootInstant) {
        if limit == nil { replacedInDoubt = standing }
        own = .written(value, at: now)
        isOverwritten = limit != nil
        isWatching = false
    }

    /// A limit that may have been foreign and was replaced for good, W; told once.
    mutating func takeReplacedInDoubt() -> Double? {
        defer { replacedInDoubt = nil }
        return replacedInDoubt
    }

    /// The neutral command was read back: no limit, or the foreign one.
    mutating func noteNeutral() {
        (own, isOverwritten, isWatching) = (.nothing, false, false)
    }

    /// Another master writes to the registers now: what stood there before is nothing to go back to.
    mutating func noteOtherMaster() {
        (own, limit, isOverwritten, isWatching) = (.nothing, nil, false, false)
    }

    /// Looks at the registers.
    ///
    /// - Parameters:
    ///   - control: the latest since the connection, nil before the first.
    ///   - tolerance: by which a limit may differ and be the same, W.
    /// - Returns: true when a foreign limit is new, or has changed.
    mutating func observe(_ control: ControlReport?, tolerance: Double, now: BootInstant) -> Bool {
        guard isWatching else { return false }
        let since = watchingSince ?? now
        watchingSince = since
        guard let control else { return false }
        let value = control.state.outputLimit?.value
        defer { if found == nil || found?.limit != value { found = Found(limit: value, since: now) } }
        guard let value else {
            limit = nil
            return false
        }
        func isSame(_ other: Double) -> Bool { (other - value).magnitude <= tolerance }
        if let limit {
            guard !isSame(limit) else { return false }
        } else if found?.limit.map(isSame) ?? true, mayBeOwn(isSame, seenSince: found?.since ?? now, now: now) {
            return false
        }
        limit = value
        return true
    }

    /// True where a release may be written, because there is nothing of others to lift.
    func mayRelease(at now: BootInstant) -> Bool {
        guard isWatching else { return true }
        guard let found else { return watchingSince.map { now.seconds(since: $0) >= Self.readSeconds } ?? false }
        return found.limit == nil
    }

    private func mayBeOwn(_ isSame: (Double) -> Bool, seenSince: BootInstant, now: BootInstant) -> Bool {
        switch own {
        case .nothing: false
        case .ofEarlierLife: now.seconds(since: seenSince) < Self.ownSeconds
        case .written(let value, let time): isSame(value) && now.seconds(since: time) < Self.ownSeconds
        }
    }
}
