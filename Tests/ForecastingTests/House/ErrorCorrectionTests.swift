// SPDX-License-Identifier: Apache-2.0

import Bits
import FoundationEssentials
import Testing

@testable import Forecasting

@Suite struct ErrorCorrectionTests {
    private static let rule = ErrorCorrection.Rule(groupEnds: [1, 4], forgetting: 0.97, ridge: 150)

    /// The regression against numpy's least squares; `Fixtures/error_correction.py` wrote its numbers.
    @Test func coefficients_areThoseOfNumpy() throws {
        let folder = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(2).joined(
            separator: "/")
        let bytes = try Data(contentsOf: URL(filePath: folder + "/Fixtures/error_correction.txt"))
        var lists: [Substring: [Double]] = [:]
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") where !line.hasPrefix("#") {
            let words = line.split(separator: " ")
            lists[words[0]] = words.dropFirst().map { Double($0) ?? .nan }
        }
        let (known, errors) = (try #require(lists["known"]), try #require(lists["error"]))
        try #require(known.count == 40 * 2 * 6 * 3 && errors.count == 40 * 2 * 6)
        var correction = ErrorCorrection(
            ErrorCorrection.Rule(groupEnds: [1], forgetting: 0.9, ridge: 5), stepsPerDay: 96)
        try #require(correction.horizons == [1...1, 2...4])
        for day in 0..<40 {
            correction.add(
                (0..<2).map { group in
                    var sums = ErrorSums()
                    for sample in 0..<6 {
                        let place = (day * 2 + group) * 6 + sample
                        sums.add(
                            ErrorRegressors(known[3 * place..<3 * place + 3]), error: errors[place], plain: 1,
                            corrected: 1)
                    }
                    return sums
                })
            guard day == 2 || day == 39 else { continue }
            let expected = try #require(lists["after-\(day + 1)"])
            let found = correction.fits.flatMap { fit in (0..<3).map { fit.coefficients[$0] } + [fit.spread] }
            try #require(found.count == expected.count)
            for (value, expected) in zip(found, expected) {
                #expect(abs(value - expected) < 1e-9, "after \(day + 1) days")
            }
        }
    }

    /// As many forecasts as asked for in each group, all with one error that was known, and what a correction would have made.
    private func day(
        _ correction: ErrorCorrection, count: Int, error: Double = 1, plain: Double = 1, corrected: Double = 0.5
    ) -> [ErrorSums] {
        correction.horizons.map { _ in
            var sums = ErrorSums()
            for _ in 0..<count {
                sums.add(ErrorRegressors(error, 0, 0), error: error, plain: plain, corrected: corrected)
            }
            return sums
        }
    }

    @Test func beforeAnyDay_nothingIsMoved() {
        var correction = ErrorCorrection(Self.rule, stepsPerDay: 24)
        #expect(!correction.isInUse)
        #expect(correction.move(ErrorRegressors(repeating: 3), horizon: 1) == .none)
        correction.add(day(correction, count: 0))
        #expect(!correction.isInUse)
    }

    @Test func shift_isLimited_andNoneBeyondTheLastGroup() {
        var correction = ErrorCorrection(Self.rule, stepsPerDay: 24)
        for _ in 0..<28 { correction.add(day(correction, count: 100)) }
        let some = correction.move(ErrorRegressors(0.5, 0, 0), horizon: 4)
        #expect(some.shift > 0.4 && some.shift < 0.5 && some.spread < 0.5)
        #expect(correction.move(ErrorRegressors(4, 0, 0), horizon: 4).shift == 2)
        #expect(correction.move(ErrorRegressors(-4, 0, 0), horizon: 1).shift == -2)
        #expect(correction.move(ErrorRegressors(4, 0, 0), horizon: 5) == .none)
    }

    @Test func correctionThatWouldHaveMadeForecastsWorse_isNotUsed() {
        var correction = ErrorCorrection(Self.rule, stepsPerDay: 24)
        for _ in 0..<28 { correction.add(day(correction, count: 100, corrected: 1.01)) }
        #expect(!correction.isInUse)
        #expect(correction.move(ErrorRegressors(1, 0, 0), horizon: 1) == .none)
        #expect(correction.trial(ErrorRegressors(1, 0, 0), group: 0).shift > 0.5)
        for _ in 0..<28 { correction.add(day(correction, count: 100)) }
        #expect(correction.move(ErrorRegressors(1, 0, 0), horizon: 1).shift > 0.5)
    }

