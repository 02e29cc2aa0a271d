// SPDX-License-Identifier: Apache-2.0

/// The highest mean import of a quarter hour in a calendar month, as it rises slot by slot.
///
/// A month's capacity charge is the sum of what each slot raises the peak by: so it falls on the slots that caused it, and
/// a window's bill is the sum of its slots'. A month that is begun in the middle counts from there, with all of its charge.
public struct MonthlyPeak: Hashable, Sendable {
    /// The clock whose months are meant, the site's.
    public let zone: TimeZoneRule
    private var month: Range<Slot>
    private var highest: Watts

    /// No import yet.
    public init(zone: TimeZoneRule) {
        self.zone = zone
        month = Slot(index: 0)..<Slot(index: 0)
        highest = .zero
    }

    /// The highest import of the month of a slot, as far as it was noted; 0 where none was.
    public func peak(at slot: Slot) -> Watts { month.contains(slot) ? highest : .zero }

    /// Notes a slot, not earlier than the one before.
    ///
    /// - Parameter gridImport: mean power over the slot, W, + = import.
    /// - Returns: how much it raises the month's peak, W >= 0.
    @discardableResult
    public mutating func note(_ slot: Slot, gridImport: Watts) -> Watts {
        if !month.contains(slot) {
            month = LocalMonth(containing: slot, in: zone).slots
            highest = .zero
        }
        let rise = max(.zero, gridImport - highest)
        highest += rise
        return rise
    }
}
