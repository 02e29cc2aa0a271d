// SPDX-License-Identifier: Apache-2.0

import Energy

/// The numbers of a series by days of UTC, gaps left out.
public struct DailyValues: Hashable, Sendable {
    /// Finite numbers by the number of their day; no day is empty.
    public private(set) var days: [Int: [Double]] = [:]

    /// No numbers.
    public init() {}

    /// The numbers of a series of quarter hours.
    public init(_ series: SlotSeries) {
        for slot in series.slots { add(series.rawValue(at: slot), at: slot.start) }
    }

    /// Takes in a number; none that is not finite.
    public mutating func add(_ value: Double, at instant: UTCInstant) {
        if value.isFinite { days[instant.date.dayNumber, default: []].append(value) }
    }
}
