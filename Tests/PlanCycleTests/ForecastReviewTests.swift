// SPDX-License-Identifier: Apache-2.0

import Energy
import Forecasting
import HearthTestKit
import Learning
import PlanCycle
import Testing

/// Forecasts are kept as they were issued, and scored when what they were about has come.
@Suite struct ForecastReviewTests {
    @Test func everyQuarterHour_keepsAForecastOfDemandAndSun_withWhatMadeIt() throws {
        let house = PlannerHarness()
        house.insertHistory()
        try house.insertPrices()
        house.run(seconds: 2000)
        let first = Slot(containing: house.wallAtBoot)
        let made = try house.store.forecasts(target: .demand, madeAt: first..<first.advanced(by: 10))
        #expect(made.map(\.forecast.firstSlot) == (0...2).map { first.advanced(by: $0) })
        #expect(made.allSatisfy { $0.forecast.model.hasPrefix("naive-mean-") && $0.fallback == nil })
        #expect(try house.store.forecast(target: .solar, madeAt: first)?.forecast.p50.first == 0)
        #expect(house.planner.status.forecastsStored >= 4)
    }

    @Test func pricesForecastOnce_servesUntilPricesCome() throws {
        let house = PlannerHarness()
        house.insertHistory()
        try house.insertPrices(slots: 96)
        house.run(seconds: 3000)
        let first = Slot(containing: house.wallAtBoot)
        func made() throws -> [ForecastRecord] {
            try house.store.forecasts(target: .price, madeAt: first..<first.advanced(by: 20))
        }
        #expect(try made().count == 1)
        try house.insertPrices(slots: 192)
        house.run(seconds: 2000)
        #expect(try made().count == 2)
        let expected = try #require(house.planner.status.forecasts.first { $0.name == "spot_price" })
        #expect(expected.unit == "EUR/kWh")
        #expect(expected.forecast.quantiles(at: first.advanced(by: 150))?.p50 == 0.30)
    }

