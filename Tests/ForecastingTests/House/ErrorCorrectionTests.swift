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
                    var sums = ErrorCorrection.Sums()
                    for sample in 0..<6 {
                        let place = (day * 2 + group) * 6 + sample
                        sums.add(ErrorRegressors(known[3 * place..<3 * place + 3]), error: errors[place])
                    }
                    return sums
                })
            guard day == 2 || day == 39 else { continue }
            let expected = try #require(lists["after-\(day + 1)"])
            for (place, value) in correction.coefficients.flatMap({ [$0[0], $0[1], $0[2]] }).enumerated() {
                #expect(abs(value - expected[place]) < 1e-9, "after \(day + 1) days")
            }
        }
    }

    @Test func beforeAnyDay_nothingIsMoved() {
        var correction = ErrorCorrection(Self.rule, stepsPerDay: 24)
        #expect(!correction.isLearned)
        #expect(correction.shift(ErrorRegressors(repeating: 3), horizon: 1) == 0)
        correction.add(correction.horizons.map { _ in ErrorCorrection.Sums() })
        #expect(!correction.isLearned)
    }

    @Test func shift_isLimited_andNoneBeyondTheLastGroup() {
        var correction = ErrorCorrection(Self.rule, stepsPerDay: 24)
        for _ in 0..<28 {
            correction.add(
                correction.horizons.map { _ in
                    var sums = ErrorCorrection.Sums()
                    for _ in 0..<100 { sums.add(ErrorRegressors(1, 0, 0), error: 1) }
                    return sums
                })
        }
        #expect(correction.shift(ErrorRegressors(0.5, 0, 0), horizon: 4) > 0.4)
        #expect(correction.shift(ErrorRegressors(4, 0, 0), horizon: 4) == 2)
        #expect(correction.shift(ErrorRegressors(-4, 0, 0), horizon: 1) == -2)
        #expect(correction.shift(ErrorRegressors(4, 0, 0), horizon: 5) == 0)
    }

    @Test func sumsThatAreNoNumbers_correctNothing() {
        var correction = ErrorCorrection(Self.rule, stepsPerDay: 24)
        correction.add(
            correction.horizons.map { _ in
                var sums = ErrorCorrection.Sums()
                sums.add(ErrorRegressors(.infinity, 1, 1), error: 1)
                return sums
            })
        #expect(!correction.isLearned)
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

        /// Learned from all days but the last 40; then errors of these, without and with the correction, at a horizon.
        func errors(_ rule: ErrorCorrection.Rule, horizon: Int) -> (plain: Double, corrected: Double) {
            var correction = ErrorCorrection(rule, stepsPerDay: 24)
            let end = values.count - 40 * 24
            let known = errors(72...values.count - 1)
            for day in stride(from: 96, to: end, by: 24) {
                correction.add(
                    correction.horizons.map { horizons in
                        var sums = ErrorCorrection.Sums()
                        for target in day..<day + 24 {
                            let issue = target - horizons.upperBound
                            sums.add(
                                known.regressors(issue), error: Self.forecast.normalScore(of: values[target]))
                        }
                        return sums
                    })
            }
            let errors = (end..<values.count).map { target in
                let shift = correction.shift(known.regressors(target - horizon), horizon: horizon)
                return (
                    abs(values[target] - Self.forecast.p50),
                    abs(values[target] - Self.forecast.moved(by: shift).p50)
                )
            }
            return (errors.reduce(0) { $0 + $1.0 }, errors.reduce(0) { $0 + $1.1 })
        }
    }

    /// What is left of the error of the next hours is the part that is new: the root of 1 - rho to the power of twice the hours.
    @Test(arguments: [1, 4])
    func persistentErrors_areCorrectedByWhatTheyForetell(_ horizon: Int) {
        let world = World(persistence: 0.95, days: 140, seed: 11)
        let rule = ErrorCorrection.Rule(groupEnds: [1, 4], forgetting: 0.97, ridge: 50)
        let errors = world.errors(rule, horizon: horizon)
        var power = 1.0
        for _ in 0..<2 * horizon { power *= 0.95 }
        let ideal = (1 - power).squareRoot()
        #expect(abs(errors.corrected / errors.plain / ideal - 1) < 0.1, "\(errors), ideally \(ideal)")
    }

    @Test(arguments: [1, 4])
    func errorsThatNothingForetells_stayAsTheyAre(_ horizon: Int) {
        let errors = World(persistence: 0, days: 140, seed: 12).errors(Self.rule, horizon: horizon)
        #expect(abs(errors.corrected / errors.plain - 1) < 0.01, "\(errors)")
    }
}
