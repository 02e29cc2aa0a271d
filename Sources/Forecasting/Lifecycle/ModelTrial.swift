// SPDX-License-Identifier: Apache-2.0

import Energy

/// How far a model was off on days it had not seen, beside the best naive forecast of the same points.
public struct ModelTrial: Hashable, Sendable {
    /// Days that a model is tried on; they are kept out of its training.
    public static let days = 14
    /// Fewest days that say something.
    public static let fewestDays = 7

    /// The days tried, whole days of UTC.
    public let window: Range<UTCInstant>
    /// Number of points, over all leads.
    public let points: Int
    /// Mean absolute error, the mean over the leads scored, in the unit of the inputs.
    public let error: Double
    /// That of the best naive forecast of each lead.
    public let naiveError: Double

    /// Puts a trial together.
    public init(window: Range<UTCInstant>, points: Int, error: Double, naiveError: Double) {
        (self.window, self.points, self.error, self.naiveError) = (window, points, error, naiveError)
    }

    /// The days at the end of a history that neither of two models has seen; nil where they are fewer than `fewestDays`.
    ///
    /// - Parameters:
    ///   - end: of the history.
    ///   - trainedUntil: the ends of the models' training.
    public static func window(endingAt end: UTCInstant, trainedUntil: [UTCInstant]) -> Range<UTCInstant>? {
        let last = end.date.startUTC
        let earliest = last.advanced(bySeconds: -days * 86_400)
        let begin = ([earliest] + trainedUntil.map { $0.advanced(bySeconds: 86_399).date.startUTC }).max() ?? earliest
        guard begin < last, (last.secondsSinceEpoch - begin.secondsSinceEpoch) / 86_400 >= fewestDays else {
            return nil
        }
        return begin..<last
    }

    /// Forecasts a window as it would have been forecast, and compares with what came.
    ///
    /// nil where inputs and model are of different targets or no point could be forecast.
    public init?(_ model: ForecastModel, _ inputs: ForecastInputs, window: Range<UTCInstant>) {
        switch (model, inputs) {
        case (.price(let forecaster, _), .price(let inputs)):
            self.init(forecaster, inputs, window)
        case (.house(let model), .house(let inputs)):
            self.init(model, inputs, window)
        case (.carbon(let model), .carbon(let grid, _)):
            self.init(model, grid, window)
        default: return nil
        }
    }

    /// Every lead counts the same, whatever its number of points.
    private init?(_ window: Range<UTCInstant>, _ leads: [(own: ForecastScores, naive: Double)]) {
        guard !leads.isEmpty else { return nil }
        let count = Double(leads.count)
        self.init(
            window: window, points: leads.reduce(0) { $0 + $1.own.count },
            error: leads.reduce(0) { $0 + $1.own.mae } / count, naiveError: leads.reduce(0) { $0 + $1.naive } / count)
    }

    private init?(_ model: HouseModel, _ inputs: HouseInputs, _ window: Range<UTCInstant>) {
        guard model.quantity == inputs.quantity, model.stepSeconds == inputs.series.stepSeconds else { return nil }
        let rows = HouseEvaluation.rows(of: model, inputs, window: window, mapeFloor: 0)
        let rules = Set(rows.map(\.rule)).subtracting([.dayAhead])
        let leads = rules.compactMap { rule -> (ForecastScores, Double)? in
            let found = rows.filter { $0.rule == rule }
            guard let own = found.first(where: { $0.model == model.name }),
                let naive = found.filter({ $0.model != model.name }).map(\.scores.mae).min()
            else { return nil }
            return (own.scores, naive)
        }
        self.init(window, leads.sorted { $0.0.mae < $1.0.mae }.map { (own: $0.0, naive: $0.1) })
    }

    private init?(_ forecaster: PriceForecaster, _ inputs: PriceInputs, _ window: Range<UTCInstant>) {
        let zone = inputs.calendar.zone
        var day = LocalDay(containing: Slot(containing: window.lowerBound), in: zone).next(in: zone)
        var collected = Array(repeating: (own: ForecastErrorSums(), naive: ForecastErrorSums()), count: 2)
        while day.slots.upperBound.start <= window.upperBound {
            let known = inputs.prefix(until: day.slots.lowerBound.start).history
            let next = day.next(in: zone)
            let (now, count) = (day.slots.lowerBound, day.slots.count + next.slots.count)
            let own = forecaster.forecast(known, exogenous: inputs.exogenous, now: now, count: count)
            let naive = PriceForecaster.naive(known, zone: zone, now: now, count: count)
            for (lead, slots) in [day.slots, next.slots].enumerated() {
                collected[lead].own.add(own, inputs.history, slots)
                collected[lead].naive.add(naive, inputs.history, slots)
            }
            day = next
        }
        let leads = collected.compactMap { sums -> (own: ForecastScores, naive: Double)? in
            guard let own = ForecastScores(sums.own), let naive = ForecastScores(sums.naive), own.count == naive.count
            else { return nil }
            return (own, naive.mae)
        }
        self.init(window, leads)
    }

    private init?(_ model: CarbonModel, _ grid: GridHours, _ window: Range<UTCInstant>) {
        let hours = GridHours.hour(of: window.lowerBound)..<GridHours.hour(of: window.upperBound)
        let scores = CarbonEvaluation(model, grid, hours: hours).scores
        guard let own = scores[.network], let last = scores[.persistence], let day = scores[.dayBefore] else {
            return nil
        }
        self.init(window, own.indices.map { (own: own[$0], naive: min(last[$0].mae, day[$0].mae)) })
    }
}

extension ForecastErrorSums {
    /// Takes in what a forecast says of some slots.
    fileprivate mutating func add(_ forecast: Forecast?, _ actual: SlotSeries, _ slots: Range<Slot>) {
        guard let forecast else { return }
        for slot in slots where forecast.slots.contains(slot) {
            let place = forecast.firstSlot.distance(to: slot)
            add(
                forecast: forecast.p50[place], actual: actual.rawValue(at: slot), dayBefore: nil,
                band: (forecast.p10[place], forecast.p90[place]), range: 0, mapeFloor: 0)
        }
    }
}
