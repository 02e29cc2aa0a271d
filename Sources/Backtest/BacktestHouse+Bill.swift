// SPDX-License-Identifier: Apache-2.0

import Energy
import Policies

/// What a slot did to battery and PV.
struct SlotRun: Sendable {
    /// Mean AC power of the battery, + = discharge.
    let power: Watts
    /// Stored energy at the slot's end.
    let stored: WattHours
    /// PV power turned down, W >= 0.
    let curtailed: Watts

    init(_ outcome: SlotBattery.Outcome, curtailed: Watts = .zero) {
        (power, stored, self.curtailed) = (outcome.power, outcome.stored, curtailed)
    }

    /// Energy discharged at the AC side.
    var discharge: WattHours { Watts(max(0, power.value)).energy(seconds: Double(Slot.seconds)) }

    /// Mean power at the grid connection, + = import.
    ///
    /// - Parameter netLoad: load minus PV as nothing limits it.
    func gridImport(netLoad: Watts) -> Watts { netLoad - power + curtailed }
}

/// Bills slot by slot, energy and what it raises the month's peak by.
private struct Meter {
    let peakPrice: PricePerKWMonth?
    var peak: MonthlyPeak

    init(tariff: Tariff, zone: TimeZoneRule) {
        peakPrice = tariff.peakPrice
        peak = MonthlyPeak(zone: zone, counting: tariff.peakCounting)
    }

    /// All of the cost of a slot, and the capacity charge in it.
    mutating func bill(_ slot: Slot, gridImport: Watts, prices: SlotPrices) -> (cost: Money, peak: Money) {
        let energy = Tariff.cost(gridImport: gridImport, prices: prices)
        guard let peakPrice else { return (energy, .zero) }
        let charge = peakPrice * peak.note(slot, gridImport: gridImport)
        return (energy + charge, charge)
    }
}

extension BacktestHouse {
    /// The bill of a run, the capacity charge of every month of the window included.
    ///
    /// The charge falls on the slots that raise the month's peak. A month of which the window holds a part is billed in full, by
    /// the highest slot of that part.
    ///
    /// - Parameters:
    ///   - runs: one for each slot of the window.
    ///   - modeChanges: how often the kind of intent changed.
    ///   - writes: how often a command would have been written.
    func bill(_ runs: [SlotRun], modeChanges: Int = 0, writes: Int = 0) -> BacktestResult {
        let finalStored = runs.last?.stored ?? initialStored
        var result = BacktestResult(
            noBattery: .zero, cost: .zero, finalStored: finalStored, socAdjustedCost: .zero, gridImport: .zero,
            gridExport: .zero, batteryDischarge: .zero, pvCurtailed: .zero, cycles: 0, modeChanges: modeChanges,
            writes: writes, seconds: 0)
        var costs: [Money] = []
        costs.reserveCapacity(runs.count)
        var meter = Meter(tariff: tariff, zone: site.timeZone)
        var meterWithoutBattery = meter
        for (slot, ((netLoad, price), run)) in zip(window, zip(zip(netLoads, prices), runs)) {
            let grid = run.gridImport(netLoad: netLoad)
            let (cost, peakCost) = meter.bill(slot, gridImport: grid, prices: price)
            costs.append(cost)
            result.peakCost += peakCost
            result.pvCurtailed += run.curtailed.energy(seconds: Double(Slot.seconds))
            result.noBattery += meterWithoutBattery.bill(slot, gridImport: netLoad, prices: price).cost
            result.cost += cost
            result.gridImport += Watts(max(0, grid.value)).energy(seconds: Double(Slot.seconds))
            result.gridExport += Watts(max(0, -grid.value)).energy(seconds: Double(Slot.seconds))
            result.batteryDischarge += run.discharge
        }
        result.socAdjustedCost = result.cost + value(of: initialStored - finalStored)
        result.days = days(runs, costs)
        result.cycles = battery.capacity.value > 0 ? result.batteryDischarge / battery.capacity : 0
        return result
    }

    /// The bills of the days of the day-ahead market.
    private func days(_ runs: [SlotRun], _ costs: [Money]) -> [DailyCost] {
        var days: [DailyCost] = []
        var stored = initialStored
        var day = LocalDay(containing: window.lowerBound, in: site.marketZone)
        while day.slots.lowerBound < window.upperBound {
            let part = day.slots.clamped(to: window)
            let begin = window.lowerBound.distance(to: part.lowerBound)
            let end = window.lowerBound.distance(to: part.upperBound)
            let cost = costs[begin..<end].reduce(.zero, +) + value(of: stored - runs[end - 1].stored)
            let wear = runs[begin..<end].reduce(Money.zero) { $0 + battery.wear * $1.discharge }
            days.append(DailyCost(date: day.date, cost: cost, wear: wear, isWhole: part == day.slots))
            stored = runs[end - 1].stored
            day = day.next(in: site.marketZone)
        }
        return days
    }

    /// What stored energy is worth once it is out, at the window's mean import price.
    private func value(of energy: WattHours) -> Money {
        meanImportPrice * (energy * battery.oneWayEfficiency)
    }
}
