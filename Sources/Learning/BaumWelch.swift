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
    /// Steps that each row of the transitions begun with counts for, as a prior (maximum a posteriori, Dirichlet).
    ///
    /// A transition begun with at 0 stays there: what cannot happen is never learned.
    public var priorSteps = 0.0
    /// Group of each state: states of one group have one mean and variance, nil leaves each to itself.
    ///
    /// For states that look alike and differ in when they come and go.
    public var emissionGroups: [Int]?

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
        if let emissionGroups, emissionGroups.count != start.states {
            throw .shape("\(emissionGroups.count) emission groups for \(start.states) states")
        }
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
            maximise(&model, pass, start)
        }
        return Result(model: model, logLikelihoods: history)
    }

    private func maximise(_ model: inout HiddenMarkovModel, _ pass: ForwardBackward, _ first: HiddenMarkovModel) {
        let states = model.states
        model.start = pass.firstStep
        for row in 0..<model.classes * states {
            let cells = row * states..<(row + 1) * states
            let sum = cells.reduce(priorSteps) { $0 + pass.moves[$1] }
            // A state that was never there keeps its old row.
            guard sum > 0 else { continue }
            for cell in cells {
                model.transitions[cell] = (pass.moves[cell] + priorSteps * first.transitions[cell]) / sum
            }
        }
        let groups = emissionGroups ?? Array(0..<states)
        for group in Set(groups) { setEmissions(&model, pass, states: (0..<states).filter { groups[$0] == group }) }
    }

    private func setEmissions(_ model: inout HiddenMarkovModel, _ pass: ForwardBackward, states: [Int]) {
        let weight = states.reduce(0) { $0 + pass.weights[$1] }
        guard weight > 0 else { return }
        for feature in 0..<model.features {
            let places = states.map { $0 * model.features + feature }
            let sum = places.reduce(0) { $0 + pass.sums[$1] }
            let squares = places.reduce(0) { $0 + pass.squares[$1] } - sum * sum / weight
            let variance = (variancePrior + max(0, squares)) / weight
            for place in places {
                model.means[place] = sum / weight
                model.variances[place] = variance > 0 ? variance : Double.leastNormalMagnitude.squareRoot()
            }
        }
    }
}
