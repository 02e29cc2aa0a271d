// SPDX-License-Identifier: Apache-2.0

import Energy

/// Energies between uneven moments, such as sunrise and a full hour, as mean power by quarter hours.
///
/// Power is even between two moments, so that the energy is kept exactly. Only quarter hours that are covered whole count.
struct ForecastSolarPeriods {
    /// Longest time in which energy is believed, s; real periods have an hour.
    private static let longestPeriod = 3 * 3600
    /// Longest night, s.
    private static let longestNight = 86_400

    private struct Cover {
        var seconds = 0
        /// W s.
        var energy = 0.0
    }

    private var covers: [Slot: Cover] = [:]

    /// Takes a period in.
    ///
    /// A long one without energy is the night between a sunset and a sunrise, whose power is known to be none.
    ///
    /// - Parameter wattHours: nil leaves a gap.
    mutating func add(from start: UTCInstant, to end: UTCInstant, wattHours: Double?) throws(FeedFault) {
        guard let wattHours else { return }
        let seconds = end.secondsSinceEpoch - start.secondsSinceEpoch
        guard wattHours >= 0 else {
            throw .document(at: "result.watt_hours_period", found: "\(wattHours) Wh at \(end)", expected: "at least 0")
        }
        guard wattHours == 0 || seconds <= Self.longestPeriod else {
            throw .document(
                at: "result.watt_hours_period", found: "\(wattHours) Wh from \(start) to \(end)",
                expected: "energy of at most three hours")
        }
        if seconds <= Self.longestNight { cover(start, end, watts: wattHours * 3600 / Double(seconds)) }
    }

    /// Says that the quarter hour of a sunrise is dark until then.
    mutating func addDark(before sunrise: UTCInstant) {
        cover(Slot(containing: sunrise).start, sunrise, watts: 0)
    }

    /// Says that the quarter hour of a sunset is dark from then on.
    mutating func addDark(after sunset: UTCInstant) {
        let slot = Slot(containing: sunset)
        if slot.start < sunset { cover(sunset, slot.end, watts: 0) }
    }

    private mutating func cover(_ start: UTCInstant, _ end: UTCInstant, watts: Double) {
        var begin = start
        while begin < end {
            let slot = Slot(containing: begin)
            let stop = min(slot.end, end)
            let seconds = stop.secondsSinceEpoch - begin.secondsSinceEpoch
            covers[slot, default: Cover()].seconds += seconds
            covers[slot, default: Cover()].energy += watts * Double(seconds)
            begin = stop
        }
    }

    /// Mean power of every quarter hour that is covered whole, W, in order.
    var quarterHours: [FeedInterval] {
        covers.filter { $0.value.seconds == Slot.seconds }.sorted { $0.key < $1.key }.map { slot, cover in
            FeedInterval(slot.start, seconds: Slot.seconds, cover.energy / Double(Slot.seconds))
        }
    }
}
