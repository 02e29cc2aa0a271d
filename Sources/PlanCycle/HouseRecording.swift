// SPDX-License-Identifier: Apache-2.0

import Energy

/// What a house used and produced in some slots, from the rows of its devices, W; what was not measured is NaN.
public struct HouseRecording: Hashable, Sendable {
    /// Load with the heat pump, `grid + battery + pv`.
    public private(set) var load: [Double] = []
    /// The heat pump's part of it; nil where no device measures it.
    public private(set) var heatPump: [Double]?
    /// PV production over all inverters.
    public private(set) var pv: [Double] = []

    /// Nothing.
    init() {}

    /// Reads some slots.
    ///
    /// - Parameters:
    ///   - devices: of the house, as they are configured now.
    ///   - store: where their rows are.
    public init(_ slots: Range<Slot>, devices: [DeviceDescription], store: any ReadingStoring) throws {
        let parts = devices.compactMap(HousePart.init)
        func start(_ isMeasured: Bool) -> [Double] { Array(repeating: isMeasured ? 0 : .nan, count: slots.count) }
        load = start(parts.contains { $0.isMeter })
        pv = start(parts.contains { $0.hasPV })
        heatPump = parts.contains { $0.hasHeatPump } ? start(true) : nil
        for part in parts {
            var found = Array(repeating: (load: Double.nan, pv: Double.nan, heatPump: Double.nan), count: slots.count)
            for row in try store.rows(device: part.id, slots: slots) where slots.contains(row.slot) {
                found[slots.lowerBound.distance(to: row.slot)] = part.contribution(row)
            }
            for k in found.indices {
                if !part.hasHeatPump { load[k] += found[k].load }
                if part.hasPV { pv[k] += found[k].pv }
                if part.hasHeatPump { heatPump?[k] += found[k].heatPump }
            }
        }
    }

    /// Drops slots at the beginning and appends others at the end.
    mutating func move(by count: Int, appending other: HouseRecording) {
        func moved(_ values: [Double], _ new: [Double]) -> [Double] { Array(values.dropFirst(count)) + new }
        load = moved(load, other.load)
        pv = moved(pv, other.pv)
        heatPump = heatPump.flatMap { own in other.heatPump.map { moved(own, $0) } }
    }

    /// Replaces slots from a place on.
    mutating func replace(from first: Int, by other: HouseRecording) {
        let places = first..<first + other.load.count
        load.replaceSubrange(places, with: other.load)
        pv.replaceSubrange(places, with: other.pv)
        if let new = other.heatPump { heatPump?.replaceSubrange(places, with: new) }
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
    private let heatSignal: Signal?

    var hasPV: Bool { pvSignal != nil }
    var hasHeatPump: Bool { heatSignal != nil }

    /// Nil for a device that measures no part; a heat pump's power is inside the house's already.
    init?(_ device: DeviceDescription) {
        id = device.id
        switch device.role {
        case .meter:
            guard device.offered.contains(.gridImport) else { return nil }
            (isMeter, loadSignals, pvSignal, heatSignal) = (true, [.gridImport], nil, nil)
        case .inverter:
            let parts = [Signal.pvProduction, .batteryDischarge].filter(device.offered.contains)
            let isPlain = parts.isEmpty && device.offered.contains(.inverterAC)
            guard isPlain || !parts.isEmpty else { return nil }
            (isMeter, heatSignal) = (false, nil)
            loadSignals = isPlain ? [.inverterAC] : parts
            pvSignal = isPlain ? .inverterAC : parts.first { $0 == .pvProduction }
        case .heatPump:
            guard device.offered.contains(.heatPumpPower) else { return nil }
            (isMeter, loadSignals, pvSignal, heatSignal) = (false, [], nil, .heatPumpPower)
        }
    }

    /// Shares of a row, NaN where it was not measured well enough or its slot is a guess; a share that the device has no part
    /// in is 0.
    func contribution(_ row: QuarterHourRow) -> (load: Double, pv: Double, heatPump: Double) {
        guard row.observedSeconds >= Self.leastSeconds, !row.quality.contains(.clockUncertain) else {
            return (.nan, .nan, .nan)
        }
        func mean(_ signal: Signal) -> Double { row[signal]?.mean ?? .nan }
        return (loadSignals.reduce(0.0) { $0 + mean($1) }, pvSignal.map(mean) ?? 0, heatSignal.map(mean) ?? 0)
    }
}
