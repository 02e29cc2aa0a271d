// SPDX-License-Identifier: Apache-2.0

import Energy

/// The models that a house forecasts with; a target without one has its naive forecast.
///
/// Records name what made them: the id of a model, or the naive forecast and why it stands in. Belongs to one thread.
public struct ForecastersInUse {
    private var demand: Entry<HouseForecaster>?
    private var solar: Entry<HouseForecaster>?
    private var price: Entry<() -> PriceForecaster?>?

    private struct Entry<Forecaster> {
        let id: String
        let drift: InputDrift?
        var forecaster: Forecaster
    }

    /// Naive forecasts throughout.
    public init() {}

    /// Puts a model to use; models of carbon intensity are not asked by a house yet.
    ///
    /// - Parameters:
    ///   - id: of the model, what its forecasts are signed with.
    ///   - drift: how what it forecasts was distributed in training; nil where not known.
    public mutating func use(_ model: ForecastModel, id: String, drift: InputDrift?) {
        switch model {
        case .house(let model):
            let entry = Entry(id: id, drift: drift, forecaster: HouseForecaster(model.wholeAlone))
            if model.quantity == .demand { demand = entry } else { solar = entry }
        case .price(let forecaster, _): usePrices(id: id, drift: drift) { forecaster }
        case .carbon: break
        }
    }

    /// Puts a model of prices to use that is read each time it is asked: prices are forecast some times a day, and the model takes
    /// megabytes.
    ///
    /// - Parameter load: gives the model, nil where it cannot be read any more.
    public mutating func usePrices(id: String, drift: InputDrift?, load: @escaping () -> PriceForecaster?) {
        price = Entry(id: id, drift: drift, forecaster: load)
    }

    /// Goes back to the naive forecast of a target.
    public mutating func retire(_ target: ForecastTarget) {
        switch target {
        case .demand: demand = nil
        case .solar: solar = nil
        case .price: price = nil
        case .carbon: break
        }
    }

    /// Id of the model in use; nil for the naive forecast.
    public func id(_ target: ForecastTarget) -> String? {
        switch target {
        case .demand: demand?.id
        case .solar: solar?.id
        case .price: price?.id
        case .carbon: nil
        }
    }

    /// How far the last weeks of a target have drifted from what its model was trained on; nil where not known.
    public func drift(_ target: ForecastTarget, of values: DailyValues) -> Double? {
        switch target {
        case .demand: demand?.drift?.index(of: values)
        case .solar: solar?.drift?.index(of: values)
        case .price: price?.drift?.index(of: values)
        case .carbon: nil
        }
    }

    /// A forecast of demand or solar yield.
    ///
    /// - Parameters:
    ///   - inputs: what was measured before `now`, W.
    ///   - now: the first slot.
    ///   - count: how many slots are wanted; a model gives at most 192.
    /// - Returns: nil where not even the naive forecast can be made.
    public func forecast(_ inputs: HouseInputs, now: Slot, count: Int) -> ForecastRecord? {
        let target: ForecastTarget = inputs.quantity == .demand ? .demand : .solar
        let entry = inputs.quantity == .demand ? demand : solar
        if let found = Self.forecast(entry, inputs, now, count) {
            return ForecastRecord(target: target, forecast: found.forecast, fallback: found.fallback)
        }
        return inputs.naive.forecast(inputs.series.quarterHours, now: now, count: count).map {
            ForecastRecord(target: target, forecast: $0)
        }
    }

    private static func forecast(
        _ entry: Entry<HouseForecaster>?, _ inputs: HouseInputs, _ now: Slot, _ count: Int
    ) -> (forecast: Forecast, fallback: String?)? {
        guard let entry else { return nil }
        let answer: HouseForecast?
        do throws(HouseModelError) {
            answer = try entry.forecaster.forecast(inputs, now: now, count: count)
        } catch {
            // Other steps than the model's: the naive forecast, and the reason, are what is left.
            return inputs.naive.forecast(inputs.series.quarterHours, now: now, count: count).map { ($0, "\(error)") }
        }
        guard let found = answer else { return nil }
        if let fallback = found.fallback { return (found.forecast, "\(fallback)") }
        guard isPlausible(found.forecast, measured: inputs.series.values) else {
            return inputs.naive.forecast(inputs.series.quarterHours, now: now, count: count).map { ($0, implausible) }
        }
        return (found.forecast.signed(entry.id), nil)
    }

    /// How many times as large as the largest number measured a forecast may be: none of a sound model is.
    private static let farthest = 100.0
    private static let implausible = "the model's numbers are more than \(Int(farthest)) times those measured"

    private static func isPlausible(_ forecast: Forecast, measured: [Double]) -> Bool {
        let largest = measured.reduce(0.0) { $1.isFinite ? max($0, abs($1)) : $0 }
        let limit = farthest * largest
        return zip(forecast.p10, forecast.p90).allSatisfy { abs($0) <= limit && abs($1) <= limit }
    }

    /// Lets the bands of demand or solar yield follow what they held on the days that are over; once a day.
    public mutating func calibrate(_ inputs: HouseInputs) {
        // Inputs of another step are refused by the forecast too, which tells it.
        if inputs.quantity == .demand {
            try? demand?.forecaster.calibrate(inputs)
        } else {
            try? solar?.forecaster.calibrate(inputs)
        }
    }

    /// Spot prices from `now` on: the published ones, then the model's or the naive forecast.
    public func forecast(_ inputs: PriceInputs, now: Slot, count: Int) -> ForecastRecord? {
        let published = min(max(0, count), inputs.history.runLength(from: now))
        func record(_ forecast: Forecast, _ reason: String?) -> ForecastRecord {
            ForecastRecord(target: .price, forecast: forecast, fallback: reason, published: published)
        }
        func naive(_ reason: String?) -> ForecastRecord? {
            PriceForecaster.naive(inputs.history, zone: inputs.calendar.zone, now: now, count: count).map {
                record($0, reason)
            }
        }
        guard let price else { return naive(nil) }
        guard let forecaster = price.forecaster() else { return naive("the model cannot be read") }
        let found = forecaster.forecast(inputs.history, exogenous: inputs.exogenous, now: now, count: count)
        guard let found else { return nil }
        guard found.model == PriceForecaster.name else {
            return record(found, "too few whole days of prices")
        }
        let known = inputs.history.slots.map { inputs.history.rawValue(at: $0) }
        guard Self.isPlausible(found, measured: known) else { return naive(Self.implausible) }
        return record(found.signed(price.id), nil)
    }
}
