// SPDX-License-Identifier: Apache-2.0

import Energy

/// Load and PV of the last days by quarter hours, kept in memory so that a decision costs no query.
///
/// Load is what the meter and the inverters saw together: grid import plus inverter output. A slot counts only when every
/// device that belongs to it was observed.
struct SlotHistory: Sendable {
    /// How far back it reaches: eight days, so that each of the last seven has every quarter hour.
    static let keptSlots = 8 * 96

    private struct Cell: Sendable {
        var grid: Double?
        var inverters: [Int: (output: Double, pv: Double)] = [:]
    }

    private let devices: [PlannerSetup.Device]
    private var cells: [Slot: Cell] = [:]

    init(devices: [PlannerSetup.Device]) { self.devices = devices }

    /// Reads the last days from the store.
    mutating func load(from store: any ReadingStoring, now: Slot) throws {
        let slots = now.advanced(by: -Self.keptSlots)..<now
        for (index, device) in devices.enumerated() {
            for row in try store.rows(device: device.id, slots: slots) {
                note(device: index, slot: row.slot) { signal in row[signal]?.mean }
            }
        }
    }

    /// Takes in a slice that has just arrived.
    mutating func note(_ slice: DeviceSlice) {
        note(device: slice.device.rawValue, slot: slice.slot) { signal in
            slice.signals.first { $0.signal == signal }?.mean
        }
        let oldest = slice.slot.advanced(by: -Self.keptSlots)
        if cells.count > Self.keptSlots + 96 { cells = cells.filter { $0.key >= oldest } }
    }

    /// Load by slot, W.
    func loadSeries(before now: Slot) -> SlotSeries {
        series(before: now) { cell, inverterCount in
            guard let grid = cell.grid, cell.inverters.count == inverterCount else { return nil }
            return cell.inverters.values.reduce(grid) { $0 + $1.output }
        }
    }

    /// PV production by slot, W.
    func pvSeries(before now: Slot) -> SlotSeries {
        series(before: now) { cell, inverterCount in
            guard cell.inverters.count == inverterCount else { return nil }
            return cell.inverters.values.reduce(0) { $0 + $1.pv }
        }
    }

    private func series(before now: Slot, _ value: (Cell, Int) -> Double?) -> SlotSeries {
        let inverterCount = devices.count { $0.role == .inverter }
        let first = now.advanced(by: -Self.keptSlots)
        return SlotSeries(
            firstSlot: first, values: (first..<now).map { cells[$0].flatMap { value($0, inverterCount) } })
    }

    private mutating func note(device: Int, slot: Slot, _ mean: (Signal) -> Double?) {
        guard devices.indices.contains(device) else { return }
        switch devices[device].role {
        case .meter:
            if let grid = mean(.gridImport) { cells[slot, default: Cell()].grid = grid }
        case .inverter:
            guard let output = mean(.inverterAC) else { return }
            cells[slot, default: Cell()].inverters[device] = (output, mean(.pvProduction) ?? 0)
        case .heatPump: return
        }
    }
}
