// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy
import Testing

@testable import Forecasting

@Suite struct DayScenariosTests {
    private let first = Slot(containing: HouseSample.start)
    private static let days = 75
    private var now: Slot { first.advanced(by: 96 * Self.days) }

    private func usual(_ slot: Int) -> Double { (28..<40).contains(slot % 96) || slot % 96 > 72 ? 900 : 300 }

    /// Days whose whole level is drawn anew, and quarter hours that are.
    private func history(dayShare: Double, slotShare: Double, days: Int = days) -> SlotSeries {
        var (generator, level) = (SplitMix64(seed: 4), 0.0)
        return SlotSeries(
            firstSlot: first,
            values: (0..<96 * days).map { slot -> Double in
                if slot % 96 == 0 { level = StandardNormal.quantile(generator.nextUniform()) }
                let own = StandardNormal.quantile(generator.nextUniform())
                return usual(slot) * max(0.05, 1 + dayShare * level + slotShare * own)
            })
    }

    private func forecast(_ count: Int = 192, share: Double) -> Forecast? {
        let p50 = (0..<count).map(usual)
        return Forecast(
            firstSlot: now, p10: p50.map { $0 * (1 - share) }, p50: p50, p90: p50.map { $0 * (1 + share) },
            madeAt: now.start, model: "made up")
    }

    private func scenarios(_ history: SlotSeries, share: Double = 0.4) throws -> DayScenarios {
        let forecast = try #require(self.forecast(share: share))
        return try #require(DayScenarios(forecast, history: history, calendar: .utc))
    }

