// SPDX-License-Identifier: Apache-2.0

import Bits
import Testing

@testable import Learning

@Suite struct LinearTests {
    private let fixture: NumberFixture
    private let equations: NormalEquations

    init() throws {
        fixture = try NumberFixture("linear.txt")
        equations = try NormalEquations(inputs: fixture["x"], targets: fixture["y"], rows: 60, inputs: 12, targets: 1)
    }

    /// scikit-learn's `lasso_path`, solved to 1e-12; the descent here ends when no term moves by 1e-9 of the deviation.
    @Test func coefficients_areThoseOfScikitLearn_alongThePath() {
        var descent = CoordinateDescent(equations, target: 0)
        for (k, penalty) in fixture["alphas"].enumerated() {
            descent.run(penalty: penalty, tolerance: 1e-9, mostSweeps: 100_000)
            let expected = Array(fixture["path"][k * 12..<(k + 1) * 12])
            #expect(largestDifference(descent.coefficients, expected) < 1e-7)
        }
    }

    @Test func path_beginsWithoutCoefficients_andItsBestPointPredicts() throws {
        let path = LassoPath(equations)
        #expect(path.points[0].nonZero == 0)
        #expect(path.points.count == 100)
        let model = path.model(path.best)
        let (x, y) = (fixture["x"], fixture["y"])
        let squares = try (0..<60).map { row in
            let difference = try #require(model.predict(x[row * 12..<(row + 1) * 12])) - y[row]
            return difference * difference
        }
        // The stated error is the real one.
        #expect(abs(squares.reduce(0, +) / 60 - path.best.residualVariance) < 1e-9)
        #expect(path.best.residualVariance < 0.05 * equations.targetVariances[0])
    }

    @Test func singlePoint_isThatOfThePath_fromWhateverStart() {
        var options = LassoPath.Options()
        options.tolerance = 1e-10
        let path = LassoPath(equations, options: options)
        let point = path.points[40]
        let cold = LassoPath.point(equations, penalty: point.penalty, options: options)
        #expect(largestDifference(cold.coefficients, point.coefficients) < 1e-8)
        let warm = LassoPath.point(
            equations, penalty: point.penalty, startingFrom: path.points[99].coefficients, options: options)
        #expect(largestDifference(warm.coefficients, point.coefficients) < 1e-8)
        #expect(abs(warm.residualVariance - point.residualVariance) < 1e-8)
        #expect(warm.nonZero == point.nonZero)
    }

    @Test func ridge_isThatOfScikitLearn() throws {
        let model = try RidgeRegression.fit(equations, penalty: 0.25)[0]
        #expect(largestDifference(model.coefficients, fixture["ridge"]) < 1e-10)
        #expect(abs(model.intercept - fixture["ridge_intercept"][0]) < 1e-10)
    }

    @Test func shuffledTarget_givesNoSkill() throws {
        var random = SplitMix64(seed: 1)
        let rows = 400
        let x = (0..<rows * 12).map { _ in random.nextUniform() - 0.5 }
        let y = (0..<rows).map { _ in random.nextUniform() - 0.5 }
        let train = try NormalEquations(
            inputs: Array(x[..<(200 * 12)]), targets: Array(y[..<200]), rows: 200, inputs: 12, targets: 1)
        let path = LassoPath(train)
        let model = path.model(path.best)
        var (error, naive) = (0.0, 0.0)
        for row in 200..<rows {
            let guess = try #require(model.predict(x[row * 12..<(row + 1) * 12]))
            error += (guess - y[row]) * (guess - y[row])
            naive += (train.targetMeans[0] - y[row]) * (train.targetMeans[0] - y[row])
        }
        #expect(error > 0.95 * naive)
    }

    @Test func constantTarget_hasTheSinglePointWithoutCoefficients() throws {
        let flat = try NormalEquations(
            inputs: fixture["x"], targets: [Double](repeating: 4, count: 60), rows: 60, inputs: 12, targets: 1)
        let path = LassoPath(flat)
        #expect(path.points.count == 1)
        #expect(path.model(path.best).predict(fixture["x"][0..<12]) == 4)
    }

    @Test func dependentInputs_areSingularWithoutPenalty() throws {
        let x = (0..<10).flatMap { [Double($0), 2 * Double($0)] }
        let twice = try NormalEquations(inputs: x, targets: x.map { $0 }, rows: 10, inputs: 2, targets: 2)
        #expect(throws: RegressionError.singular) { try RidgeRegression.fit(twice, penalty: 0) }
        #expect(throws: RegressionError.penalty(-1)) { try RidgeRegression.fit(twice, penalty: -1) }
        #expect(try RidgeRegression.fit(twice, penalty: 0.1).count == 2)
    }

    @Test func numbersThatDoNotFit_areRefused_andSayWhere() {
        #expect(throws: RegressionError.notFinite(row: 1)) {
            try NormalEquations(inputs: [1, 2, .nan, 4], targets: [1, 2], rows: 2, inputs: 2, targets: 1)
        }
        #expect(throws: RegressionError.self) {
            try NormalEquations(inputs: [1, 2, 3], targets: [1, 2], rows: 2, inputs: 2, targets: 1)
        }
    }
}
