// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Forecasting

@Suite struct ForecastErrorsTests {
    /// Errors are the values themselves, hours.
    private func regressors(_ issue: Int, _ values: [Double], issues: ClosedRange<Int>? = nil) -> ErrorRegressors {
        ForecastErrors(issues ?? issue...issue, actual: values, stepsPerDay: 24) { tasks in
            tasks.map { values[$0.target] }
        }.regressors(issue)
    }

    private let rising = (0..<24 * 8).map(Double.init)

    @Test func regressors_areMeansOverTheirHours() {
        // Of four hours ahead the last four, of one hour the last one, of a day the last twelve.
        #expect(regressors(100, rising) == ErrorRegressors(98.5, 100, 94.5))
        #expect(regressors(100, rising, issues: 80...150) == ErrorRegressors(98.5, 100, 94.5))
    }

    @Test func quarterHours_haveTheSameHours() {
        let values = (0..<96 * 4).map(Double.init)
        var asked: [Int: [Int]] = [:]
        let errors = ForecastErrors(300...300, actual: values, stepsPerDay: 96) { tasks in
            for task in tasks { asked[task.target - task.issue, default: []].append(task.target) }
            return tasks.map { values[$0.target] }
        }
        #expect(
            asked == [16: Array(285...300), 4: Array(297...300), 96: Array(stride(from: 255, through: 300, by: 3))])
        #expect(errors.regressors(300) == ErrorRegressors(292.5, 298.5, 277.5))
    }

    @Test func whatComesAfterTheIssue_hasNoPart() {
        let other = rising.enumerated().map { $0 > 100 ? -1000 : $1 }
        #expect(regressors(100, rising, issues: 90...180) == regressors(100, other, issues: 90...180))
        #expect(regressors(101, rising, issues: 90...180) != regressors(101, other, issues: 90...180))
    }

    @Test func gaps_areLeftOut_andTooFewErrorsSayNothing() {
        var values = rising
        values[100] = .nan
        #expect(regressors(100, values) == ErrorRegressors(98, 0, 94))
        values = rising.map { _ in .nan }
        values[90] = 5
        #expect(regressors(100, values) == ErrorRegressors(0, 0, 5))
        #expect(regressors(102, values) == .zero)
        // Of sixteen quarter hours one alone says nothing, of four it does.
        let lone = (0..<96 * 4).map { $0 == 270 ? 5.0 : .nan }
        let errors = ForecastErrors(270...320, actual: lone, stepsPerDay: 96) { tasks in tasks.map { lone[$0.target] } }
        #expect(errors.regressors(270) == ErrorRegressors(0, 5, 0))
        #expect(errors.regressors(280) == .zero)
    }

    @Test func beforeAndBeyondTheRecording_nothingIsKnown() {
        for issue in [-30, -1, 0] { #expect(regressors(issue, rising) == .zero) }
        #expect(regressors(3, rising) == ErrorRegressors(0, 3, 0))
        #expect(regressors(rising.count + 40, rising) == .zero)
        #expect(regressors(0, []) == .zero)
    }

    // MARK: Normal scores

    private let skewed = StepQuantiles(p10: 1, p50: 5, p90: 6)

    @Test func score_isInDeviationsOfItsSide() {
        let z = 1.281_551_6
        #expect(skewed.normalScore(of: 5) == 0)
        #expect(abs(skewed.normalScore(of: 1) + z) < 1e-12)
        #expect(abs(skewed.normalScore(of: 6) - z) < 1e-12)
        #expect(skewed.normalScore(of: 1e9) == 1.5 && skewed.normalScore(of: -1e9) == -1.5)
        #expect(skewed.normalScore(of: .nan).isNaN)
        #expect(StepQuantiles(p10: 2, p50: 2, p90: 2).normalScore(of: 2).isNaN)
    }

    private func moved(_ quantiles: StepQuantiles, _ shift: Double, spread: Double = 1) -> StepQuantiles {
        quantiles.moved(ErrorCorrection.Move(shift: shift, spread: spread))
    }

    private func expect(_ found: StepQuantiles, _ p10: Double, _ p50: Double, _ p90: Double) {
        for (found, expected) in [(found.p10, p10), (found.p50, p50), (found.p90, p90)] {
            #expect(abs(found - expected) < 1e-6)
        }
    }

    @Test func movedQuantiles_goAlongTheDistribution() {
        let z = 1.281_551_6
        #expect(moved(skewed, 0) == skewed)
        expect(moved(skewed, z), 5, 6, 7)
        expect(moved(skewed, -z), -3, 1, 5)
        expect(moved(skewed, 0, spread: 0.5), 3, 5, 5.5)
        expect(moved(skewed, z, spread: 0.5), 5.5, 6, 6.5)
    }

    /// A median that was blended beyond the band stays one from which scores have numbers, and moves little by little.
    @Test func medianBeyondTheBand_isMovedToo() {
        let beyond = StepQuantiles(p10: 0, p50: 12, p90: 10)
        #expect(abs(beyond.normalScore(of: 12.5) - 1.281_551_6) < 1e-12)
        expect(moved(beyond, 1e-9), 0, 12, 10)
    }
}