    private func deviation(_ values: [Double]) -> Double {
        let mean = values.reduce(0, +) / Double(values.count)
        return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)).squareRoot()
    }

    private func firstDays(_ courses: [[Double]]) -> [Double] { courses.map { $0.prefix(96).reduce(0, +) } }

    @Test func everySlot_hasTheQuantilesOfTheForecast() throws {
        let scenarios = try scenarios(history(dayShare: 0.25, slotShare: 0.15))
        let courses = scenarios.draw(count: 100, seed: 3)
        #expect(courses.count == 100 && courses.allSatisfy { $0.count == 192 })
        for slot in 0..<192 {
            let sorted = try #require(SortedSample(courses.map { $0[slot] }))
            let band = scenarios.forecast.p90[slot] - scenarios.forecast.p10[slot]
            #expect(abs(sorted.quantile(0.1) - scenarios.forecast.p10[slot]) < 0.02 * band)
            #expect(abs(sorted.quantile(0.5) - scenarios.forecast.p50[slot]) < 0.02 * band)
            #expect(abs(sorted.quantile(0.9) - scenarios.forecast.p90[slot]) < 0.02 * band)
        }
    }

    @Test func daysThatAreHighThroughout_areDrawnHighThroughout() throws {
        let history = history(dayShare: 0.3, slotShare: 0.08)
        let past = (20..<Self.days).map { day in
            (96 * day..<96 * (day + 1)).reduce(0) { $0 + history.rawValue(at: first.advanced(by: $1)) }
        }
        let drawn = deviation(firstDays(try scenarios(history).draw(count: 400, seed: 1)))
        #expect(abs(drawn / deviation(past) - 1) < 0.35, "\(drawn), \(deviation(past))")
        // Independent quarter hours would have the deviation of their own, summed by squares.
        let independent = (0..<96).reduce(0) { $0 + usual($1) * usual($1) }.squareRoot() * 0.31
        #expect(drawn > 4 * independent, "\(drawn), \(independent)")
    }

    @Test func quarterHoursThatDoNotHangTogether_areDrawnSo() throws {
        let drawn = deviation(firstDays(try scenarios(history(dayShare: 0, slotShare: 0.3)).draw(count: 400, seed: 1)))
        let independent = (0..<96).reduce(0) { $0 + usual($1) * usual($1) }.squareRoot() * 0.31
        #expect(abs(drawn / independent - 1) < 0.35, "\(drawn), \(independent)")
    }

    @Test func sameSeed_drawsTheSame_anotherSeedOthers() throws {
        let scenarios = try scenarios(history(dayShare: 0.25, slotShare: 0.1))
        #expect(scenarios.draw(count: 10, seed: 1) == scenarios.draw(count: 10, seed: 1))
        #expect(scenarios.draw(count: 10, seed: 1) != scenarios.draw(count: 10, seed: 2))
        #expect(scenarios.draw(count: 1, seed: 1) == [scenarios.forecast.p50])
        #expect(scenarios.draw(count: 0, seed: 1).isEmpty)
    }

    @Test func power_isNeverBelowZero() throws {
        let courses = try scenarios(history(dayShare: 0.25, slotShare: 0.1), share: 1).draw(count: 50, seed: 2)
        #expect(courses.allSatisfy { $0.allSatisfy { $0 >= 0 } })
        #expect(courses.contains { $0.contains(0) })
    }

    @Test func whatComesAfterTheForecastBegins_changesNothing() throws {
        let known = history(dayShare: 0.25, slotShare: 0.1)
        let longer = SlotSeries(
            firstSlot: first, values: known.slots.map { known.rawValue(at: $0) } + Array(repeating: 9000, count: 192))
        #expect(try scenarios(longer) == scenarios(known))
    }

    @Test func tooShortHistory_givesNone_andGapsAreLeftOut() throws {
        let short = history(dayShare: 0.25, slotShare: 0.1, days: 9)
        let later = try #require(
            Forecast(
                firstSlot: short.slots.upperBound, p10: [1], p50: [2], p90: [3], madeAt: now.start, model: "made up"))
        #expect(DayScenarios(later, history: short, calendar: .utc) == nil)
        #expect(
            DayScenarios(later, history: SlotSeries(firstSlot: first, values: [Double]()), calendar: .utc) == nil)
        let known = history(dayShare: 0.25, slotShare: 0.1)
        let holed = SlotSeries(
            firstSlot: first,
            values: known.slots.enumerated().map { $0 / 500 % 4 == 1 ? nil : known[$1] })
        let courses = try scenarios(holed).draw(count: 20, seed: 1)
        #expect(courses.allSatisfy { $0.allSatisfy(\.isFinite) })
    }

    @Test func powerThatNeverChanged_isDrawnFromTheForecastAlone() throws {
        let flat = SlotSeries(firstSlot: first, values: Array(repeating: 200.0, count: 96 * Self.days))
        let courses = try scenarios(flat).draw(count: 20, seed: 1)
        #expect(Set(courses.map { $0[5] }).count == 20)
    }
}

@Suite struct StandardNormalTests {
    /// The numbers are those of scipy.stats.norm.ppf (scipy 1.17).
    @Test(arguments: [
        (0.1, -1.2815515655446004), (0.9, 1.2815515655446004), (0.5, 0), (0.3, -0.5244005127080409),
        (0.075, -1.4395314709384563), (0.001, -3.090232306167813), (1e-12, -7.034483825301131),
        (0.9999, 3.719016485455709),
    ])
    func quantile_isThatOfAnotherImplementation(_ share: Double, _ expected: Double) {
        #expect(abs(StandardNormal.quantile(share) - expected) < 1e-6 * max(1, abs(expected)))
    }

    @Test func scores_areThoseOfRanks_equalOnesShared() {
        let scores = StandardNormal.scores([5, 1, .nan, 1, 9])
        #expect(scores[2] == 0 && scores[1] == scores[3])
        #expect(scores[1] == StandardNormal.quantile(0.25) && scores[0] == StandardNormal.quantile(0.625))
        #expect(scores[4] == StandardNormal.quantile(0.875))
        #expect(StandardNormal.quantile(0).isFinite && StandardNormal.quantile(1).isFinite)
    }
}
