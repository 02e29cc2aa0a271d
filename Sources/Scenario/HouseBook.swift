// SPDX-License-Identifier: Apache-2.0

import Energy
import Plant

/// The true energy flows of the run by quarter hours: what the bill and the comparisons are made from.
///
/// Import and export are netted inside a quarter hour, for the run and for everything it is compared with.
struct HouseBook {
    /// One finished quarter hour; mean powers in W.
    struct Entry {
        let slot: Slot
        let load: Double
        let pvPotential: Double
        let grid: Double
        let discharge: Double
    }

    private(set) var entries: [Entry] = []
    private(set) var importWh = 0.0
    private(set) var exportWh = 0.0
    private(set) var dischargeWh = 0.0
    private(set) var loadWh = 0.0
    private(set) var pvWh = 0.0
    private var slot: Slot?
    private var seconds = 0.0
    private var sums = (load: 0.0, pv: 0.0, grid: 0.0, discharge: 0.0)

    /// Adds the state of the house that held for some seconds before `time`.
    mutating func add(_ house: HouseState, endingAt time: UTCInstant, seconds dt: Double) {
        let current = Slot(containing: time.advanced(bySeconds: -1))
        if let slot, slot != current { close(slot) }
        slot = current
        seconds += dt
        sums.load += house.load * dt
        sums.pv += house.pvPotential * dt
        sums.grid += house.gridImport * dt
        sums.discharge += house.batteryDischarge * dt
        let hours = dt / 3600
        loadWh += house.load * hours
        pvWh += house.pvProduction * hours
        importWh += max(0, house.gridImport) * hours
        exportWh += max(0, -house.gridImport) * hours
        dischargeWh += max(0, house.batteryDischarge) * hours
    }

    /// Ends the running quarter hour.
    mutating func finish() {
        if let slot { close(slot) }
        slot = nil
    }

    /// What the house itself did, as a recording for comparisons.
    func series(spot: SlotSeries) -> HomeSeries? {
        guard let first = entries.first?.slot else { return nil }
        let zeros = [Double](repeating: 0, count: entries.count)
        return HomeSeries(
            load: SlotSeries(firstSlot: first, values: entries.map(\.load)),
            heatPump: SlotSeries(firstSlot: first, values: zeros),
            pv: SlotSeries(firstSlot: first, values: entries.map(\.pvPotential)), spotPrice: spot, temperature: nil)
    }

    private mutating func close(_ slot: Slot) {
        if seconds > 0 {
            entries.append(
                Entry(
                    slot: slot, load: sums.load / seconds, pvPotential: sums.pv / seconds, grid: sums.grid / seconds,
                    discharge: sums.discharge / seconds))
        }
        seconds = 0
        sums = (0, 0, 0, 0)
    }
}
