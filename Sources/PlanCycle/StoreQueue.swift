// SPDX-License-Identifier: Apache-2.0

import Energy

/// What waits for the database: each slice once, each slot's decision once, all of it bounded to 7 days,
/// forecasts to one.
struct StoreQueue: Sendable {
    /// Quarter hours kept while the database fails.
    static let keptSlots = 672
    /// Events kept while the database fails.
    static let keptEvents = 20_000
    /// Forecasts kept while the database fails: those of demand and solar of a day, below 1 MiB.
    ///
    /// They are only kept to be scored; they must not take the memory that decisions and events need.
    static let keptForecasts = 192

    private(set) var batch = StoreBatch()
    private var known: Set<SliceKey> = []
    private let sliceLimit: Int
    /// Slices the database refused for good, oldest first: the guard repeats them, as nobody acknowledges them.
    private var refused: [SliceKey] = []
    /// Events, decisions and their outcomes dropped because of the bound; a dropped slice is still with the guard.
    private(set) var givenUp = 0
    /// Forecasts dropped because of theirs.
    private(set) var forecastsGivenUp = 0

    private struct SliceKey: Hashable, Sendable {
        let bootID: UInt64
        let device: DeviceIndex
        let start: BootInstant

        init(_ slice: DeviceSlice) { (bootID, device, start) = (slice.bootID, slice.device, slice.start) }
    }

    init(devices: Int) { sliceLimit = Self.keptSlots * max(1, devices) }

    var count: Int { batch.count }

    /// Adds a slice unless it waits already: the guard repeats what was not acknowledged.
    mutating func add(_ slice: DeviceSlice) {
        guard known.insert(SliceKey(slice)).inserted else { return }
        batch.slices.append(slice)
        if batch.slices.count > sliceLimit { known.remove(SliceKey(batch.slices.removeFirst())) }
    }

    /// Adds a decision in place of an earlier one for the same slot.
    mutating func add(_ decision: DecisionRecord) { put(decision, into: \.decisions, slot: \.slot) }

    /// Adds what became of a decision, in place of an earlier record for the same slot.
    mutating func add(_ outcome: OutcomeRecord) { put(outcome, into: \.outcomes, slot: \.slot) }

    private mutating func put<Record>(
        _ record: Record, into records: WritableKeyPath<StoreBatch, [Record]>, slot: KeyPath<Record, Slot>
    ) {
        batch[keyPath: records].removeAll { $0[keyPath: slot] == record[keyPath: slot] }
        batch[keyPath: records].append(record)
        if batch[keyPath: records].count > Self.keptSlots {
            batch[keyPath: records].removeFirst()
            givenUp += 1
        }
    }

    mutating func add(_ event: GuardEvent) {
        batch.events.append(event)
        // A tenth at once, so that a failing database does not make every event move all others.
        if batch.events.count > Self.keptEvents {
            batch.events.removeFirst(Self.keptEvents / 10)
            givenUp += Self.keptEvents / 10
        }
    }

    /// Adds a forecast in place of an earlier one of its target that was made in the same slot.
    mutating func add(_ forecast: ForecastRecord) {
        let slot = Slot(containing: forecast.forecast.madeAt)
        batch.forecasts.removeAll {
            $0.target == forecast.target && Slot(containing: $0.forecast.madeAt) == slot
        }
        batch.forecasts.append(forecast)
        if batch.forecasts.count > Self.keptForecasts {
            batch.forecasts.removeFirst()
            forecastsGivenUp += 1
        }
    }

    /// True when every device's slice of a slot waits here.
    func holdsSlices(of slot: Slot, devices: Int) -> Bool {
        var found: Set<DeviceIndex> = []
        for slice in batch.slices.reversed() where slice.slot == slot { found.insert(slice.device) }
        return found.count >= devices
    }

    /// The slices of a slot that wait here.
    func slices(of slot: Slot) -> [DeviceSlice] { batch.slices.filter { $0.slot == slot } }

    /// Forgets what was stored, and sets aside what never will be: it is not asked for again while this planner lives.
    mutating func note(_ result: StorageResult) {
        batch = result.waiting
        refused += result.refusals.flatMap { $0.records.slices.map(SliceKey.init) }
        refused.removeFirst(max(0, refused.count - sliceLimit))
        known = Set(batch.slices.map(SliceKey.init)).union(refused)
    }
}
