// SPDX-License-Identifier: Apache-2.0

extension HiddenMarkovModel {
    /// The single likeliest sequence of states for a whole run of steps (Viterbi, 1967).
    ///
    /// Looks at later steps too, so it explains the past; for what is known now take `HiddenMarkovFilter`.
    ///
    /// - Parameters:
    ///   - observations: steps x features, row-major; NaN where a step was not observed.
    ///   - stepClasses: which transition led to each step; nil where there is one class only.
    public func likeliestStates(
        _ observations: [Double], stepClasses: [Int]? = nil
    ) throws(HiddenMarkovError) -> [Int] {
        let steps = try checkedSteps(observations, stepClasses)
        guard steps > 0 else { return [] }
        let emissions = HiddenMarkovEmissions(self)
        let logTransitions = transitions.map(\.logarithm)
        var cameFrom = [Int](repeating: 0, count: steps * states)
        var (scores, next) = (start.map(\.logarithm), [Double](repeating: 0, count: states))
        var densities = next
        for step in 0..<steps {
            emissions.logDensities(observations, step: step, into: &densities)
            if step > 0 {
                let base = (stepClasses?[step] ?? 0) * states * states
                for to in 0..<states {
                    var (best, source) = (-Double.infinity, 0)
                    for from in 0..<states {
                        let score = scores[from] + logTransitions[base + from * states + to]
                        if score > best { (best, source) = (score, from) }
                    }
                    next[to] = best
                    cameFrom[step * states + to] = source
                }
                swap(&scores, &next)
            }
            for state in 0..<states { scores[state] += densities[state] }
        }
        return Self.path(endingBest: scores, cameFrom: cameFrom, steps: steps)
    }

    private static func path(endingBest scores: [Double], cameFrom: [Int], steps: Int) -> [Int] {
        var state = scores.indices.max { scores[$0] < scores[$1] } ?? 0
        var path = [Int](repeating: state, count: steps)
        for step in stride(from: steps - 1, to: 0, by: -1) {
            state = cameFrom[step * scores.count + state]
            path[step - 1] = state
        }
        return path
    }
}
