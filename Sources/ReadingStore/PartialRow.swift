// SPDX-License-Identifier: Apache-2.0

import Energy

/// A quarter-hour row while slices are put into it.
struct PartialRow: Hashable {
    /// Time of the slot that was observed, ms, 0...900,000.
    var observedMilliseconds = 0
    /// What is remembered from slice to slice; `partial` follows from the time observed.
    var marks: RowQuality = []
    /// In order of the signal's raw value.
    var signals: [SignalSummary] = []

    /// Where a slice lies among those that were put in before it.
    enum Position {
        case before, inside, after
    }

    /// A row is partial below 95 % of the slot.
    static let completeMilliseconds = 855_000

    /// The marks with the one that follows from the time observed.
    var quality: RowQuality {
        observedMilliseconds < Self.completeMilliseconds ? marks.union(.partial) : marks.subtracting(.partial)
    }

    /// Puts a slice in.
    mutating func add(_ slice: DeviceSlice, at position: Position, isLate: Bool) {
        let slotMilliseconds = Slot.seconds * 1000
        observedMilliseconds = min(slotMilliseconds, observedMilliseconds + Self.observedMilliseconds(of: slice))
        if !slice.isClockTrusted { marks.insert(.clockUncertain) }
        if isLate { marks.insert(.late) }
        var merged = Dictionary(signals.map { ($0.signal, $0) }, uniquingKeysWith: { first, _ in first })
        for summary in slice.signals.compactMap(Self.stored) {
            merged[summary.signal] = merged[summary.signal].map { Self.join($0, summary, at: position) } ?? summary
        }
        signals = merged.values.sorted { $0.signal.rawValue < $1.signal.rawValue }
    }

    /// The part of a slice in which the device answered: failed polls stand for time not observed.
    private static func observedMilliseconds(of slice: DeviceSlice) -> Int {
        let length = max(0, min(Double(Slot.seconds), slice.end.seconds(since: slice.start)))
        let (answered, failed) = (Double(max(0, slice.polls)), Double(max(0, slice.failedPolls)))
        let share = answered + failed > 0 ? answered / (answered + failed) : (slice.signals.isEmpty ? 0 : 1)
        return Int((length * share * 1000).rounded())
    }

    /// A summary as the row can hold it, nil for one without a sample or with a number that is none.
    private static func stored(_ summary: SignalSummary) -> SignalSummary? {
        guard summary.count > 0, summary.mean.isFinite, summary.minimum.isFinite, summary.maximum.isFinite,
            Float(summary.mean).isFinite, Float(summary.minimum).isFinite, Float(summary.maximum).isFinite
        else { return nil }
        // No device is polled a million times in a quarter hour; the bound keeps sums of counts from overflowing.
        return SignalSummary(
            signal: summary.signal, mean: summary.mean, minimum: summary.minimum, maximum: summary.maximum,
            count: min(summary.count, 1_000_000), missing: max(0, min(summary.missing, 1_000_000)))
    }

    private static func join(
        _ stored: SignalSummary, _ added: SignalSummary, at position: Position
    ) -> SignalSummary {
        switch position {
        case .before: return added.merged(withLater: stored)
        case .after: return stored.merged(withLater: added)
        case .inside:
            let merged = stored.merged(withLater: added)
            guard added.signal.isCounter else { return merged }
            // Neither the first nor the last value is the new slice's; a counter only goes up.
            let (first, last) = (min(stored.minimum, added.minimum), max(stored.maximum, added.maximum))
            return SignalSummary(
                signal: merged.signal, mean: last, minimum: first, maximum: last, count: merged.count,
                missing: merged.missing)
        }
    }
}
