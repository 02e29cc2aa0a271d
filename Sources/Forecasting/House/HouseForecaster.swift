// SPDX-License-Identifier: Apache-2.0

import Energy
import Learning

/// A model of a house at work: re-issues forecasts each quarter hour, and lets bands, blends and corrections follow the days.
public struct HouseForecaster {
    /// Days of history that it makes use of: what a forecast looks back on, and the days that bands and the like follow.
    public static let historyDays = HouseInputs.lookBackDays + BandCalibration.dayLimit

    /// The model.
    public let model: HouseModel
    private var forecaster: HorizonForecaster
    /// Of the heat pump's part of demand where the model has one.
    private var heatPump: HorizonForecaster?
    /// End of the last day that was taken in.
    private var calibratedUpTo: UTCInstant

    /// Makes a model ready.
    public init(_ model: HouseModel) { self.init(model, model.quantity.adaptation) }

    init(_ model: HouseModel, _ adaptation: OnlineAdaptation) {
        self.model = model
        func forecaster(_ trees: HorizonTrees) -> HorizonForecaster {
            HorizonForecaster(
                trees, columns: model.quantity.columns, stepsPerDay: 86_400 / model.stepSeconds,
                adaptation: adaptation)
        }
        self.forecaster = forecaster(model.trees)
        heatPump = model.heatPump.map(forecaster)
        calibratedUpTo = model.trainingRange.upperBound
    }

    /// A forecast of the quarter hours from `now` on.
    ///
    /// - Parameters:
    ///   - inputs: what was measured; steps that end after `now` are not looked at. Of a long history the last 30 days count.
    ///   - now: the first slot forecast.
    ///   - count: how many slots are wanted; given are those up to 48 hours after the last whole step that is over.
    /// - Returns: the model's forecast or the naive one; nil when not even that has a day for the first slot.
    /// - Throws: `HouseModelError` where the inputs are not the model's.
    public func forecast(
        _ inputs: HouseInputs, now: Slot, count: Int = 192
    ) throws(HouseModelError) -> HouseForecast? {
        try check(inputs)
        let known = inputs.prefix(upTo: inputs.series.step(containing: now.start)).recent()
        let values = known.series.values.filter(\.isFinite)
        let isConstant = values.first.map { first in values.allSatisfy { $0 == first } } ?? false
        let own =
            isConstant
            ? .failure(.constant) : ownForecast(forecaster, model.features(known), known.series, now, count)
        let (found, fallback): (Forecast?, HouseForecast.Fallback?) =
            switch own {
            case .success(let forecast): (forecast, nil)
            case .failure(let reason):
                (known.naive.forecast(known.series.quarterHours, now: now, count: count), reason)
            }
        return found.map { whole in
            HouseForecast(forecast: whole, heatPump: heatPumpForecast(known, now, of: whole), fallback: fallback)
        }
    }

    private func heatPumpForecast(_ inputs: HouseInputs, _ now: Slot, of whole: Forecast) -> Forecast? {
        guard let part = inputs.heatPump else { return nil }
        let count = whole.p50.count
        var own: Forecast?
        if let heatPump, let features = model.heatPumpFeatures(inputs) {
            own = try? ownForecast(heatPump, features, part, now, count).get()
        }
        return (own ?? inputs.naive.forecast(part.quarterHours, now: now, count: count))?.atMost(whole)
    }

    private func ownForecast(
        _ forecaster: HorizonForecaster, _ features: any StepFeatures, _ series: StepSeries, _ now: Slot, _ count: Int
    ) -> Result<Forecast, HouseForecast.Fallback> {
        let issue = series.values.count - 1
        let targets = (0..<max(0, count)).map { series.step(containing: now.advanced(by: $0).start) }
            .filter { $0 <= issue + 2 * series.stepsPerDay }
        guard !targets.isEmpty else { return .failure(.tooLittleHistory) }
        let steps = Array(Set(targets)).sorted()
        let tasks = steps.map { HorizonForecaster.Task(issue: issue, target: $0) }
        let answers = forecaster.forecast(tasks, features, actual: series.values, floor: 0)
        var byStep: [Int: StepQuantiles] = [:]
        for (task, answer) in zip(tasks, answers) {
            guard let answer else {
                return .failure(forecaster.hasInputs(task, features) ? .notFinite : .tooLittleHistory)
            }
            byStep[task.target] = answer
        }
        let quantiles = targets.compactMap { byStep[$0] }
        let forecast = Forecast(
            firstSlot: now, p10: quantiles.map(\.p10), p50: quantiles.map(\.p50), p90: quantiles.map(\.p90),
            madeAt: now.start, model: model.name)
        return forecast.map { .success($0) } ?? .failure(.notFinite)
    }

    /// Moves bands, blends and corrections by what those of the days since the training were worth; to be called once a day.
    ///
    /// Looks at whole UTC days that are over and were not looked at, the last 28 at most. Forecasts of those days are made
    /// again from what was known then, so that nothing need be kept but the history.
    public mutating func calibrate(_ inputs: HouseInputs) throws(HouseModelError) {
        try check(inputs)
        let series = inputs.series
        let limit = series.instant(series.values.count - BandCalibration.dayLimit * series.stepsPerDay)
        let begin = max(calibratedUpTo, limit).advanced(bySeconds: 86_399).date.startUTC
        let end = series.instant(series.values.count).date.startUTC
        let (features, heatPumpFeatures) = (model.features(inputs), model.heatPumpFeatures(inputs))
        let first = series.step(containing: begin)
        let days = first..<max(first, series.step(containing: end))
        forecaster.calibrate(days, actual: series.values, features)
        if let part = inputs.heatPump, let heatPumpFeatures {
            heatPump?.calibrate(days, actual: part.values, heatPumpFeatures)
        }
        calibratedUpTo = max(calibratedUpTo, end)
    }

    /// Forecasts of single steps, for scoring.
    func forecast(
        _ tasks: [HorizonForecaster.Task], actual: [Double], _ features: any StepFeatures
    ) -> [StepQuantiles?] {
        forecaster.forecast(tasks, features, actual: actual, floor: 0)
    }

    /// Takes one day in.
    mutating func calibrate(_ day: Range<Int>, actual: [Double], _ features: any StepFeatures) {
        forecaster.calibrate(day, actual: actual, features)
    }

    private func check(_ inputs: HouseInputs) throws(HouseModelError) {
        guard inputs.quantity == model.quantity else {
            throw .file(
                .wrongKind(
                    expected: HouseModel.modelKind(inputs.quantity), found: HouseModel.modelKind(model.quantity)))
        }
        guard inputs.series.stepSeconds == model.stepSeconds else {
            throw .wrongStep(model: model.stepSeconds, series: inputs.series.stepSeconds)
        }
    }
}

extension Forecast {
    /// The forecast of a part, no quantile above that of the whole: the rest is never below 0.
    fileprivate func atMost(_ whole: Forecast) -> Forecast? {
        Forecast(
            firstSlot: firstSlot, p10: zip(p10, whole.p10).map(min), p50: zip(p50, whole.p50).map(min),
            p90: zip(p90, whole.p90).map(min), madeAt: madeAt, model: model)
    }
}
