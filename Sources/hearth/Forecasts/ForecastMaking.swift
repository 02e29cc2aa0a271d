// SPDX-License-Identifier: Apache-2.0

import Energy
import Forecasting

/// Makes one forecast from a recording, with a model or without.
struct ForecastMaking {
    let data: ForecastData
    /// Nil for the naive forecast.
    let model: ForecastModel?
    /// The first slot forecast; nothing that was measured from then on is looked at.
    let now: Slot
    /// Slots wanted.
    let count: Int

    /// A forecast, and why it is not the model's where it is not.
    struct Made {
        let forecast: Forecast
        let fallback: String?
        /// The heat pump's part of demand where it is metered.
        var heatPump: Forecast?
        /// Courses of the quarter hours, each as likely as the others; empty where none were asked for.
        var scenarios: [[Double]] = []
    }

    private static let noModel = "no model file was given"

    /// The forecast.
    func make() throws -> Made {
        let made =
            switch data.inputs {
            case .house(let inputs): try house(inputs)
            case .price(let inputs): price(inputs)
            case .carbon(let grid, _): carbon(grid)
            }
        guard let made else {
            throw CommandFailure.failed(
                "\(data.file): nothing to forecast \(data.target.rawValue) from before \(now)")
        }
        return made
    }

    /// Courses of a forecast of demand or solar yield; the same seed draws the same.
    func scenarios(_ forecast: Forecast, count: Int, seed: UInt64) throws -> [[Double]] {
        guard count > 0, case .house(let inputs) = data.inputs else { return [] }
        let calendar: LocalCalendar =
            switch inputs {
            case .demand(_, _, let calendar, _): calendar
            case .solar: .utc
            }
        guard let scenarios = DayScenarios(forecast, history: data.history, calendar: calendar) else {
            throw CommandFailure.failed(
                "\(data.file): too few days with numbers before \(now) to draw scenarios from, expected two weeks")
        }
        return scenarios.draw(count: count, seed: seed)
    }

    private func house(_ inputs: HouseInputs) throws -> Made? {
        guard case .house(let model) = model else {
            let naive: NaiveForecast =
                switch inputs {
                case .demand(_, _, let calendar, _): .load(zone: calendar.zone)
                case .solar: .pv
                }
            return naive.forecast(data.history, now: now, count: count).map {
                Made(forecast: $0, fallback: Self.noModel)
            }
        }
        var forecaster = HouseForecaster(model)
        do {
            try forecaster.calibrate(inputs.prefix(upTo: inputs.series.step(containing: now.start)))
            return try forecaster.forecast(inputs, now: now, count: count).map {
                Made(forecast: $0.forecast, fallback: $0.fallback?.description, heatPump: $0.heatPump)
            }
        } catch {
            throw CommandFailure.usage("--model: \(error)")
        }
    }

    private func price(_ inputs: PriceInputs) -> Made? {
        let zone = inputs.calendar.zone
        let known = inputs.history.before(now)
        guard case .price(let forecaster, _) = model else {
            return PriceForecaster.naive(known, zone: zone, now: now, count: count)
                .map { Made(forecast: $0, fallback: Self.noModel) }
        }
        // Day-ahead forecasts of load and wind are published with the prices of the day.
        let published = LocalDay(containing: now, in: zone).slots.upperBound
        let forecast = forecaster.forecast(
            known, exogenous: inputs.exogenous.map { $0.before(published) }, now: now, count: count)
        return forecast.map { forecast in
            let isOwn = forecast.model == PriceForecaster.name
            return Made(
                forecast: forecast, fallback: isOwn ? nil : "too few whole days of prices that change before it")
        }
    }

    private func carbon(_ grid: GridHours) -> Made? {
        var own: CarbonModel?
        if case .carbon(let model) = model { own = model }
        let made = CarbonForecaster(own).forecast(grid, issue: GridHours.hour(of: now.start))
        return made.flatMap { made in
            made.bySlots.map { slots in
                Made(forecast: slots.prefix(count), fallback: made.fallback.map(Self.words))
            }
        }
    }

    private static func words(_ fallback: CarbonForecast.Fallback) -> String {
        switch fallback {
        case .noModel: noModel
        case .gap: "the 24 hours before are not all known"
        case .constant: "carbon intensity did not change in the 24 hours before"
        }
    }
}

extension Forecast {
    /// The first slots.
    fileprivate func prefix(_ count: Int) -> Forecast {
        Forecast(
            firstSlot: firstSlot, p10: Array(p10.prefix(count)), p50: Array(p50.prefix(count)),
            p90: Array(p90.prefix(count)), madeAt: madeAt, model: model) ?? self
    }
}

extension ForecastTarget {
    /// How far ahead it can be forecast, h.
    var mostHours: Double {
        switch self {
        case .price: Double(24 * PriceForecaster.mostDays)
        case .demand, .solar: 48
        case .carbon: 6
        }
    }

    /// How far ahead it is forecast where nothing else is asked for, h.
    var usualHours: Double { min(48, mostHours) }
}
