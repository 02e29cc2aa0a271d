// SPDX-License-Identifier: Apache-2.0

import Backtest
import Energy
import PlanCycle
import Plant
import Policies

/// What the run cost, and what the same days would have cost otherwise.
///
/// Every figure uses the mean powers of the quarter hours, and every battery the same window of its capacity.
struct CostComparison {
    let cost: Money
    let noBattery: Money
    let selfConsumption: Money
    let perfectForesight: Money

    init(book: HouseBook, setup: ScenarioSetup, finalStateOfCharge: Double) throws {
        guard let battery = setup.plannerSetup.batteries.first, let home = book.series(spot: setup.spotPrices) else {
            throw ScenarioError.nothingToCompare
        }
        let window = Self.windowed(battery)
        let floorEnergy = battery.effectiveFloor * battery.capacity.value
        let initial = max(0, setup.initialStateOfCharge * battery.capacity.value - floorEnergy)
        let house = try BacktestHouse(
            home: home, tariff: setup.plannerSetup.tariff, battery: window, site: setup.plannerSetup.site,
            window: home.slots, initialStored: WattHours(min(initial, window.capacity.value)))
        var run = Money.zero
        var importPrices = 0.0
        var peak = MonthlyPeak(zone: house.site.timeZone, counting: house.tariff.peakCounting)
        let peakPrice = setup.plannerSetup.tariff.peakPrice ?? .zero
        for entry in book.entries {
            let spot = setup.spotPrices[entry.slot].map { PricePerKWh($0) }
            guard let prices = setup.plannerSetup.tariff.prices(spot: spot, at: entry.slot) else {
                throw ScenarioError.priceMissing(entry.slot)
            }
            run += Tariff.cost(gridImport: Watts(entry.grid), prices: prices)
            run += peakPrice * peak.note(entry.slot, gridImport: Watts(entry.grid))
            importPrices += prices.importPrice.value
        }
        let meanPrice = PricePerKWh(importPrices / Double(max(1, book.entries.count)))
        let used = (setup.initialStateOfCharge - finalStateOfCharge) * battery.capacity.value
        cost = run + meanPrice * WattHours(used * battery.oneWayEfficiency)
        var rule = SelfConsumption()
        let foresight = PerfectForesight(canLimitPV: setup.plannerSetup.canLimitPV)
        guard let ruled = Backtest(house, mode: .perfect).run(&rule), let best = foresight.run(house) else {
            throw ScenarioError.nothingToCompare
        }
        noBattery = ruled.noBattery
        selfConsumption = ruled.socAdjustedCost
        perfectForesight = best.socAdjustedCost
    }

    /// The part of the battery between floor and ceiling as a battery of its own.
    private static func windowed(_ battery: BatteryDescription) -> BatteryDescription {
        BatteryDescription(
            capacity: battery.capacity * (battery.ceiling - battery.effectiveFloor), maxCharge: battery.maxCharge,
            maxDischarge: battery.maxDischarge, roundTripEfficiency: battery.roundTripEfficiency, floor: 0, ceiling: 1,
            wear: .zero, connection: battery.connection)
    }
}

/// Why a run could not be made or compared.
public enum ScenarioError: Error, Hashable, Sendable, CustomStringConvertible {
    /// There is no battery or no finished quarter hour.
    case nothingToCompare
    /// A slot of the run has no price.
    case priceMissing(Slot)

    /// The reason in words.
    public var description: String {
        switch self {
        case .nothingToCompare: "nothing to compare: the run needs a battery and at least one finished quarter hour"
        case .priceMissing(let slot): "no price for the quarter hour of \(slot)"
        }
    }
}
