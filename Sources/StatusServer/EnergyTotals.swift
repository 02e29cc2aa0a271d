// SPDX-License-Identifier: Apache-2.0

import Energy

/// Energies and cost over a run of quarter hours, each with the number of quarter hours that it is known for.
///
/// A missing quarter hour adds nothing and is not counted, so that a sum over gaps can be seen to be one.
struct EnergyTotals: Hashable, Sendable {
    /// A sum that knows how much of the span it covers.
    struct Sum: Hashable, Sendable {
        /// Wh, or the currency.
        private(set) var amount = 0.0
        /// Quarter hours that were added.
        private(set) var slots = 0

        mutating func add(_ value: Double?) {
            guard let value, value.isFinite else { return }
            amount += value
            slots += 1
        }

        /// The sum, nil where nothing was known.
        var known: Double? { slots > 0 ? amount : nil }
    }

    /// Ids of the inverters.
    private let inverters: Set<String>

    /// - Parameter inverters: ids of the house's; what one of them did not tell is missing in the sum over all.
    init(inverters: Set<String> = []) { self.inverters = inverters }

    private(set) var imported = Sum()
    private(set) var exported = Sum()
    private(set) var produced = Sum()
    private(set) var used = Sum()
    private(set) var charged = Sum()
    private(set) var discharged = Sum()
    private(set) var heatPump = Sum()
    private(set) var cost = Sum()

    /// Adds one quarter hour.
    ///
    /// - Parameters:
    ///   - rows: of all devices in that slot.
    ///   - price: of that slot, nil where there is none.
    mutating func add(_ rows: [QuarterHourRow], price: PricedSlot?) {
        let grid = Self.sum(.gridImport, rows)
        // Of a device that is silent there is a row without signals; of one that was fitted later there is none.
        let isSilent = rows.contains { inverters.contains($0.device) && $0.signals.isEmpty }
        let pv = isSilent ? nil : Self.sum(.pvProduction, rows)
        let battery = isSilent ? nil : Self.sum(.batteryDischarge, rows)
        let importedWh = Self.counted(.importedEnergy, rows) ?? grid.map { max(0, $0) }
        let exportedWh = Self.counted(.exportedEnergy, rows) ?? grid.map { max(0, -$0) }
        imported.add(importedWh)
        exported.add(exportedWh)
        produced.add(pv)
        charged.add(battery.map { max(0, -$0) })
        discharged.add(battery.map { max(0, $0) })
        heatPump.add(Self.counted(.heatPumpEnergy, rows) ?? Self.sum(.heatPumpPower, rows))
        if let importedWh, let exportedWh {
            used.add(Self.used(importedWh - exportedWh, pv: pv, battery: battery))
            cost.add(Self.cost(importedWh: importedWh, exportedWh: exportedWh, price: price))
        }
    }

    /// `load = grid + battery + pv`, nil while a part of it is.
    private static func used(_ grid: Double, pv: Double?, battery: Double?) -> Double? {
        guard let pv, let battery else { return nil }
        return max(0, grid + pv + battery)
    }

    private static func cost(importedWh: Double, exportedWh: Double, price: PricedSlot?) -> Double? {
        guard let importPrice = price?.importPrice, let exportPrice = price?.exportPrice else { return nil }
        return (importPrice * WattHours(importedWh) - exportPrice * WattHours(exportedWh)).value
    }

    /// Energy of a power, Wh: mean times observed time, over all devices that have it; nil where none has.
    private static func sum(_ signal: Signal, _ rows: [QuarterHourRow]) -> Double? {
        let energies = rows.compactMap { row in
            row[signal].map { Watts($0.mean).energy(seconds: Double(row.observedSeconds)).value }
        }
        return energies.isEmpty ? nil : energies.reduce(0, +)
    }

    /// Energy by a counter, Wh: last value minus first; nil where no device counts or the counter went back.
    private static func counted(_ signal: Signal, _ rows: [QuarterHourRow]) -> Double? {
        let energies = rows.compactMap { row in row[signal].map { $0.maximum - $0.minimum } }
        return energies.isEmpty || energies.contains { $0 < 0 } ? nil : energies.reduce(0, +)
    }

    /// The members of the object `totals`.
    func write(into json: inout JSONWriter, slots: Int) {
        json.put("quarter_hours", slots)
        let energies: [(String, Sum)] = [
            ("imported", imported), ("exported", exported), ("produced", produced), ("used", used),
            ("charged", charged), ("discharged", discharged), ("heat_pump", heatPump),
        ]
        for (name, sum) in energies {
            json.put("\(name)_wh", sum.known, decimals: 0)
            json.put("\(name)_quarter_hours", sum.slots)
        }
        json.put("cost", cost.known, decimals: 4)
        json.put("cost_quarter_hours", cost.slots)
    }
}
