// SPDX-License-Identifier: Apache-2.0

import Energy
import Forecasting
import Policies

/// Runs a policy over a recorded house, quarter hour by quarter hour.
public struct Backtest: Sendable {
    /// The house.
    public let house: BacktestHouse
    /// What the policy may know of the future.
    public let mode: ForecastMode
    /// How far prices are published.
    public let knowledge: PriceKnowledge
    /// How many quarter hours a policy is told about.
    public let horizonSlots: Int
    /// Forecasts the load in `naive` mode.
    public let loadForecast: NaiveForecast
    /// Forecasts PV in `naive` mode.
    public let pvForecast: NaiveForecast
    /// True when PV can be limited; the published reference figures know no such thing.
    public let canLimitPV: Bool
    private let load: SlotSeries
    private let importPrices: SlotSeries
    private let exportPrices: SlotSeries

    /// A backtest of a house in a mode.
    ///
    /// - Parameters:
    ///   - horizonSlots: how many quarter hours of forecasts and prices a policy gets at most, > 0.
    ///   - canLimitPV: true when the inverter carries out a policy's `pvLimit`.
    public init(
        _ house: BacktestHouse, mode: ForecastMode, knowledge: PriceKnowledge? = nil, horizonSlots: Int = 192,
        loadForecast: NaiveForecast? = nil, pvForecast: NaiveForecast = .pv, canLimitPV: Bool = false
    ) {
        self.loadForecast = loadForecast ?? .load(zone: house.site.timeZone)
        self.pvForecast = pvForecast
        self.canLimitPV = canLimitPV
        self.house = house
        self.mode = mode
        self.knowledge = knowledge ?? PriceKnowledge(marketZone: house.site.marketZone)
        self.horizonSlots = max(1, horizonSlots)
        let slots = house.home.slots
        load = SlotSeries(
            firstSlot: slots.lowerBound,
            values: slots.map { slot -> Double? in
                guard let load = house.home.load[slot], let heat = house.home.heatPump[slot] else { return nil }
                return load + heat
            })
        let prices = slots.map { house.prices(at: $0) }
        importPrices = SlotSeries(firstSlot: slots.lowerBound, values: prices.map { $0?.importPrice.value })
        exportPrices = SlotSeries(firstSlot: slots.lowerBound, values: prices.map { $0?.exportPrice.value })
    }

    /// Runs the whole window.
    ///
    /// - Parameters:
    ///   - policy: asked once for each slot.
    ///   - executor: carries its intents out; nil for the battery alone.
    ///   - progress: called after each slot with the number done; returns false to stop early.
    /// - Returns: the bill, nil when stopped early.
    public func run(
        _ policy: inout some Policy, executor: (any SlotExecutor)? = nil, progress: (Int) -> Bool = { _ in true }
    ) -> BacktestResult? {
        var executor = executor ?? DirectExecutor(battery: SlotBattery(house.battery))
        var stored = house.initialStored
        var powers: [Watts] = []
        var curtailed: [Watts] = []
        powers.reserveCapacity(house.window.count)
        curtailed.reserveCapacity(house.window.count)
        var previous: BatteryIntent?
        var modeChanges = 0
        for (k, slot) in house.window.enumerated() {
            let decision = policy.decide(situation(at: slot, stored: stored))
            let intent = decision.intents.first ?? .selfConsume
            if let previous, !previous.hasSameKind(as: intent) { modeChanges += 1 }
            previous = intent
            let limit = canLimitPV ? decision.pvLimit : nil
            let outcome = executor.run(intent, slot: slot, netLoad: followed(k, limit), stored: stored)
            powers.append(outcome.power)
            curtailed.append(self.curtailed(k, limit, battery: outcome.power))
            stored = outcome.stored
            guard progress(k + 1) else { return nil }
        }
        return house.bill(powers: powers, curtailed: curtailed, finalStored: stored, modeChanges: modeChanges)
    }

    /// The net load the battery follows: a limited inverter gives the load no more than its limit.
    private func followed(_ k: Int, _ limit: Watts?) -> Watts {
        guard let limit else { return house.netLoads[k] }
        let pv = house.pvPowers[k]
        return min(house.netLoads[k] + pv, limit) - pv
    }

    /// PV power a limit turns down: what neither the battery takes nor the limit lets out.
    private func curtailed(_ k: Int, _ limit: Watts?, battery: Watts) -> Watts {
        guard let limit else { return .zero }
        let pv = house.pvPowers[k]
        return max(.zero, min(pv, pv + battery - limit))
    }

    /// What the policy is told at the start of a slot of the window.
    public func situation(at now: Slot, stored: WattHours) -> PolicySituation {
        let horizon = now..<now.advanced(by: horizonSlots)
        let knownEnd = mode == .perfect ? horizon.upperBound : min(knowledge.end(at: now), horizon.upperBound)
        let known = prices(now..<knownEnd)
        let expected = expectedPrices(now.advanced(by: known.count)..<horizon.upperBound)
        return PolicySituation(
            now: now, stateOfCharge: [max(0, min(1, stored / house.battery.capacity))], batteries: [house.battery],
            prices: known, expectedPrices: expected,
            load: forecast(load, horizon, loadForecast),
            pv: forecast(house.home.pv, horizon, pvForecast), site: house.site, canLimitPV: canLimitPV)
    }

    private func forecast(_ series: SlotSeries, _ horizon: Range<Slot>, _ naive: NaiveForecast) -> Forecast? {
        switch mode {
        case .perfect, .knownPrices:
            let values = Array(horizon.lazy.map { series.rawValue(at: $0) }.prefix { !$0.isNaN })
            return Forecast(
                firstSlot: horizon.lowerBound, p10: values, p50: values, p90: values, madeAt: horizon.lowerBound.start,
                model: "perfect")
        case .naive: return naive.forecast(series, now: horizon.lowerBound, count: horizon.count)
        }
    }

    private func prices(_ slots: Range<Slot>) -> [SlotPrices] {
        var result: [SlotPrices] = []
        for slot in slots {
            guard let prices = house.prices(at: slot) else { break }
            result.append(prices)
        }
        return result
    }

    private func expectedPrices(_ slots: Range<Slot>) -> [SlotPrices] {
        guard !slots.isEmpty else { return [] }
        let outlook = NaiveForecast(days: 1...7, zone: knowledge.marketZone)
        guard let bought = outlook.forecast(importPrices, now: slots.lowerBound, count: slots.count),
            let sold = outlook.forecast(exportPrices, now: slots.lowerBound, count: slots.count)
        else { return [] }
        return zip(bought.p50, sold.p50).map {
            SlotPrices(importPrice: PricePerKWh($0), exportPrice: PricePerKWh($1))
        }
    }
}
