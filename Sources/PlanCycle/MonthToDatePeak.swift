// SPDX-License-Identifier: Apache-2.0

import Energy

/// The highest quarter hour, or hour, of import of the month so far, from the stored rows of the meter.
///
/// Quarter hours that were not measured could only have raised it: it is at least this. A row that saw a part of its slot is
/// left out, as a short rush would pass for a quarter hour.
struct MonthToDatePeak {
    private let meters: [String]
    private var highest: MonthlyPeak
    /// Where reading goes on; nil before the first time.
    private var next: Slot?
    /// The last slot of which a row was found.
    private var lastFound: Slot?

    /// The peak of a house before anything was read.
    init(devices: [DeviceDescription], zone: TimeZoneRule, counting: PeakCounting) {
        meters = devices.filter { $0.role == .meter && $0.offered.contains(.gridImport) }.map(\.id)
        highest = MonthlyPeak(zone: zone, counting: counting)
    }

    /// The peak before `now`, read as far as it was not yet; nil where no slot of the month is known.
    ///
    /// In the first quarter hour of a month it is 0.
    mutating func advance(to now: Slot, reading store: any ReadingStoring) throws -> Watts? {
        let month = LocalMonth(containing: now, in: highest.zone).slots
        // An hour is read again from its beginning, as its mean needs all of it.
        let begin = max(month.lowerBound, highest.counting.firstAveraged(with: next ?? month.lowerBound))
        if begin < now, let meter = meters.first, meters.count == 1 {
            let rows = try store.rows(device: meter, slots: begin..<now).sorted { $0.slot < $1.slot }
            for row in rows where Double(row.observedSeconds) >= SlotMeasurement.leastSeconds {
                guard !row.quality.contains(.clockUncertain), let mean = row[.gridImport]?.mean, mean.isFinite else {
                    continue
                }
                highest.note(row.slot, gridImport: Watts(mean))
                lastFound = max(lastFound ?? row.slot, row.slot)
            }
        }
        next = now
        let isKnown = now == month.lowerBound || lastFound.map(month.contains) ?? false
        return isKnown ? highest.peak(at: now) : nil
    }

    /// Reads slots again whose rows have changed.
    mutating func refresh(_ slots: Range<Slot>) { next = next.map { min($0, slots.lowerBound) } }
}
