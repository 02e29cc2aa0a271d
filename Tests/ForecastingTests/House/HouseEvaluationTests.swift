// SPDX-License-Identifier: Apache-2.0

import Energy
import Forecasting
import HearthTestKit
import Tables
import Testing

@Suite struct HouseEvaluationTests {
    @Test(arguments: HouseQuantity.allCases)
    func houseWithHabits_isForecastBetterThanNaively(_ quantity: HouseQuantity) throws {
        let inputs = HouseSample.inputs(quantity, days: 110)
        let window = inputs.series.instant(80 * 24)..<inputs.series.instant(110 * 24)
        let rows = try HouseEvaluation.run(
            inputs, window: window, parameters: HouseSample.parameters, mapeFloor: 0.05)
        // The clouds of the sample are those of its hours: what tomorrow brings nobody can say.
        let rules: [HouseProtocol] =
            quantity == .demand
            ? [.dayAhead, .rolling(minutes: 60), .rolling(minutes: 240), .rolling(minutes: 1440)]
            : [.rolling(minutes: 60), .rolling(minutes: 240)]
        for rule in rules {
            let found = rows.filter { $0.rule == rule }
            let own = try #require(found.first)
            #expect(own.scores.count == 30 * 24 && found.count == 4)
            let best = try #require(found.dropFirst().map(\.scores.mae).min())
            #expect(own.scores.mae < best, "\(rule)")
            #expect((0.7...0.9).contains(try #require(own.coverage)), "\(rule)")
        }
    }

    /// Whatever comes after a forecast was issued, it stays as it was: also where the bands and blends of its day know more.
    @Test(arguments: HouseQuantity.allCases)
    func whatCameAfterTheIssue_changesNothing(_ quantity: HouseQuantity) throws {
        let inputs = HouseSample.inputs(quantity, days: 70)
        let window = inputs.series.instant(56 * 24)..<inputs.series.instant(70 * 24)
        let model = try HouseModel.train(inputs.prefix(upTo: 56 * 24), parameters: HouseSample.parameters)
        let border = 63 * 24 + 10
        let changed = inputs.series.values.enumerated().map { $0 < border ? $1 : 3 * $1 + 1 }
        let first = HouseEvaluation.rows(of: model, inputs, window: window, mapeFloor: 0)
        let second = HouseEvaluation.rows(
            of: model, HouseSample.inputs(quantity, changed), window: window, mapeFloor: 0)
        for (a, b) in zip(first, second) where a.band != nil {
            let lead: Int? = if case .rolling(let minutes) = a.rule { minutes / 60 } else { nil }
            for index in a.targets.indices {
                let target = inputs.series.step(containing: a.targets[index])
                // At noon of the day before, the last known step is that before noon.
                let issue = lead.map { target - $0 } ?? target / 24 * 24 - 13
                guard issue < border else { continue }
                #expect(a.forecast[index] == b.forecast[index], "\(a.rule) at step \(target)")
                #expect(a.band?.p10[index] == b.band?.p10[index] && a.band?.p90[index] == b.band?.p90[index])
            }
            #expect(a.forecast != b.forecast, "\(a.rule): what was changed is seen later")
        }
    }

    /// The naive figures are those of pandas over the same rows of the validation window, so that the model is scored on its points.
    @Test func recordedHome_hasTheNaiveErrorsOfAnIndependentReader_andLowerOnes() throws {
        guard let path = SharedData.path("home_au_12.csv.gz") else { return }
        let home = try HomeSeries(contentsOf: path)
        let load = SlotSeries(
            firstSlot: home.slots.lowerBound, values: home.slots.map { home.load.rawValue(at: $0) / 1000 })
        let inputs = HouseInputs.demand(
            StepSeries(load, quarters: 2), heatPump: nil,
            calendar: LocalCalendar(zone: TimeZoneRule(standardOffset: 36_000, hasEuropeanSummerTime: false)))
        let begin = try #require(UTCInstant(iso8601: "2012-03-01"))
        let end = try #require(UTCInstant(iso8601: "2012-05-01"))
        var parameters = HouseSample.parameters
        parameters.rowLimit = 6000
        let rows = try HouseEvaluation.run(
            inputs, window: begin..<end, parameters: parameters, mapeFloor: 0.05)
        let expected: [(HouseProtocol, [Double])] = [
            (.dayAhead, [0.215191, 0.220298, 0.171135]), (.rolling(minutes: 30), [0.215191, 0.20934, 0.138794]),
            (.rolling(minutes: 60), [0.215191, 0.20934, 0.180925]),
            (.rolling(minutes: 240), [0.215191, 0.20934, 0.318725]),
        ]
        for (rule, naive) in expected {
            let found = rows.filter { $0.rule == rule }
            #expect(found.first?.scores.count == 2928)
            for (row, mae) in zip(found.dropFirst(), naive) { #expect(abs(row.scores.mae - mae) < 1e-6) }
            #expect(try #require(found.first).scores.mae < naive.min() ?? 0)
        }
    }
}
