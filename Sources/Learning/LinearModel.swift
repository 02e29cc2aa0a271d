// SPDX-License-Identifier: Apache-2.0

/// A linear model of one target: intercept + coefficients * inputs.
public struct LinearModel: Hashable, Sendable {
    /// The prediction where all inputs are 0.
    public let intercept: Double
    /// One coefficient for each input.
    public let coefficients: [Double]

    /// A model with these numbers.
    public init(intercept: Double, coefficients: [Double]) {
        self.intercept = intercept
        self.coefficients = coefficients
    }

    /// The model that goes through the means.
    init(coefficients: [Double], means: [Double], targetMean: Double) {
        self.coefficients = coefficients
        intercept = zip(coefficients, means).reduce(targetMean) { $0 - $1.0 * $1.1 }
    }

    /// The prediction for one row of as many inputs as there are coefficients; nil for another number of them.
    public func predict(_ row: some Collection<Double>) -> Double? {
        guard row.count == coefficients.count else { return nil }
        return zip(coefficients, row).reduce(intercept) { $0 + $1.0 * $1.1 }
    }
}

/// Ridge regression: least squares with a penalty on the squares of the coefficients (Hoerl and Kennard, 1970).
public enum RidgeRegression {
    /// Fits every target.
    ///
    /// Minimises `mean((y - b - x w)^2) + penalty * |w|^2`; the intercept is not penalised.
    ///
    /// - Parameters:
    ///   - equations: the data.
    ///   - penalty: at least 0; scikit-learn's `alpha` divided by the number of rows.
    /// - Returns: one model for each target.
    public static func fit(_ equations: NormalEquations, penalty: Double) throws(RegressionError) -> [LinearModel] {
        guard penalty >= 0, penalty.isFinite else { throw .penalty(penalty) }
        var matrix = equations.gram
        for k in 0..<equations.inputs { matrix[k * equations.inputs + k] += penalty }
        guard let factor = CholeskyFactor(matrix, size: equations.inputs) else { throw .singular }
        return (0..<equations.targets).map { target in
            LinearModel(
                coefficients: factor.solve(Array(equations.correlation(target: target))),
                means: equations.inputMeans, targetMean: equations.targetMeans[target])
        }
    }
}