    @Test func dayThatIsOver_isScoredOnce_byModelAndLead() throws {
        let house = PlannerHarness()
        house.insertHistory()
        try house.insertPrices(slots: 96 * 4)
        // Two days and the morning after them, in which they are scored.
        house.run(seconds: 2 * 86_400 + 6 * 3600, stride: 60)
        let day = house.wallAtBoot.date
        let days = day..<CivilDate(dayNumber: day.dayNumber + 3)
        let scores = try house.store.scores(target: .demand, days: days)
        #expect(Set(scores.map(\.day)) == [day, CivilDate(dayNumber: day.dayNumber + 1)])
        let hour = try #require(scores.first { $0.day.dayNumber == day.dayNumber + 1 && $0.lead == 4 })
        #expect(hour.sums.count == 96)
        // The house uses 800 W in the history and 800 W (700 + 200 - 100) from then on.
        #expect(hour.sums.absoluteError < 1e-6 && hour.sums.hits == 96 && hour.sums.inBand == 96)
        let sun = try #require(
            try house.store.scores(target: .solar, days: days).first { $0.day.dayNumber == day.dayNumber + 1 })
        // No sun in the history, 200 W from the start on: the first day's forecasts are wrong.
        #expect(sun.sums.count > 0 && sun.sums.absoluteError > 0)
        #expect(ForecastScores(sun.sums)?.mae ?? 0 > 10)
        // Published prices are no forecasts, and none reaches beyond.
        #expect(try house.store.scores(target: .price, days: days).isEmpty)
    }

    @Test func modelThatHitsNothing_isTrainedAnew_onceADay() throws {
        let house = PlannerHarness()
        let training = SlotSeries(
            firstSlot: Slot(containing: house.wallAtBoot).advanced(by: -40 * 96),
            values: (0..<40 * 96).map { Double($0 * 7 % 1000) })
        let drift = try #require(InputDrift(training: DailyValues(training)))
        house.insertHistory()
        house.planner.use { $0.use(.house(Self.model), id: "demand-x", drift: drift) }
        house.run(seconds: 3 * 86_400, stride: 60)
        let decisions = try house.store.modelDecisions(target: .demand, limit: 10)
        // The house uses 800 W all the time, the training's numbers were spread from 0 to 999.
        #expect(decisions.count == 3 && decisions.allSatisfy { $0.outcome == .retrainingAsked })
        #expect(decisions.first?.model == "demand-x" && decisions.first?.reason.contains("has moved") == true)
        #expect(house.planner.status.retrainingsAsked == 3)
    }

    @Test func priceForecastWithoutABand_isScored_andAPublishedOneIsNot() throws {
        let house = PlannerHarness()
        house.insertHistory()
        let first = Slot(containing: house.wallAtBoot)
        // The same each day, so that the naive forecast has a band without width.
        try house.store.store(
            prices: (-8 * 96..<96).map { StoredPrice(slot: first.advanced(by: $0), spot: PricePerKWh(0.25)) },
            source: "test")
        house.run(seconds: 20 * 3600, stride: 60)
        try house.insertPrices(slots: 4 * 96) { $0 < 96 ? 0.25 : 0.5 }
        house.run(seconds: 34 * 3600, stride: 60)
        let day = house.wallAtBoot.date.dayNumber
        let scores = try house.store.scores(
            target: .price, days: CivilDate(dayNumber: day)..<CivilDate(dayNumber: day + 3))
        #expect(scores.map(\.day.dayNumber) == [day + 1] && scores.map(\.lead) == [96])
        // A day ahead, up to the moment at which the prices of that day came.
        let sums = try #require(scores.first).sums
        #expect(sums.count == 80 && abs(sums.absoluteError - 80 * 0.25) < 1e-9 && sums.hits == 0)
    }

    @Test func darkHours_areNoForecastsOfTheSun() throws {
        let house = PlannerHarness()
        house.sendsSlices = false
        let first = Slot(containing: house.wallAtBoot)
        for k in -8 * 96..<3 * 96 {
            let slot = first.advanced(by: k)
            let isDay = (6..<18).contains(slot.start.secondOfDay / 3600)
            for (device, signals) in [
                ("meter", [Signal.gridImport: 800.0]),
                ("inverter", [.pvProduction: isDay ? 1000 : 0, .batteryDischarge: 0]),
            ] {
                house.store.insert(
                    QuarterHourRow(
                        slot: slot, device: device, observedSeconds: 900, quality: [],
                        signals: signals.map {
                            SignalSummary(
                                signal: $0.key, mean: $0.value, minimum: $0.value, maximum: $0.value, count: 900,
                                missing: 0)
                        }))
            }
        }
        try house.insertPrices(slots: 4 * 96)
        house.run(seconds: 2 * 86_400 + 6 * 3600, stride: 60)
        let second = CivilDate(dayNumber: house.wallAtBoot.date.dayNumber + 1)
        let scores = try house.store.scores(
            target: .solar, days: second..<CivilDate(dayNumber: second.dayNumber + 1))
        #expect(!scores.isEmpty && scores.allSatisfy { $0.sums.count == 48 && $0.sums.hits == 48 })
    }

    private static let model: HouseModel = {
        let start = UTCInstant(secondsSinceEpoch: 1_475_452_800)
        var parameters = HouseQuantity.demand.parameters
        parameters.nearBand.boosting.treeCount = 2
        parameters.farBand.boosting.treeCount = 2
        (parameters.nearMembers, parameters.farMembers) = ([parameters.nearBand], [parameters.farBand])
        parameters.rowLimit = 1000
        let values = (0..<96 * 50).map { step -> Double in
            let ofDay = Double(step % 96)
            return 300 + 25 * ofDay
        }
        let long = StepSeries(start: start, stepSeconds: 900, values: values)
        guard let long,
            let model = try? HouseModel.train(.demand(long, heatPump: nil, calendar: .utc), parameters: parameters)
        else { preconditionFailure("the sample house is not one") }
        return model
    }()
}
