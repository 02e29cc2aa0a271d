// SPDX-License-Identifier: Apache-2.0

import Energy

extension TimeZoneRule {
    /// The offsets of local time from eight days before a moment to three days after it.
    ///
    /// Enough for whoever shows recent events and coming prices on the house's clock without a table of zones.
    ///
    /// - Returns: at least one entry, in order of time: from when, and seconds east of UTC.
    func offsets(around instant: UTCInstant) -> [(from: UTCInstant, offset: Int)] {
        let hour = instant.advanced(bySeconds: -instant.secondOfDay % 3600)
        var changes: [(from: UTCInstant, offset: Int)] = []
        for k in -8 * 24...3 * 24 {
            let time = hour.advanced(bySeconds: k * 3600)
            let offset = offset(at: time)
            if changes.last?.offset != offset { changes.append((time, offset)) }
        }
        return changes
    }
}
