// SPDX-License-Identifier: Apache-2.0

import Energy

/// When the planner's recurring work is due; all waits are on the boot-time clock, the wall clock only names slots and days.
struct PlanSchedule: Sendable {
    /// How long the slices of a quarter hour may take to arrive before the rest is stored without them, s.
    static let sliceGraceSeconds = 30.0

    private var slot: Slot?
    private var storeAt: BootInstant?
    private var storeEarlier = false
    private var storeBackoff = Backoff(firstSeconds: 10, limitSeconds: 300)
    private var renewAt: BootInstant?

    /// Notes the slot of this step.
    ///
    /// A new slot, or the first, makes storing due after the grace time or as soon as all slices are there.
    mutating func note(_ current: Slot, now: BootInstant) {
        guard slot != current else { return }
        slot = current
        storeEarlier = true
        if storeAt == nil { storeAt = now.advanced(bySeconds: Self.sliceGraceSeconds) }
    }

    /// Notes slices that came after their batch, as those of a long catch-up do: they are not left for the next one.
    mutating func noteLateSlices(now: BootInstant) {
        if storeAt == nil { storeAt = now.advanced(bySeconds: Self.sliceGraceSeconds) }
    }

    /// True when the quarter hour's batch shall be stored.
    ///
    /// - Parameter isComplete: the slices of every device are there; asked only where it matters.
    func isStoreDue(now: BootInstant, isComplete: @autoclosure () -> Bool) -> Bool {
        guard let storeAt else { return false }
        return now >= storeAt || (storeEarlier && isComplete())
    }

    /// The batch is in the database, or there was none.
    mutating func noteStored() {
        storeAt = nil
        storeEarlier = false
        storeBackoff.reset()
    }

    /// The database refused the batch.
    mutating func noteStoreFailed(now: BootInstant) {
        storeAt = storeBackoff.retry(after: now)
        storeEarlier = false
    }

    /// True when a planner check shall renew the lease.
    func isRenewalDue(now: BootInstant) -> Bool { renewAt.map { now >= $0 } ?? true }

    /// A check ended with an intent sent.
    mutating func noteRenewed(now: BootInstant) { renewAt = now.advanced(bySeconds: Intent.renewalSeconds) }
}
