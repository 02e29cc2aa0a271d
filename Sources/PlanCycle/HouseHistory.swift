// SPDX-License-Identifier: Apache-2.0

import Energy
import Forecasting

/// Load and PV of the house over the days a naive forecast looks back on, kept in memory so that a decision reads only
/// what is new.
struct HouseHistory: Sendable {
    /// Whole days the forecasts of load and PV look back on; the clock of the house does not change their number.
    static let days = max(NaiveForecast.load(zone: .utc).days.upperBound, NaiveForecast.pv.days.upperBound)
    /// Those days and the two hours by which a clock change may shift one, in slots.
    static let length = days * 96 + 8

    private let devices: [DeviceDescription]
    private var window: Range<Slot>?
    private var loadValues: [Double] = []
    private var pvValues: [Double] = []
    /// True when a change could not be read: the next move of the window reads all of it.
    private var isOutdated = false

    init(devices: [DeviceDescription]) { self.devices = devices }

    /// Load with the heat pump, W, `grid + battery + pv`; a slot in which a part of it was not measured is missing.
    var load: SlotSeries { series(loadValues) }
    /// PV production, W, over all inverters.
    var pv: SlotSeries { series(pvValues) }

    /// Moves the window to the slots before `now` and reads those it did not hold.
    mutating func advance(to now: Slot, reading store: any ReadingStoring) throws {
        let target = now.advanced(by: -Self.length)..<now
        guard window != target else { return }
        guard let old = window, !isOutdated, old.overlaps(target), old.lowerBound < target.lowerBound else {
            let values = try Self.read(target, devices: devices, store: store)
            (window, loadValues, pvValues, isOutdated) = (target, values.load, values.pv, false)
            return
        }
        let values = try Self.read(old.upperBound..<target.upperBound, devices: devices, store: store)
        let gone = old.lowerBound.distance(to: target.lowerBound)
        loadValues = Array(loadValues.dropFirst(gone)) + values.load
        pvValues = Array(pvValues.dropFirst(gone)) + values.pv
        window = target
    }

    /// Reads slots again whose rows have changed.
    mutating func refresh(_ slots: Range<Slot>, reading store: any ReadingStoring) throws {
        guard let window else { return }
        let part = slots.clamped(to: window)
        guard !part.isEmpty else { return }
        let wasOutdated = isOutdated
        isOutdated = true
        let values = try Self.read(part, devices: devices, store: store)
        isOutdated = wasOutdated
        let first = window.lowerBound.distance(to: part.lowerBound)
        loadValues.replaceSubrange(first..<first + part.count, with: values.load)
        pvValues.replaceSubrange(first..<first + part.count, with: values.pv)
    }

    private func series(_ values: [Double]) -> SlotSeries {
        SlotSeries(firstSlot: window?.lowerBound ?? Slot(index: 0), values: values)
    }

    private static func read(
        _ slots: Range<Slot>, devices: [DeviceDescription], store: any ReadingStoring
    ) throws -> (load: [Double], pv: [Double]) {
        let parts = devices.compactMap(HousePart.init)
        let hasMeter = parts.contains { $0.isMeter }
        var load = Array(repeating: hasMeter ? 0 : Double.nan, count: slots.count)
        var pv = Array(repeating: parts.contains { $0.hasPV } ? 0 : Double.nan, count: slots.count)
        for part in parts {
            var found = Array(repeating: (load: Double.nan, pv: Double.nan), count: slots.count)
            for row in try store.rows(device: part.id, slots: slots) where slots.contains(row.slot) {
                found[slots.lowerBound.distance(to: row.slot)] = part.contribution(row)
            }
            for k in found.indices {
                load[k] += found[k].load
                if part.hasPV { pv[k] += found[k].pv }
            }
        }
        return (load, pv)
    }
}

/// What a device adds to the balance `load = grid + battery + pv`.
private struct HousePart {
    /// Half a slot: a row that saw less says little about the whole.
    static let leastSeconds = 450

    let id: String
    let isMeter: Bool
    private let loadSignals: [Signal]
    private let pvSignal: Signal?

    var hasPV: Bool { pvSignal != nil }

    /// Nil for a device that has no part in the balance; a heat pump's power is inside the house's already.
    init?(_ device: DeviceDescription) {
        id = device.id
        switch device.role {
        case .meter:
            guard device.offered.contains(.gridImport) else { return nil }
            (isMeter, loadSignals, pvSignal) = (true, [.gridImport], nil)
        case .inverter:
            let parts = [Signal.pvProduction, .batteryDischarge].filter(device.offered.contains)
            let isPlain = parts.isEmpty && device.offered.contains(.inverterAC)
            guard isPlain || !parts.isEmpty else { return nil }
            isMeter = false
            loadSignals = isPlain ? [.inverterAC] : parts
            pvSignal = isPlain ? .inverterAC : parts.first { $0 == .pvProduction }
        case .heatPump: return nil
        }
    }

    /// Load and PV share of a row, NaN where it was not measured well enough or its slot is a guess.
    func contribution(_ row: QuarterHourRow) -> (load: Double, pv: Double) {
        guard row.observedSeconds >= Self.leastSeconds, !row.quality.contains(.clockUncertain) else {
            return (.nan, .nan)
        }
        let load = loadSignals.reduce(0.0) { $0 + (row[$1]?.mean ?? .nan) }
        return (load, pvSignal.map { row[$0]?.mean ?? .nan } ?? .nan)
    }
}
