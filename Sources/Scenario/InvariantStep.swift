// SPDX-License-Identifier: Apache-2.0

import Energy
import Plant

/// One simulated second as the invariants see it.
struct InvariantStep {
    let now: BootInstant
    /// The device's clock: what its timers run by.
    let wall: UTCInstant
    let truth: WorldTruth
    /// True for each battery that the guard wanted inside bounds in this second; all false where it did not run.
    let isWanted: [Bool]
    /// What crossed the buses until now.
    let record: BusRecord
    /// The faults of every device until now.
    let histories: [DeviceHistory]
}
