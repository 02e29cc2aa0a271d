// SPDX-License-Identifier: Apache-2.0

import Energy

extension ReadingStore {
    /// The house over some quarter hours as a recording: load, heat pump and PV in W, spot prices, outdoor temperature.
    ///
    /// Made from every device the database knows, whatever is configured now: `load = grid + battery + pv`, less the heat
    /// pump. A quarter hour in which a part was measured for less than half of its time, or by a clock that was not
    /// trusted, is missing in all that the part belongs to. Without a heat pump or PV on record theirs is zero.
    ///
    /// - Returns: the recording, with prices and temperatures only where there are any.
    public func recording(slots: Range<Slot>) throws(ReadingStoreError) -> HomeSeries {
        var recorder = HouseRecorder(slots: slots)
        for device in try recordedDevices() {
            guard let share = HouseShare(signals: try recordedSignals(of: device.name)) else { continue }
            recorder.add(share, lifetime: device.lifetime, rows: try rows(device: device.name, slots: slots))
        }
        let prices = try prices(slots: slots)
        return recorder.recording(prices: slots.contains { prices[$0] != nil } ? prices : nil)
    }

    /// Every device with rows, and the slots from its first row to its last.
    private func recordedDevices() throws(ReadingStoreError) -> [(name: String, lifetime: ClosedRange<Slot>)] {
        let statement = try connection.statement(
            """
            SELECT name, min(slot), max(slot) FROM reading JOIN device ON device.id = device
            GROUP BY device ORDER BY device
            """, purpose: "listing the devices")
        var devices: [(String, ClosedRange<Slot>)] = []
        try statement.forEachRow { row in
            guard let name = row[0].text, let first = row[1].integer, let last = row[2].integer else { return }
            devices.append((name, Slot(index: first)...Slot(index: last)))
        }
        return devices
    }

    /// The signals a device has ever had, whatever the range asked for: one that was lost all through it is missing then,
    /// not absent from the house.
    private func recordedSignals(of device: String) throws(ReadingStoreError) -> Set<Signal> {
        let statement = try connection.statement(
            """
            SELECT device, slot, observed_ms, quality, signals, crc FROM reading
            WHERE device = (SELECT id FROM device WHERE name = ?)
            """, purpose: "listing the signals of \(device)")
        var signals: Set<Signal> = []
        try statement.forEachRow([.text(device)]) { row in
            for summary in Self.partialRow(row)?.signals ?? [] { signals.insert(summary.signal) }
        }
        return signals
    }
}

/// What a device adds to the house's balance, by the signals it has.
private struct HouseShare {
    enum Role { case meter, inverter, heatPump }

    let role: Role
    /// Their sum is the device's part of the load, or the heat pump's power; none for an outdoor sensor.
    let power: [Signal]
    let pv: Signal?
    let hasTemperature: Bool

    /// Nil for a device that has no part in a recording.
    init?(signals: Set<Signal>) {
        hasTemperature = signals.contains(.outdoorTemperature)
        let parts = [Signal.pvProduction, .batteryDischarge].filter(signals.contains)
        if signals.contains(.gridImport) {
            (role, power, pv) = (.meter, [.gridImport], nil)
        } else if !parts.isEmpty {
            (role, power, pv) = (.inverter, parts, parts.first { $0 == .pvProduction })
        } else if signals.contains(.inverterAC) {
            (role, power, pv) = (.inverter, [.inverterAC], .inverterAC)
        } else if signals.contains(.heatPumpPower) || hasTemperature {
            (role, power, pv) = (.heatPump, [Signal.heatPumpPower].filter(signals.contains), nil)
        } else {
            return nil
        }
    }
}

/// Adds devices up to a recording; NaN is missing and makes every sum missing.
private struct HouseRecorder {
    /// Half a slot: a row that saw less says little about the whole.
    private static let leastSeconds = 450

    private let slots: Range<Slot>
    private var grid: [Double]
    private var supply: [Double]
    private var pv: [Double]
    private var heatPump: [Double]
    private var temperature: [Double]
    /// True where the guard wrote rows at all: only there an absent device is absent.
    private var isRecorded: [Bool]

    init(slots: Range<Slot>) {
        self.slots = slots
        let missing = [Double](repeating: .nan, count: slots.count)
        (grid, temperature) = (missing, missing)
        let none = [Double](repeating: 0, count: slots.count)
        (supply, pv, heatPump) = (none, none, none)
        isRecorded = [Bool](repeating: false, count: slots.count)
    }

    mutating func add(_ share: HouseShare, lifetime: ClosedRange<Slot>, rows: [QuarterHourRow]) {
        var bySlot: [Slot: QuarterHourRow] = [:]
        for row in rows { bySlot[row.slot] = row }
        for (k, slot) in slots.enumerated() {
            if bySlot[slot] != nil { isRecorded[k] = true }
            let row = bySlot[slot].flatMap { Self.isWellObserved($0) ? $0 : nil }
            let power = share.power.reduce(0.0) { $0 + Self.mean($1, row) }
            if share.hasTemperature, let row, let value = row[.outdoorTemperature]?.mean { temperature[k] = value }
            switch share.role {
            // One meter follows another; in one slot only one of them can have seen half of it.
            case .meter: if power.isFinite { grid[k] = power }
            // What was fitted later or taken away earlier was no part of the house then. The guard writes a row for a
            // silent device too.
            case .inverter:
                guard lifetime.contains(slot) else { continue }
                supply[k] += power
                if let signal = share.pv { pv[k] += Self.mean(signal, row) }
            // Its power is inside the house's load whether it is measured or not.
            case .heatPump: heatPump[k] += power
            }
        }
    }

    func recording(prices: SlotSeries?) -> HomeSeries {
        func series(_ values: [Double]) -> SlotSeries {
            SlotSeries(
                firstSlot: slots.lowerBound, values: zip(values, isRecorded).map { $1 ? $0 : Double.nan })
        }
        let load = grid.indices.map { grid[$0] + supply[$0] - heatPump[$0] }
        return HomeSeries(
            load: series(load), heatPump: series(heatPump), pv: series(pv), spotPrice: prices,
            temperature: temperature.contains { $0.isFinite } ? series(temperature) : nil)
    }

    private static func isWellObserved(_ row: QuarterHourRow) -> Bool {
        row.observedSeconds >= leastSeconds && !row.quality.contains(.clockUncertain)
    }

    /// The mean of a signal, NaN where most of its polls brought nothing.
    private static func mean(_ signal: Signal, _ row: QuarterHourRow?) -> Double {
        guard let summary = row?[signal], summary.count >= summary.missing else { return .nan }
        return summary.mean
    }
}
