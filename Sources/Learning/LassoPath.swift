// SPDX-License-Identifier: Apache-2.0

/// The LASSO along a falling penalty, by coordinate descent with warm starts (Friedman, Hastie and Tibshirani, 2010).
///
/// At penalty `a` the coefficients minimise `mean((y - b - x w)^2) / 2 + a * |w|_1`, as in scikit-learn. The descent works on the
/// covariances alone, so that a step costs as many multiplications as there are inputs, however long the history is.
public struct LassoPath: Sendable {
    /// How the path is followed.
    public struct Options: Hashable, Sendable {
        /// Number of penalties, evenly spaced in their logarithm.
        public var steps = 100
        /// Last penalty as a part of the first, at which all coefficients are 0.
        public var lastPenalty = 1e-3
        /// The descent ends when no coefficient times its input's deviation moves by more than this part of the target's.
        public var tolerance = 1e-4
        /// Most sweeps over the coefficients at one penalty.
        public var mostSweeps = 1000
        /// Ends the path after so many steps without a better information criterion; nil follows it to the end.
        public var patience: Int?

        /// The options as above.
        public init() {}
    }

    /// The solution at one penalty.
    public struct Point: Hashable, Sendable {
        /// The penalty.
        public let penalty: Double
        /// One coefficient for each input, most of them 0.
        public let coefficients: [Double]
        /// Mean squared error on the rows fitted.
        public let residualVariance: Double
        /// Number of coefficients that are not 0.
        public let nonZero: Int

        /// Akaike's criterion with the target's own variance as that of the noise, as the published LEAR models take it.
        public func akaike(rows: Int, targetVariance: Double) -> Double {
            Double(rows) * residualVariance / targetVariance + 2 * Double(nonZero)
        }
    }

    /// The points, from the largest penalty on.
    public let points: [Point]
    private let equations: NormalEquations
    private let target: Int

    /// Follows the path of one target.
    ///
    /// - Parameters:
    ///   - equations: the data; inputs of very different size should be scaled before.
    ///   - target: which target, 0 the first; one that never changes has the single point without coefficients.
    ///   - options: how finely.
    public init(_ equations: NormalEquations, target: Int = 0, options: Options = Options()) {
        self.equations = equations
        self.target = target
        let variance = equations.targetVariances[target]
        var descent = CoordinateDescent(equations, target: target)
        let first = descent.largestPenalty
        var points = [descent.point(penalty: first)]
        var (best, worse) = (points[0].akaike(rows: equations.rows, targetVariance: variance), 0)
        let steps = variance > 0 && first > 0 ? max(1, options.steps) : 1
        let ratio = options.lastPenalty.power(1 / Double(max(1, steps - 1)))
        var penalty = first
        for _ in 1..<steps {
            penalty *= ratio
            descent.run(penalty: penalty, tolerance: options.tolerance, mostSweeps: options.mostSweeps)
            points.append(descent.point(penalty: penalty))
            let criterion = points[points.count - 1].akaike(rows: equations.rows, targetVariance: variance)
            (best, worse) = criterion < best ? (criterion, 0) : (best, worse + 1)
            if let patience = options.patience, worse >= patience { break }
        }
        self.points = points
    }

    /// The solution at one penalty, without the path to it.
    ///
    /// Cheap where it starts near its end: from the coefficients of the same penalty on slightly older rows.
    ///
    /// - Parameters:
    ///   - penalty: at least 0.
    ///   - start: as many coefficients as there are inputs, or nil to start from none.
    public static func point(
        _ equations: NormalEquations, target: Int = 0, penalty: Double, startingFrom start: [Double]? = nil,
        options: Options = Options()
    ) -> Point {
        var descent = CoordinateDescent(equations, target: target, startingFrom: start)
        descent.run(penalty: max(0, penalty), tolerance: options.tolerance, mostSweeps: options.mostSweeps)
        return descent.point(penalty: max(0, penalty))
    }

    /// The point with the lowest information criterion.
    public var best: Point {
        let variance = equations.targetVariances[target]
        guard variance > 0 else { return points[0] }
        return points.min {
            $0.akaike(rows: equations.rows, targetVariance: variance)
                < $1.akaike(rows: equations.rows, targetVariance: variance)
        } ?? points[0]
    }

    /// The linear model of a point.
    public func model(_ point: Point) -> LinearModel { point.model(equations, target: target) }
}

extension LassoPath.Point {
    /// The linear model of these coefficients, through the means of the data they were fitted to.
    public func model(_ equations: NormalEquations, target: Int = 0) -> LinearModel {
        LinearModel(
            coefficients: coefficients, means: equations.inputMeans, targetMean: equations.targetMeans[target])
    }
}
