// SPDX-License-Identifier: Apache-2.0

import Energy
import Glibc

/// Time, as the transport sees it and lets it pass; tests give one in which waiting takes none.
public struct FeedWait {
    /// The boot-time clock, for the rest between two requests.
    public var now: () -> BootInstant
    /// The wall clock, for the dates that servers write.
    public var wall: () -> UTCInstant
    /// Lets some seconds pass; false where the caller is to stop.
    public var pause: (_ seconds: Double) -> Bool

    /// Time of which everything is said.
    public init(
        now: @escaping () -> BootInstant, wall: @escaping () -> UTCInstant, pause: @escaping (_ seconds: Double) -> Bool
    ) {
        (self.now, self.wall, self.pause) = (now, wall, pause)
    }

    /// Time that passes by itself.
    ///
    /// - Parameter shouldStop: asked before a pause, twice a second and after it; true ends the pause.
    public init(
        now: @escaping () -> BootInstant, wall: @escaping () -> UTCInstant, shouldStop: @escaping () -> Bool
    ) {
        self.init(now: now, wall: wall) { seconds in
            let end = now().advanced(bySeconds: seconds)
            while !shouldStop() {
                let left = end.seconds(since: now())
                if left <= 0 { return true }
                // A signal ends it early.
                usleep(UInt32(min(left, 0.5) * 1e6) + 1)
            }
            return false
        }
    }
}
