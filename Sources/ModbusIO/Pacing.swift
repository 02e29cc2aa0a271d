// SPDX-License-Identifier: Apache-2.0

import Energy

/// The clock a bus runs by, as an argument.
struct Pacing {
    /// The moment a reply arrived.
    let now: () -> BootInstant
    /// Waits between two requests, s; does nothing under a virtual clock.
    let pause: (Double) -> Void

    /// A clock that stands still: everything of one step happens at one moment.
    static func standing(at now: BootInstant) -> Pacing { Pacing(now: { now }, pause: { _ in }) }
}
