// SPDX-License-Identifier: Apache-2.0

import Energy

/// What waits for the database: one batch a quarter hour, kept and tried again when it fails.
struct StoreQueue {
    /// Longest wait between two tries, s.
    static let maxBackOff = 300.0
    /// Seconds into a slot at which the last one is stored: its slices have arrived by then.
    static let settleSeconds = 5
    /// Events kept while the database fails; the oldest go first.
    static let keptEvents = 10_000
    /// Slices kept while the database fails: seven days of ten devices.
    static let keptSlices = 6720

    private(set) var waiting = StoreBatch()
    private(set) var rowsStored = 0
    private(set) var failures = 0
    /// The database's last complaint, nil when the last batch was stored.
    private(set) var lastError: String?
    private var storedSlot: Slot?
    private var nextTry: BootInstant?
    private var backOff = 1.0

    mutating func add(_ slice: DeviceSlice) {
        let isWaiting = waiting.slices.contains {
            $0.bootID == slice.bootID && $0.device == slice.device && $0.start == slice.start
        }
        if !isWaiting { waiting.slices.append(slice) }
        if waiting.slices.count > Self.keptSlices { waiting.slices.removeFirst() }
    }

    mutating func add(_ event: GuardEvent) {
        waiting.events.append(event)
        if waiting.events.count > Self.keptEvents { waiting.events.removeFirst() }
    }

    mutating func add(_ decision: DecisionRecord) {
        waiting.decisions.removeAll { $0.slot == decision.slot }
        waiting.decisions.append(decision)
    }

    /// Stores what waits when it is time to.
    ///
    /// - Returns: the slices that are safe now.
    mutating func storeIfDue(in store: any ReadingStoring, now: BootInstant, wall: UTCInstant) -> [DeviceSlice] {
        let slot = Slot(containing: wall)
        let intoSlot = wall.secondsSinceEpoch - slot.start.secondsSinceEpoch
        guard slot != storedSlot, intoSlot >= Self.settleSeconds, nextTry.map({ now >= $0 }) ?? true else { return [] }
        return storeNow(in: store, slot: slot, now: now)
    }

    /// Stores what waits, for the end of a run.
    mutating func storeNow(in store: any ReadingStoring, slot: Slot, now: BootInstant) -> [DeviceSlice] {
        guard !waiting.isEmpty else {
            storedSlot = slot
            return []
        }
        do {
            rowsStored += try store.store(waiting)
        } catch {
            failures += 1
            lastError = "\(error)"
            nextTry = now.advanced(bySeconds: backOff)
            backOff = min(Self.maxBackOff, backOff * 2)
            return []
        }
        let slices = waiting.slices
        waiting = StoreBatch()
        (storedSlot, nextTry, backOff, lastError) = (slot, nil, 1, nil)
        return slices
    }
}
