// SPDX-License-Identifier: Apache-2.0

/// The highest mean import of a quarter hour, or of an hour, in a calendar month, as it rises slot by slot.
///
/// A month's capacity charge is the sum of what each slot raises the peak by: so it falls on the slots that caused it, and
/// a window's bill is the sum of its slots'. A month that is begun in the middle counts from there, with all of its charge.
public struct MonthlyPeak: Hashable, Sendable {
    /// The clock whose months are meant, the site's.
    public let zone: TimeZoneRule
    /// Which import counts.
    public let counting: PeakCounting
    private var month: Range<Slot>
    private var highest: Watts
    /// The hour noted last, in quarter hours: what counts of their import, W.
    private var hour: Slot
    private var quarters = SIMD4<Double>.zero

    /// No import yet.
    public init(zone: TimeZoneRule, counting: PeakCounting = .all) {
        (self.zone, self.counting) = (zone, counting)
        (month, hour) = (Slot(index: 0)..<Slot(index: 0), Slot(index: 0))
        highest = .zero
    }

    /// The highest import that counts of the month of a slot, as far as it was noted; 0 where none was.
    public func peak(at slot: Slot) -> Watts { month.contains(slot) ? highest : .zero }

    /// Notes a slot, not earlier than the one before.
    ///
    /// Slots can be noted again, from the first quarter hour of an hour on.
    ///
    /// - Parameter gridImport: mean power over the slot, W, + = import.
    /// - Returns: how much it raises the month's peak, W >= 0. Of an hour what came so far counts, as a mean over all of it.
    @discardableResult
    public mutating func note(_ slot: Slot, gridImport: Watts) -> Watts {
        if !month.contains(slot) {
            month = LocalMonth(containing: slot, in: zone).slots
            highest = .zero
        }
        let rise = max(.zero, level(slot, gridImport * counting.share(at: slot)) - highest)
        highest += rise
        return rise
    }

    /// The mean that a slot brings about.
    private mutating func level(_ slot: Slot, _ counted: Watts) -> Watts {
        switch counting.average {
        case .quarterHour: return counted
        case .hour:
            let first = counting.firstAveraged(with: slot)
            if first != hour { (hour, quarters) = (first, .zero) }
            // What is exported in a quarter hour is on another register: it makes up for nothing.
            quarters[first.distance(to: slot)] = max(0, counted.value)
            return Watts(quarters.sum() / 4)
        }
    }
}