    @Test func errorsThatAreNoNumbers_tellNothing() {
        var correction = ErrorCorrection(Self.rule, stepsPerDay: 24)
        let silent = correction
        correction.add(day(correction, count: 3, error: .nan))
        correction.add(day(correction, count: 3, plain: .nan))
        #expect(correction.fits == silent.fits)
        var sums = ErrorSums()
        sums.add(ErrorRegressors(.infinity, 1, 1), error: 1, plain: 1, corrected: 0)
        #expect(sums.fit(ridge: 1) == ErrorFit())
    }

    @Test(arguments: [
        (96, [1...1, 2...4, 5...16, 17...96]), (48, [1...1, 2...2, 3...8, 9...48]), (24, [1...1, 2...4, 5...24]),
    ])
    func groups_areRangesOfTime(_ stepsPerDay: Int, _ expected: [ClosedRange<Int>]) {
        #expect(HorizonGroups.ranges(endHours: [1, 4, 24], stepsPerDay: stepsPerDay) == expected)
    }

    // MARK: Made-up worlds

    /// Hours whose values are an autoregression of the first order around a forecast that does not change.
    private struct World {
        static let forecast = StepQuantiles(p10: 10 - 1.281_551_6, p50: 10, p90: 10 + 1.281_551_6)
        let values: [Double]

        init(persistence: Double, days: Int, seed: UInt64) {
            var generator = SplitMix64(seed: seed)
            var (error, values) = (0.0, [Double]())
            for _ in 0..<24 * days {
                let new = StandardNormal.quantile(generator.nextUniform())
                error = persistence * error + (1 - persistence * persistence).squareRoot() * new
                values.append(Self.forecast.p50 + error)
            }
            self.values = values
        }

        func errors(_ issues: ClosedRange<Int>) -> ForecastErrors {
            ForecastErrors(issues, actual: values, stepsPerDay: 24) { tasks in
                tasks.map { Self.forecast.normalScore(of: values[$0.target]) }
            }
        }

        /// Errors of the last 100 days as they are and corrected, day by day by what the days before it say.
        func errors(_ rule: ErrorCorrection.Rule, horizon: Int) -> (plain: Double, corrected: Double) {
            var correction = ErrorCorrection(rule, stepsPerDay: 24)
            let known = errors(72...values.count - 1)
            var (plain, corrected) = (0.0, 0.0)
            for day in stride(from: 96, to: values.count, by: 24) {
                if day >= values.count - 2400 {
                    for target in day..<day + 24 {
                        let move = correction.move(known.regressors(target - horizon), horizon: horizon)
                        plain += abs(values[target] - Self.forecast.p50)
                        corrected += abs(values[target] - Self.forecast.moved(move).p50)
                    }
                }
                correction.add(
                    correction.horizons.indices.map { daySums(day..<day + 24, correction, known, group: $0) })
            }
            return (plain, corrected)
        }

        private func daySums(
            _ day: Range<Int>, _ correction: ErrorCorrection, _ known: ForecastErrors, group: Int
        ) -> ErrorSums {
            var sums = ErrorSums()
            for target in day {
                let regressors = known.regressors(target - correction.horizons[group].upperBound)
                let trial = Self.forecast.moved(correction.trial(regressors, group: group))
                sums.add(
                    regressors, error: Self.forecast.normalScore(of: values[target]),
                    plain: abs(values[target] - Self.forecast.p50), corrected: abs(values[target] - trial.p50))
            }
            return sums
        }
    }

    /// What is left of the error of the next hours is the part that is new: the root of 1 - rho to the power of twice the hours.
    ///
    /// Not all of the rest is won: scores are bounded, and the coefficients shrunk.
    @Test(arguments: [1, 4])
    func persistentErrors_areCorrectedByWhatTheyForetell(_ horizon: Int) {
        let world = World(persistence: 0.85, days: 160, seed: 11)
        let rule = ErrorCorrection.Rule(groupEnds: [1, 4], forgetting: 0.97, ridge: 50)
        let errors = world.errors(rule, horizon: horizon)
        let power = (0..<2 * horizon).reduce(1.0) { power, _ in 0.85 * power }
        let won = (1 - errors.corrected / errors.plain) / (1 - (1 - power).squareRoot())
        #expect((0.8...1.1).contains(won), "\(won) of what can be won")
    }

    @Test(arguments: [1, 4])
    func errorsThatNothingForetells_stayAsTheyAre(_ horizon: Int) {
        let errors = World(persistence: 0, days: 160, seed: 12).errors(Self.rule, horizon: horizon)
        #expect(abs(errors.corrected / errors.plain - 1) < 0.005, "\(errors)")
    }
}
