// SPDX-License-Identifier: Apache-2.0

import Energy
import Forecasting

/// Load, heat pump and PV of the house over the days that forecasts look back on, kept in memory so that a decision reads
/// only what is new.
struct HouseHistory: Sendable {
    /// Whole days looked back on: 30 by a model, and 28 more by the bands that follow what they held.
    static let days = HouseForecaster.historyDays
    /// Those days and the two hours by which a clock change may shift one, in slots.
    static let length = days * 96 + 8

    private let devices: [DeviceDescription]
    private var window: Range<Slot>?
    private var values = HouseRecording()
    /// True when a change could not be read: the next move of the window reads all of it.
    private var isOutdated = false

    init(devices: [DeviceDescription]) { self.devices = devices }

    /// Load with the heat pump, W, `grid + battery + pv`; a slot in which a part of it was not measured is missing.
    var load: SlotSeries { series(values.load) }
    /// The heat pump's part of the load, W; nil where no device measures it.
    var heatPump: SlotSeries? { values.heatPump.map(series) }
    /// PV production, W, over all inverters.
    var pv: SlotSeries { series(values.pv) }

    /// Moves the window to the slots before `now` and reads those it did not hold.
    mutating func advance(to now: Slot, reading store: any ReadingStoring) throws {
        let target = now.advanced(by: -Self.length)..<now
        guard window != target else { return }
        guard let old = window, !isOutdated, old.overlaps(target), old.lowerBound < target.lowerBound else {
            values = try HouseRecording(target, devices: devices, store: store)
            (window, isOutdated) = (target, false)
            return
        }
        let new = try HouseRecording(old.upperBound..<target.upperBound, devices: devices, store: store)
        values.move(by: old.lowerBound.distance(to: target.lowerBound), appending: new)
        window = target
    }

    /// Reads slots again whose rows have changed.
    mutating func refresh(_ slots: Range<Slot>, reading store: any ReadingStoring) throws {
        guard let window else { return }
        let part = slots.clamped(to: window)
        guard !part.isEmpty else { return }
        let wasOutdated = isOutdated
        isOutdated = true
        let new = try HouseRecording(part, devices: devices, store: store)
        isOutdated = wasOutdated
        values.replace(from: window.lowerBound.distance(to: part.lowerBound), by: new)
    }

    private func series(_ values: [Double]) -> SlotSeries {
        SlotSeries(firstSlot: window?.lowerBound ?? Slot(index: 0), values: values)
    }
}
