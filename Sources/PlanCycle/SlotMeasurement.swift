// SPDX-License-Identifier: Apache-2.0

import Energy

/// Mean powers of one quarter hour at the grid connection and the batteries; nil where a part of them was not measured.
struct SlotMeasurement: Hashable, Sendable {
    /// The part of a slot that must have been seen for its mean to stand for all of it, s: a row below it is partial.
    static let leastSeconds = 855.0

    /// Grid, + = import.
    let grid: Watts?
    /// All batteries together, + = discharge.
    let battery: Watts?

    /// Load minus PV, + = deficit: what the grid would have carried without batteries.
    var netLoad: Watts? {
        guard let grid, let battery else { return nil }
        return grid + battery
    }

    /// Puts a measurement together.
    init(grid: Watts?, battery: Watts?) { (self.grid, self.battery) = (grid, battery) }

    /// A measurement from the slices of one slot.
    ///
    /// - Parameters:
    ///   - slices: of every device.
    ///   - devices: as configured; without a meter nothing is known of the grid.
    ///   - batteryCount: with fewer devices that tell a battery's power, nothing is known of the batteries.
    init(slices: [DeviceSlice], devices: [DeviceDescription], batteryCount: Int) {
        func sum(_ signal: Signal, _ role: DeviceRole, atLeast count: Int) -> Watts? {
            let places = devices.indices.filter { devices[$0].role == role && devices[$0].offered.contains(signal) }
            let means = places.compactMap { place in
                Self.mean(signal, slices.filter { $0.device == DeviceIndex(place) })
            }
            return means.count == places.count && places.count >= count ? Watts(means.reduce(0, +)) : nil
        }
        grid = sum(.gridImport, .meter, atLeast: 1)
        battery = sum(.batteryDischarge, .inverter, atLeast: batteryCount)
    }

    /// The mean over a device's slices, nil where they saw too little or their slot is a guess.
    private static func mean(_ signal: Signal, _ slices: [DeviceSlice]) -> Double? {
        var (seconds, total) = (0.0, 0.0)
        for slice in slices {
            guard slice.isClockTrusted else { return nil }
            guard let summary = slice.signals.first(where: { $0.signal == signal }), summary.count > 0,
                summary.mean.isFinite
            else { continue }
            let asked = max(summary.count + summary.missing, slice.polls + slice.failedPolls)
            let seen = slice.end.seconds(since: slice.start) * Double(summary.count) / Double(asked)
            seconds += seen
            total += summary.mean * seen
        }
        return seconds >= leastSeconds ? total / seconds : nil
    }
}
