// SPDX-License-Identifier: Apache-2.0

/// Cyclic coordinate descent of the LASSO on covariances, with a set of active coefficients.
struct CoordinateDescent {
    private let inputs: Int
    private let gram: [Double]
    private let targetVariance: Double
    private let correlation: [Double]
    private(set) var coefficients: [Double]
    /// Covariance of each input with the residual.
    private var gradient: [Double]

    init(_ equations: NormalEquations, target: Int, startingFrom coefficients: [Double]? = nil) {
        inputs = equations.inputs
        gram = equations.gram
        targetVariance = equations.targetVariances[target]
        correlation = Array(equations.correlation(target: target))
        gradient = correlation
        self.coefficients = [Double](repeating: 0, count: inputs)
        guard let coefficients, coefficients.count == inputs else { return }
        for k in 0..<inputs where coefficients[k] != 0 { move(k, by: coefficients[k]) }
    }

    /// The smallest penalty at which every coefficient is 0.
    var largestPenalty: Double { correlation.reduce(0) { max($0, abs($1)) } }

    /// Descends until all coefficients rest.
    mutating func run(penalty: Double, tolerance: Double, mostSweeps: Int) {
        let limit = tolerance * targetVariance.squareRoot()
        var sweeps = 0
        while sweeps < mostSweeps {
            // A sweep over all finds what has to move; sweeps over what is not 0 then bring it to rest.
            sweeps += 1
            guard sweep(over: 0..<inputs, penalty: penalty) > limit else { return }
            let active = (0..<inputs).filter { coefficients[$0] != 0 }
            while sweeps < mostSweeps {
                sweeps += 1
                if sweep(over: active, penalty: penalty) <= limit { break }
            }
        }
    }

    /// One pass; returns the largest move, in units of the target.
    private mutating func sweep(over indices: some Sequence<Int>, penalty: Double) -> Double {
        var largest = 0.0
        for k in indices {
            let variance = gram[k * inputs + k]
            guard variance > 0 else { continue }
            let pull = gradient[k] + variance * coefficients[k]
            let shrunk = abs(pull) - penalty
            let next = shrunk > 0 ? (pull > 0 ? shrunk : -shrunk) / variance : 0
            let step = next - coefficients[k]
            guard step != 0 else { continue }
            move(k, by: step)
            largest = max(largest, abs(step) * variance.squareRoot())
        }
        return largest
    }

    private mutating func move(_ k: Int, by step: Double) {
        coefficients[k] += step
        gram.withUnsafeBufferPointer { gram in
            let column = UnsafeBufferPointer(rebasing: gram[(k * inputs)..<((k + 1) * inputs)])
            gradient.withUnsafeMutableBufferPointer { gradient in
                for j in 0..<inputs { gradient[j] -= step * column[j] }
            }
        }
    }

    /// What stands now, as a point of the path.
    func point(penalty: Double) -> LassoPath.Point {
        // With r the residual: var(r) = var(y) - w'c - w'(c - G w).
        var variance = targetVariance
        for k in 0..<inputs { variance -= coefficients[k] * (correlation[k] + gradient[k]) }
        return LassoPath.Point(
            penalty: penalty, coefficients: coefficients, residualVariance: max(0, variance),
            nonZero: coefficients.reduce(0) { $1 == 0 ? $0 : $0 + 1 })
    }
}
