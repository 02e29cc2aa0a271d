// SPDX-License-Identifier: Apache-2.0

/// The expected counts of one model over a run of steps: the expectation of Baum-Welch.
///
/// Its arrays are made once and used for all iterations.
struct ForwardBackward {
    private let steps: Int
    private let states: Int
    private let features: Int
    /// Steps x states: probability of each state given the steps up to it.
    private var forward: [Double]
    /// Steps x states: density of each state relative to the likeliest's.
    private var densities: [Double]
    /// What each step's forward probabilities added up to before they were scaled.
    private var scales: [Double]

    /// Logarithm of the likelihood.
    private(set) var logLikelihood = 0.0
    /// Probability of each state at the first step, given all of them.
    private(set) var firstStep: [Double]
    /// Expected number of moves, classes x states x states.
    private(set) var moves: [Double]
    /// Expected number of observed steps in each state.
    private(set) var weights: [Double]
    /// Sums of the features and of their squares, weighted by the probability of each state; states x features.
    private(set) var sums: [Double]
    private(set) var squares: [Double]

    init(steps: Int, states: Int, features: Int, classes: Int) {
        (self.steps, self.states, self.features) = (steps, states, features)
        forward = [Double](repeating: 0, count: steps * states)
        densities = forward
        scales = [Double](repeating: 0, count: steps)
        firstStep = [Double](repeating: 0, count: states)
        moves = [Double](repeating: 0, count: classes * states * states)
        weights = firstStep
        sums = [Double](repeating: 0, count: states * features)
        squares = sums
    }

    mutating func run(_ model: HiddenMarkovModel, _ observations: [Double], _ classes: [Int]) {
        runForward(model, observations, classes)
        runBackward(model, observations, classes)
    }

    private mutating func runForward(_ model: HiddenMarkovModel, _ observations: [Double], _ classes: [Int]) {
        let emissions = HiddenMarkovEmissions(model)
        var density = [Double](repeating: 0, count: states)
        // Logarithms of products of a few steps, as one logarithm costs as much as a step.
        var (total, product) = (0.0, 1.0)
        for step in 0..<steps {
            let here = step * states
            total += emissions.relativeDensities(observations, step: step, into: &density)
            var sum = 0.0
            for to in 0..<states {
                densities[here + to] = density[to]
                let value = prior(of: to, at: step, model, stepClass: classes[step]) * density[to]
                forward[here + to] = value
                sum += value
            }
            sum = max(sum, .leastNormalMagnitude)
            for to in 0..<states { forward[here + to] /= sum }
            scales[step] = sum
            product *= sum
            if product < 1e-200 {
                total += product.logarithm
                product = 1
            }
        }
        logLikelihood = total + product.logarithm
    }

    /// Probability of a state at a step, given the steps before it.
    @inline(__always)
    private func prior(of state: Int, at step: Int, _ model: HiddenMarkovModel, stepClass: Int) -> Double {
        guard step > 0 else { return model.start[state] }
        let (before, base) = ((step - 1) * states, stepClass * states * states + state)
        var sum = 0.0
        for from in 0..<states { sum += forward[before + from] * model.transitions[base + from * states] }
        return sum
    }

    private mutating func runBackward(_ model: HiddenMarkovModel, _ observations: [Double], _ classes: [Int]) {
        for k in moves.indices { moves[k] = 0 }
        for k in weights.indices { weights[k] = 0 }
        for k in sums.indices { (sums[k], squares[k]) = (0, 0) }
        var backward = [Double](repeating: 1, count: states)
        var weighted = backward
        for step in stride(from: steps - 1, through: 0, by: -1) {
            count(observations, step: step, backward)
            guard step > 0 else { break }
            let (here, base) = (step * states, classes[step] * states * states)
            for to in 0..<states { weighted[to] = densities[here + to] * backward[to] / scales[step] }
            for from in 0..<states {
                let before = forward[here - states + from]
                var sum = 0.0
                for to in 0..<states {
                    let value = model.transitions[base + from * states + to] * weighted[to]
                    moves[base + from * states + to] += before * value
                    sum += value
                }
                backward[from] = sum
            }
        }
        for state in 0..<states { firstStep[state] = forward[state] * backward[state] }
    }

    /// Adds one observed step to the sums of every state.
    @inline(__always)
    private mutating func count(_ observations: [Double], step: Int, _ backward: [Double]) {
        let place = step * features
        for feature in 0..<features where !observations[place + feature].isFinite { return }
        for state in 0..<states {
            let weight = forward[step * states + state] * backward[state]
            weights[state] += weight
            for feature in 0..<features {
                let value = observations[place + feature]
                sums[state * features + feature] += weight * value
                squares[state * features + feature] += weight * value * value
            }
        }
    }
}
