// SPDX-License-Identifier: Apache-2.0

/// One number for each of a run of quarter hours; a slot without one is nil, never 0.
public struct SlotSeries: Hashable, Sendable {
    /// The first slot.
    public let firstSlot: Slot
    /// By slot; NaN inside means missing.
    private var storage: [Double]

    /// A series from values; nil or NaN is missing.
    public init(firstSlot: Slot, values: [Double?]) {
        self.firstSlot = firstSlot
        self.storage = values.map { $0 ?? .nan }
    }

    /// A series without gaps.
    public init(firstSlot: Slot, values: [Double]) {
        (self.firstSlot, self.storage) = (firstSlot, values)
    }

    /// The slots it spans, gaps included.
    public var slots: Range<Slot> { firstSlot..<firstSlot.advanced(by: storage.count) }

    /// True when no slot of a range is missing.
    public func covers(_ range: Range<Slot>) -> Bool {
        slots.lowerBound <= range.lowerBound && range.upperBound <= slots.upperBound
            && range.allSatisfy { self[$0] != nil }
    }

    /// The number of a slot; nil outside the series and in a gap.
    @inlinable public subscript(slot: Slot) -> Double? {
        let value = rawValue(at: slot)
        return value.isNaN ? nil : value
    }

    /// The number of a slot, NaN where there is none.
    public func rawValue(at slot: Slot) -> Double {
        let k = firstSlot.distance(to: slot)
        return storage.indices.contains(k) ? storage[k] : .nan
    }

    /// A part of the series, or one that reaches beyond it: what is outside is missing.
    public func part(_ slots: Range<Slot>) -> SlotSeries {
        SlotSeries(firstSlot: slots.lowerBound, values: slots.map { rawValue(at: $0) })
    }

    /// How many slots from `slot` on have numbers without a gap.
    public func runLength(from slot: Slot) -> Int {
        var length = 0
        while self[slot.advanced(by: length)] != nil { length += 1 }
        return length
    }
}
