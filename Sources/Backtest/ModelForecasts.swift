// SPDX-License-Identifier: Apache-2.0

import Energy
import Forecasting

/// Forecasts by models, made as the planner makes them and with models that come into use as those of `hearth train` do.
///
/// When the window begins and every 28 days from then on, a model of each target is trained on what was recorded before
/// that moment, all but the last two weeks. On these it is tried beside the model in use and the naive forecast, and it is
/// used only where it is better by the margin of `Championship`. A target without a model has its naive forecast. Nothing
/// that comes later than the slot decided on is looked at.
struct ModelForecasts {
    /// Days between two trainings: those that the bands of a model remember.
    static let trainingDays = 28
    /// Seed of every training.
    private static let seed: UInt64 = 1

    /// What came of the trainings, one sentence each.
    private(set) var notes: [String] = []
    private let records: HouseRecords
    private let horizonSlots: Int
    private let targets: [ForecastTarget]
    private var models = ForecastersInUse()
    private var champions: [ForecastTarget: ForecastModel] = [:]
    private var trainedAt: Slot?
    private var calibratedDay: CivilDate?
    private var price: ForecastRecord?
    /// End of the prices that the forecast of them rests on.
    private var pricesKnownUntil: Slot?
    private var fallbacks: [String: Int] = [:]

    init(_ records: HouseRecords, horizonSlots: Int) {
        (self.records, self.horizonSlots) = (records, horizonSlots)
        targets = [.demand, .solar] + (records.spot == nil ? [] : [.price])
    }

    /// Does what is due before the forecasts of a slot: trainings, and the bands of the day that is over.
    ///
    /// - Returns: false where `shouldContinue` asked to stop in a training.
    mutating func advance(to now: Slot, shouldContinue: () -> Bool) -> Bool {
        if trainedAt.map({ $0.distance(to: now) >= 96 * Self.trainingDays }) ?? true {
            trainedAt = now
            for target in targets where !train(target, now: now, shouldContinue) { return false }
            pricesKnownUntil = nil
        }
        if calibratedDay != now.start.date {
            calibratedDay = now.start.date
            models.calibrate(records.demand(lately(now)))
            models.calibrate(records.solar(lately(now)))
        }
        return true
    }

    /// Load with the heat pump from `now` on, W.
    mutating func load(now: Slot) -> Forecast? { house(records.demand(lately(now)), now: now) }

    /// PV from `now` on, W.
    mutating func pv(now: Slot) -> Forecast? { house(records.solar(lately(now)), now: now) }

    /// Spot prices from `now` on, those that are published among them; nil for a tariff that needs none.
    ///
    /// An earlier forecast serves until prices have come or its end is near, as in the planner.
    mutating func spotPrices(now: Slot, knownEnd: Slot) -> Forecast? {
        let end = now.advanced(by: horizonSlots)
        if let price, pricesKnownUntil == knownEnd, price.forecast.slots.upperBound >= end { return price.forecast }
        let begin = now.advanced(by: -96 * PriceForecaster.historyDays)
        guard let inputs = records.prices(begin..<knownEnd) else { return nil }
        price = models.forecast(inputs, now: now, count: horizonSlots + 96)
        pricesKnownUntil = knownEnd
        note(price?.fallback, .price)
        return price?.forecast
    }

    /// `notes`, and how often the naive forecast stood in for a model.
    var summary: [String] {
        notes + fallbacks.sorted { $0.key < $1.key }.map { "\($0.key); \($0.value) times the naive forecast stood in" }
    }

    private mutating func house(_ inputs: HouseInputs, now: Slot) -> Forecast? {
        let record = models.forecast(inputs, now: now, count: horizonSlots)
        note(record?.fallback, inputs.quantity == .demand ? .demand : .solar)
        return record?.forecast
    }

    private mutating func note(_ fallback: String?, _ target: ForecastTarget) {
        if let fallback { fallbacks["\(target.rawValue): \(fallback)", default: 0] += 1 }
    }

    /// The slots that a forecast looks back on, with the two hours by which a clock change may shift a day.
    private func lately(_ now: Slot) -> Range<Slot> { now.advanced(by: -96 * HouseForecaster.historyDays - 8)..<now }
}

extension ModelForecasts {
    /// Trains and tries a model; false where it was told to stop.
    private mutating func train(_ target: ForecastTarget, now: Slot, _ shouldContinue: () -> Bool) -> Bool {
        let past = now.advanced(by: -96 * RetrainingRule.historyDays)..<now
        guard let inputs = records.inputs(target, past) else { return true }
        let champion = champions[target]
        let window = ModelTrial.window(
            endingAt: inputs.span.upperBound, trainedUntil: [champion?.training.upperBound].compactMap { $0 })
        do throws(ForecastTrainingError) {
            guard let window else { throw .house(.tooLittleHistory(knownDays: 0, neededDays: HouseModel.neededDays)) }
            let model = try ForecastModel.train(inputs, until: window.lowerBound, seed: Self.seed) { _ in
                shouldContinue()
            }
            notes.append("\(now) \(target.rawValue): \(judge(model, inputs, window, target))")
        } catch {
            guard error != .stopped else { return false }
            let stays = champion == nil ? "the naive forecast serves" : "the model in use stays"
            notes.append("\(now) \(target.rawValue): \(error); \(stays)")
        }
        return true
    }

    /// Puts a model to use where it has earned it; what was decided, and why.
    private mutating func judge(
        _ model: ForecastModel, _ inputs: ForecastInputs, _ window: Range<UTCInstant>, _ target: ForecastTarget
    ) -> String {
        guard let trial = ModelTrial(model, inputs, window: window) else { return "a model could not be tried" }
        let championship = Championship(
            challenger: trial, champion: champions[target].flatMap { ModelTrial($0, inputs, window: window) })
        switch championship.verdict {
        case .promote:
            champions[target] = model
            models.use(model, id: "\(model.name) of \(model.training.upperBound.date)", drift: nil)
            return "a model that was trained up to \(model.training.upperBound) is put to use"
        case .refuse(let why):
            return "a new model is refused: \(why)"
        }
    }
}
