// SPDX-License-Identifier: Apache-2.0

import Energy

/// What prices are forecast from.
public struct PriceInputs: Hashable, Sendable {
    /// Published spot prices, by quarter hours.
    public let history: SlotSeries
    /// Day-ahead forecasts of other quantities, such as load and wind of the zone.
    public let exogenous: [SlotSeries]
    /// The market's clock and the holidays of its country.
    public let calendar: LocalCalendar

    /// Puts inputs together.
    public init(history: SlotSeries, exogenous: [SlotSeries] = [], calendar: LocalCalendar) {
        (self.history, self.exogenous, self.calendar) = (history, exogenous, calendar)
    }

    /// The same with the prices before a moment alone; what was forecast of other quantities stays.
    func prefix(until end: UTCInstant) -> PriceInputs {
        PriceInputs(history: history.prefix(until: Slot(containing: end)), exogenous: exogenous, calendar: calendar)
    }
}

extension SlotSeries {
    /// The series without the slots from one on.
    func prefix(until end: Slot) -> SlotSeries {
        let count = max(0, min(slots.count, firstSlot.distance(to: end)))
        return SlotSeries(firstSlot: firstSlot, values: slots.prefix(count).map { rawValue(at: $0) })
    }
}
