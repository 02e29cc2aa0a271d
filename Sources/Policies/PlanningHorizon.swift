// SPDX-License-Identifier: Apache-2.0

import Energy

/// The slots an optimiser can plan: as far as prices and forecasts reach.
struct PlanningHorizon {
    /// From now on, at least one.
    let slots: [UncertainSlot]
    /// The forecasts used, by name.
    let forecastName: String

    /// The horizon of a situation; nil when not even the first slot has all it needs.
    init?(_ situation: PolicySituation, battery: SlotBattery, limit: Int) {
        let hasNoModules = situation.site.pvPeak.value <= 0
        guard let load = situation.load, situation.pv != nil || hasNoModules else { return nil }
        let known = situation.prices.count
        var slots: [UncertainSlot] = []
        slots.reserveCapacity(limit)
        for t in 0..<min(limit, known + situation.expectedPrices.count) {
            let slot = situation.now.advanced(by: t)
            let prices = t < known ? situation.prices[t] : situation.expectedPrices[t - known]
            guard let loadCases = load.cases(at: slot),
                let pvCases = situation.pv.map({ $0.cases(at: slot) }) ?? [Case(power: 0, weight: 1)],
                prices.importPrice.isFinite, prices.exportPrice.isFinite
            else { break }
            slots.append(
                UncertainSlot(load: loadCases, pv: pvCases) { netLoad in
                    SlotEconomics(
                        netLoad: netLoad, prices: prices, battery: battery,
                        importLimit: situation.site.plannableImport, exportLimit: situation.site.plannableExport)
                })
        }
        guard !slots.isEmpty else { return nil }
        self.slots = slots
        forecastName =
            situation.pv.map { $0.model == load.model ? load.model : "\(load.model), \($0.model)" } ?? load.model
    }

    /// Mean import price of the last day of the horizon, per kWh.
    var meanFinalImportPrice: Double {
        let day = slots.suffix(96)
        return day.reduce(0) { $0 + $1.importPrice } / Double(day.count)
    }
}

/// A power and how likely it is.
private struct Case {
    let power: Double
    let weight: Double
}

extension Forecast {
    /// A slot as at most three cases, nil where the forecast does not reach.
    ///
    /// P10, P50 and P90 with weights 0.3, 0.4, 0.3 keep mean and variance of most distributions (Swanson's rule: Hurst, Brown and
    /// Swanson, AAPG Bulletin 84, 2000). A band without width is one case.
    fileprivate func cases(at slot: Slot) -> [Case]? {
        let k = firstSlot.distance(to: slot)
        guard p50.indices.contains(k) else { return nil }
        guard p10[k] < p90[k] else { return [Case(power: p50[k], weight: 1)] }
        return [
            Case(power: p50[k], weight: 0.4), Case(power: p10[k], weight: 0.3), Case(power: p90[k], weight: 0.3),
        ]
    }
}

extension UncertainSlot {
    /// Every load with every PV power: their errors are taken as independent.
    fileprivate init(load: [Case], pv: [Case], economics: (Double) -> SlotEconomics) {
        var cases: [SlotEconomics] = []
        var weights: [Double] = []
        for loadCase in load {
            for pvCase in pv {
                cases.append(economics(loadCase.power - pvCase.power))
                weights.append(loadCase.weight * pvCase.weight)
            }
        }
        self.init(cases: cases, weights: weights)
    }
}

extension PolicySituation {
    /// Energy stored in all batteries; nil when one of them is not known or out of range.
    var storedEnergy: WattHours? {
        guard stateOfCharge.count == batteries.count else { return nil }
        var sum = WattHours.zero
        for (fraction, battery) in zip(stateOfCharge, batteries) {
            guard let fraction, (0...1).contains(fraction) else { return nil }
            sum += fraction * battery.capacity
        }
        return sum
    }

    /// An intent for all batteries together as one for each, forced powers shared by their maximum powers.
    func sharing(_ intent: BatteryIntent) -> [BatteryIntent] {
        let charge = batteries.reduce(Watts.zero) { $0 + $1.maxCharge }
        let discharge = batteries.reduce(Watts.zero) { $0 + $1.maxDischarge }
        return batteries.map { battery in
            switch intent {
            case .selfConsume, .noDischarge, .noCharge, .idle: intent
            case .charge(let power): .charge(power * (battery.maxCharge / charge))
            case .discharge(let power): .discharge(power * (battery.maxDischarge / discharge))
            }
        }
    }
}
