// SPDX-License-Identifier: Apache-2.0

import Energy

/// Whether the wall clock may name slots and choose prices (interlock I-11).
///
/// Trusted is a clock that is synchronised, not before the program was written, and runs with the boot-time clock. Trust
/// that was lost comes back after a minute without a doubt.
public struct ClockTrust: Sendable {
    /// Largest step against the boot-time clock between two looks, s.
    public static let largestStepSeconds = 2.0
    /// How long a regained clock must hold, s.
    public static let regainSeconds = 60.0
    /// No program of this version ran before: 2026-01-01T00:00:00Z.
    public static let earliest = UTCInstant(secondsSinceEpoch: 1_767_225_600)

    private var last: (boot: BootInstant, wall: UTCInstant)?
    private var doubtedAt: BootInstant?

    /// Trust before the first look.
    public init() {}

    /// Looks at the clocks.
    ///
    /// - Parameter isSynchronised: what the system says of its wall clock.
    /// - Returns: true where the wall clock is to be trusted.
    public mutating func look(now: BootInstant, wall: UTCInstant, isSynchronised: Bool) -> Bool {
        if !isSynchronised || wall < Self.earliest || hasStepped(now: now, wall: wall) { doubtedAt = now }
        last = (now, wall)
        guard let doubtedAt else { return true }
        guard isSynchronised, now.seconds(since: doubtedAt) >= Self.regainSeconds else { return false }
        self.doubtedAt = nil
        return true
    }

    private func hasStepped(now: BootInstant, wall: UTCInstant) -> Bool {
        guard let last else { return false }
        let byWall = Double(wall.secondsSinceEpoch) - Double(last.wall.secondsSinceEpoch)
        // Wall time comes in whole seconds: one of them may be rounding.
        return abs(byWall - now.seconds(since: last.boot)) > Self.largestStepSeconds + 1
    }
}
