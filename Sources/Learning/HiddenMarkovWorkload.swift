// SPDX-License-Identifier: Apache-2.0

/// What the benchmark of the hidden Markov model learns: 35,000 steps of two features from three known states.
///
/// The states go on for about 33 steps; the numbers are those of the peers' benchmark, bit for bit.
public struct HiddenMarkovWorkload: Sendable {
    /// Steps x 2 features.
    public let observations: [Double]
    /// The state of each step.
    public let states: [Int]

    /// Makes the steps.
    public init(count: Int = 35_000) {
        let means = [[0.15, 0.05], [0.35, 0.20], [1.20, 0.90]]
        let deviations = [[0.05, 0.10], [0.12, 0.15], [0.50, 0.40]]
        let (moves, ways) = (
            SyntheticNoise.uniform(seed: 9001, count: count), SyntheticNoise.uniform(seed: 9002, count: count)
        )
        let noise = SyntheticNoise.gaussian(seed: 9003, count: 2 * count)
        var (state, states, observations) = (0, [Int](), [Double]())
        for step in 0..<count {
            if moves[step] >= 0.97 { state = (state + (ways[step] < 2.0 / 3 ? 1 : 2)) % 3 }
            states.append(state)
            for feature in 0..<2 {
                let value = means[state][feature] + deviations[state][feature] * noise[2 * step + feature]
                observations.append(Double(Float(value)))
            }
        }
        (self.states, self.observations) = (states, observations)
    }

    /// Exactly 50 iterations of Baum-Welch from the start that the peers begin with.
    public func learn() throws(HiddenMarkovError) -> BaumWelch.Result {
        let start = try HiddenMarkovModel(
            start: [Double](repeating: 1.0 / 3, count: 3), transitions: (0..<9).map { $0 / 3 == $0 % 3 ? 0.8 : 0.1 },
            means: [0, 0, 0.5, 0.5, 1, 1], variances: [Double](repeating: 0.25, count: 6))
        var learning = BaumWelch()
        (learning.iterations, learning.tolerance) = (50, -.infinity)
        return try learning.fit(observations, startingFrom: start)
    }
}
