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
    /// What is known of the place in `model` mode.
    public let surroundings: Surroundings
    /// True when PV can be limited; the published reference figures know no such thing.
    public let canLimitPV: Bool
    private let records: HouseRecords
    private let importPrices: SlotSeries
    private let exportPrices: SlotSeries

    /// A backtest of a house in a mode.
    ///
    /// - Parameters:
    ///   - horizonSlots: how many quarter hours of forecasts and prices a policy gets at most, > 0.
    ///   - surroundings: what is known of the place, for `model` mode.
    ///   - canLimitPV: true when the inverter carries out a policy's `pvLimit`.
    public init(
        _ house: BacktestHouse, mode: ForecastMode, knowledge: PriceKnowledge? = nil, horizonSlots: Int = 192,
        loadForecast: NaiveForecast? = nil, pvForecast: NaiveForecast = .pv,
        surroundings: Surroundings = Surroundings(), canLimitPV: Bool = false
    ) {
        self.loadForecast = loadForecast ?? .load(zone: house.site.timeZone)
        self.pvForecast = pvForecast
        self.surroundings = surroundings
        self.canLimitPV = canLimitPV
        self.house = house
        self.mode = mode
        let knowledge = knowledge ?? PriceKnowledge(marketZone: house.site.marketZone)
        self.knowledge = knowledge
        self.horizonSlots = max(1, horizonSlots)
        let slots = house.home.slots
        records = HouseRecords(house, marketZone: knowledge.marketZone, surroundings: surroundings)
        let prices = slots.map { house.prices(at: $0) }
        importPrices = SlotSeries(firstSlot: slots.lowerBound, values: prices.map { $0?.importPrice.value })
        exportPrices = SlotSeries(firstSlot: slots.lowerBound, values: prices.map { $0?.exportPrice.value })
    }

    /// Runs the whole window.
    ///
    /// - Parameters:
    ///   - policy: asked once for each slot.
    ///   - executor: carries its intents out; nil for the battery alone.
    ///   - progress: called after each slot with the number done, and again and again in a training; returns false to
    ///     stop early.
    /// - Returns: the bill, nil when stopped early.
    public func run(
        _ policy: inout some Policy, executor: (any SlotExecutor)? = nil, progress: (Int) -> Bool = { _ in true }
    ) -> BacktestResult? {
        run(count: 1, executor: executor, progress: progress, clock: { 0 }) { policy.decide($1) }?.first
    }

    /// Runs several policies through the window in lock step, each with a battery of its own.
    ///
    /// Forecasts, and the trainings they need, are made once for each slot and told to all; none sees what another does.
    ///
    /// - Parameters:
    ///   - policies: each asked once for each slot, in this order.
    ///   - executor: each gets a copy to carry its intents out; nil for the battery alone.
    ///   - progress: as for one policy.
    ///   - clock: seconds that never jump; what the decisions of each take is in its `seconds`.
    /// - Returns: the bills in the order of the policies, each as if it had run alone; nil when stopped early.
    public func run(
        _ policies: inout [any Policy], executor: (any SlotExecutor)? = nil,
        progress: (Int) -> Bool = { _ in true }, clock: () -> Double = { 0 }
    ) -> [BacktestResult]? {
        run(count: policies.count, executor: executor, progress: progress, clock: clock) { policies[$0].decide($1) }
    }

    private func run(
        count: Int, executor: (any SlotExecutor)?, progress: (Int) -> Bool, clock: () -> Double,
        decide: (Int, PolicySituation) -> PolicyDecision
    ) -> [BacktestResult]? {
        let run = PolicyRun(house, executor: executor ?? DirectExecutor(battery: SlotBattery(house.battery)))
        var runs = Array(repeating: run, count: count)
        var models = modelForecasts
        for (k, slot) in house.window.enumerated() {
            guard models?.advance(to: slot, shouldContinue: { progress(k) }) ?? true else { return nil }
            let outlook = outlook(at: slot, &models)
            for index in runs.indices {
                let begin = clock()
                let own = situation(
                    outlook, stored: runs[index].stored, peakSoFar: runs[index].peak.peak(at: slot))
                let decision = decide(index, own)
                runs[index].seconds += clock() - begin
                runs[index].carryOut(
                    decision.batteryIntents, pvLimit: canLimitPV ? decision.pvLimit : nil, slot: slot,
                    netLoad: house.netLoads[k], pv: house.pvPowers[k])
            }
            guard progress(k + 1) else { return nil }
        }
        return runs.map { run in
            var result = house.bill(run.slots, modeChanges: run.modeChanges, writes: run.writes)
            result.seconds = run.seconds
            result.notes = models?.summary ?? []
            return result
        }
    }

    private var modelForecasts: ModelForecasts? {
        mode == .model ? ModelForecasts(records, horizonSlots: horizonSlots) : nil
    }

    /// What the policy is told at the start of a slot of the window.
    ///
    /// In `model` mode models are trained first, on what lies before the slot.
    ///
    /// - Parameters:
    ///   - now: the slot.
    ///   - stored: energy in the battery.
    ///   - peakSoFar: the month's highest import, nil for unknown.
    public func situation(at now: Slot, stored: WattHours, peakSoFar: Watts? = nil) -> PolicySituation {
        var models = modelForecasts
        _ = models?.advance(to: now) { true }
        return situation(outlook(at: now, &models), stored: stored, peakSoFar: peakSoFar)
    }

    /// What is known and expected at the start of a slot, whatever the battery holds.
    private struct Outlook {
        let now: Slot
        let prices: [SlotPrices]
        let expectedPrices: [SlotPrices]
        let load: Forecast?
        let pv: Forecast?
    }

    private func situation(_ outlook: Outlook, stored: WattHours, peakSoFar: Watts?) -> PolicySituation {
        PolicySituation(
            now: outlook.now, stateOfCharge: [max(0, min(1, stored / house.battery.capacity))],
            batteries: [house.battery], prices: outlook.prices, expectedPrices: outlook.expectedPrices,
            load: outlook.load, pv: outlook.pv, site: house.site, canLimitPV: canLimitPV,
            peakPrice: house.tariff.peakPrice, peakCounting: house.tariff.peakCounting, peakSoFar: peakSoFar)
    }

    private func outlook(at now: Slot, _ models: inout ModelForecasts?) -> Outlook {
        let horizon = now..<now.advanced(by: horizonSlots)
        let knownEnd = mode == .perfect ? horizon.upperBound : min(knowledge.end(at: now), horizon.upperBound)
        let known = prices(now..<knownEnd)
        let unknown = now.advanced(by: known.count)..<horizon.upperBound
        let spot = models?.spotPrices(now: now, knownEnd: knowledge.end(at: now))
        return Outlook(
            now: now, prices: known,
            expectedPrices: spot.map { expectedPrices(unknown, $0) } ?? expectedPrices(unknown),
            load: mode == .model ? models?.load(now: now) : forecast(records.load, horizon, loadForecast),
            pv: mode == .model ? models?.pv(now: now) : forecast(house.home.pv, horizon, pvForecast))
    }

    /// As they came or the naive forecast.
    private func forecast(_ series: SlotSeries, _ horizon: Range<Slot>, _ naive: NaiveForecast) -> Forecast? {
        guard mode == .perfect || mode == .knownPrices else {
            return naive.forecast(series, now: horizon.lowerBound, count: horizon.count)
        }
        let values = Array(horizon.lazy.map { series.rawValue(at: $0) }.prefix { !$0.isNaN })
        return Forecast(
            firstSlot: horizon.lowerBound, p10: values, p50: values, p90: values, madeAt: horizon.lowerBound.start,
            model: "perfect")
    }

    private func prices(_ slots: Range<Slot>) -> [SlotPrices] {
        var result: [SlotPrices] = []
        for slot in slots {
            guard let prices = house.prices(at: slot) else { break }
            result.append(prices)
        }
        return result
    }

    /// What a forecast of spot prices makes of slots, as far as it reaches; without one what needs none.
    private func expectedPrices(_ slots: Range<Slot>, _ spot: Forecast?) -> [SlotPrices] {
        var result: [SlotPrices] = []
        for slot in slots {
            let value = (spot?.quantiles(at: slot)?.p50).map { PricePerKWh($0) }
            guard let prices = house.tariff.prices(spot: value, at: slot) else { break }
            result.append(prices)
        }
        return result
    }

    /// What the same quarter hours of the last week were.
    ///
    /// Where hours have prices of their own only the spot price is taken from them: a mean over a weekend or the end of a
    /// season would be a price that never holds.
    private func expectedPrices(_ slots: Range<Slot>) -> [SlotPrices] {
        guard !slots.isEmpty else { return [] }
        let outlook = NaiveForecast(days: 1...7, zone: knowledge.marketZone)
        guard house.tariff.periods.isEmpty else {
            let spot = records.spot.flatMap { outlook.forecast($0, now: slots.lowerBound, count: slots.count) }
            return expectedPrices(slots, spot)
        }
        guard let bought = outlook.forecast(importPrices, now: slots.lowerBound, count: slots.count),
            let sold = outlook.forecast(exportPrices, now: slots.lowerBound, count: slots.count)
        else { return [] }
        return zip(bought.p50, sold.p50).map {
            SlotPrices(importPrice: PricePerKWh($0), exportPrice: PricePerKWh($1))
        }
    }
}
