// SPDX-License-Identifier: Apache-2.0

import Energy

/// The machine's clocks as one look at them gave them, and whether the wall clock is to be trusted.
public struct LiveClock: Sendable {
    /// Boot-time clock.
    public private(set) var now: BootInstant
    /// Wall clock.
    public private(set) var wall: UTCInstant
    /// Whether the wall clock may name slots and choose prices.
    public private(set) var isTrusted: Bool
    private let isAssumed: Bool
    private var trust = ClockTrust()

    /// Looks for the first time.
    ///
    /// - Parameter isAssumed: true where the clock is taken to be synchronised without asking the system.
    public init(isAssumed: Bool) {
        self.isAssumed = isAssumed
        (now, wall, isTrusted) = (MachineClock.now(), MachineClock.wall(), false)
        look()
    }

    /// Looks again.
    public mutating func look() {
        (now, wall) = (MachineClock.now(), MachineClock.wall())
        isTrusted = trust.look(
            now: now, wall: wall, isSynchronised: isAssumed || MachineClock.isSynchronised)
    }
}
