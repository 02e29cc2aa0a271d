// SPDX-License-Identifier: Apache-2.0

/// How likely each state makes what is observed, with the constants of the normal densities computed once.
struct HiddenMarkovEmissions {
    private let states: Int
    private let features: Int
    private let means: [Double]
    /// -1 / (2 variance).
    private let factors: [Double]
    /// Logarithm of the density's constant, by state.
    private let constants: [Double]

    init(_ model: HiddenMarkovModel) {
        (states, features, means) = (model.states, model.features, model.means)
        factors = model.variances.map { -0.5 / $0 }
        let (states, features) = (states, features)
        constants = (0..<states).map { state -> Double in
            let variances = model.variances[state * features..<(state + 1) * features]
            return variances.reduce(0) { sum, variance in sum - 0.5 * (2 * Double.pi * variance).logarithm }
        }
    }

    /// Writes the logarithm of each state's density for one step of a run; 0 everywhere when it was not observed.
    @inline(__always)
    func logDensities(_ observations: [Double], step: Int, into result: inout [Double]) {
        for state in 0..<states {
            var sum = constants[state]
            for feature in 0..<features {
                let difference = observations[step * features + feature] - means[state * features + feature]
                sum += factors[state * features + feature] * difference * difference
            }
            // A NaN anywhere in the step makes every sum NaN.
            result[state] = sum.isNaN ? 0 : sum
        }
    }

    /// Writes each state's density relative to the likeliest's, and returns the logarithm of that one's.
    @inline(__always)
    func relativeDensities(_ observations: [Double], step: Int, into result: inout [Double]) -> Double {
        logDensities(observations, step: step, into: &result)
        var largest = result[0]
        for state in 0..<states where result[state] > largest { largest = result[state] }
        for state in 0..<states { result[state] = (result[state] - largest).exponential }
        return largest
    }
}
