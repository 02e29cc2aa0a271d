// SPDX-License-Identifier: Apache-2.0

/// Learning of a hidden Markov model: expectation and maximisation with scaled forward and backward passes
/// (Baum et al., 1970; scaling as in Rabiner, 1989, section V.A).
public struct BaumWelch: Hashable, Sendable {
    /// Most iterations.
    public var iterations = 50
    /// Ends when the logarithm of the likelihood rises by less than this; `-.infinity` never ends early.
    public var tolerance = 1e-2
    /// Added to the sum of squares of every state and feature, so that no variance vanishes.
    public var variancePrior = 1e-2
    /// Steps that the transitions of all classes together count for in each row of a class.
    public var pooledSteps = 0.0

    /// The options as above.
    public init() {}

    /// What learning came to.
    public struct Result: Sendable {
        /// The model.
        public let model: HiddenMarkovModel
        /// Logarithm of the likelihood before each iteration.
        public let logLikelihoods: [Double]
    }

    /// Learns from one run of steps.
    ///
    /// - Parameters:
    ///   - observations: steps x features, row-major; NaN where a step was not observed.
    ///   - stepClasses: which transition led to each step; nil where there is one class only.
    ///   - start: where to begin; which state is which stays as it is there.
    /// - Throws: when lengths do not fit or there are less than two steps.
    public func fit(
        _ observations: [Double], stepClasses: [Int]? = nil, startingFrom start: HiddenMarkovModel
    ) throws(HiddenMarkovError) -> Result {
        let steps = try start.checkedSteps(observations, stepClasses)
        guard steps >= 2 else { throw .tooShort(steps: steps, needed: 2) }
        var (model, history) = (start, [Double]())
        let classes = stepClasses ?? [Int](repeating: 0, count: steps)
        var pass = ForwardBackward(steps: steps, states: model.states, features: model.features, classes: model.classes)
        for _ in 0..<max(0, iterations) {
            pass.run(model, observations, classes)
            if let last = history.last, pass.logLikelihood - last < tolerance {
                history.append(pass.logLikelihood)
                break
            }
            history.append(pass.logLikelihood)
            maximise(&model, pass)
        }
        return Result(model: model, logLikelihoods: history)
    }

    private func maximise(_ model: inout HiddenMarkovModel, _ pass: ForwardBackward) {
        let states = model.states
        model.start = pass.firstStep
        let pooled = (0..<states * states).map { cell in
            (0..<model.classes).reduce(0) { $0 + pass.moves[$1 * states * states + cell] }
        }
        for row in 0..<model.classes * states {
            let cells = row * states..<(row + 1) * states
            let shared = Array(pooled[row % states * states..<(row % states + 1) * states])
            let sharedSum = shared.reduce(0, +)
            let weight = sharedSum > 0 ? pooledSteps / sharedSum : 0
            let sum = cells.reduce(0) { $0 + pass.moves[$1] } + weight * sharedSum
            // A state that was never there keeps its old row.
            guard sum > 0 else { continue }
            for (column, cell) in cells.enumerated() {
                model.transitions[cell] = (pass.moves[cell] + weight * shared[column]) / sum
            }
        }
        for state in 0..<states where pass.weights[state] > 0 {
            for feature in 0..<model.features {
                let place = state * model.features + feature
                let mean = pass.sums[place] / pass.weights[state]
                model.means[place] = mean
                let squares = pass.squares[place] - mean * pass.sums[place]
                model.variances[place] = (variancePrior + max(0, squares)) / pass.weights[state]
                if !(model.variances[place] > 0) { model.variances[place] = .leastNormalMagnitude.squareRoot() }
            }
        }
    }
}
