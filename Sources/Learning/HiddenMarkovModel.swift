// SPDX-License-Identifier: Apache-2.0

/// A hidden Markov model whose states emit normally distributed features (Rabiner, 1989).
///
/// The features of a state are independent of each other. Transitions may differ by class of step, for instance by hour of
/// the day: `transitions` holds one matrix for each class, and each step says which one led to it.
public struct HiddenMarkovModel: Hashable, Sendable {
    /// Number of states, at least 1.
    public let states: Int
    /// Number of features, at least 1.
    public let features: Int
    /// Number of transition matrices, at least 1.
    public let classes: Int
    /// Probability of each state at the first step.
    public internal(set) var start: [Double]
    /// `classes` x `states` x `states`; row = from, column = to, each row adding up to 1.
    public internal(set) var transitions: [Double]
    /// `states` x `features`.
    public internal(set) var means: [Double]
    /// `states` x `features`, above 0.
    public internal(set) var variances: [Double]

    /// A model with these numbers.
    ///
    /// - Throws: when lengths do not fit, a probability lies outside 0...1, a row does not add up to 1, or a variance is not
    ///   above 0.
    public init(
        start: [Double], transitions: [Double], means: [Double], variances: [Double]
    ) throws(HiddenMarkovError) {
        states = start.count
        guard states > 0, !means.isEmpty, means.count % states == 0, variances.count == means.count else {
            throw .shape("\(start.count) start probabilities, \(means.count) means, \(variances.count) variances")
        }
        guard !transitions.isEmpty, transitions.count % (states * states) == 0 else {
            throw .shape("\(transitions.count) transition probabilities for \(states) states")
        }
        features = means.count / states
        classes = transitions.count / (states * states)
        (self.start, self.transitions, self.means, self.variances) = (start, transitions, means, variances)
        for row in [start] + (0..<classes * states).map({ Array(transitions[$0 * states..<($0 + 1) * states]) }) {
            // Sums of many rounded terms: probabilities that were learned may exceed 1 in the last digits.
            guard row.allSatisfy({ $0 >= 0 && $0 <= 1 + 1e-9 }), abs(row.reduce(0, +) - 1) < 1e-6 else {
                throw .probabilities(row)
            }
        }
        guard means.allSatisfy(\.isFinite), variances.allSatisfy({ $0.isFinite && $0 > 0 }) else {
            throw .shape("means or variances that are not finite, or variances not above 0")
        }
    }

    /// A model to begin learning with: the steps sorted by their first feature and cut into as many equal parts as states.
    ///
    /// - Parameters:
    ///   - observations: steps x `features`, row-major; NaN where a step was not observed.
    ///   - stay: probability of staying in a state, 0..<1.
    public init(
        startingFrom observations: [Double], features: Int, states: Int, classes: Int = 1, stay: Double = 0.9
    ) throws(HiddenMarkovError) {
        guard features > 0, states > 0, classes > 0, observations.count % features == 0, stay >= 0, stay < 1 else {
            throw .shape("\(observations.count) numbers for \(features) features, \(states) states, \(classes) classes")
        }
        let known = (0..<observations.count / features).filter { step in
            (0..<features).allSatisfy { observations[step * features + $0].isFinite }
        }.sorted { observations[$0 * features] < observations[$1 * features] }
        guard known.count >= 2 * states else { throw .tooShort(steps: known.count, needed: 2 * states) }
        var (means, variances) = ([Double](), [Double]())
        for state in 0..<states {
            let part = known[known.count * state / states..<known.count * (state + 1) / states]
            for feature in 0..<features {
                let values = part.map { observations[$0 * features + feature] }
                let mean = values.reduce(0, +) / Double(values.count)
                means.append(mean)
                variances.append(max(1e-6, values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)))
            }
        }
        let other = states > 1 ? (1 - stay) / Double(states - 1) : 0
        let matrix = (0..<states * states).map { $0 / states == $0 % states ? (states > 1 ? stay : 1) : other }
        try self.init(
            start: [Double](repeating: 1 / Double(states), count: states),
            transitions: (0..<classes).flatMap { _ in matrix }, means: means, variances: variances)
    }

    /// Checks a run of steps and the classes that led to them.
    func checkedSteps(_ observations: [Double], _ stepClasses: [Int]?) throws(HiddenMarkovError) -> Int {
        let steps = observations.count / features
        guard observations.count % features == 0, stepClasses == nil || stepClasses?.count == steps else {
            throw .shape(
                "\(observations.count) numbers for \(features) features and \(stepClasses?.count ?? 0) classes of steps"
            )
        }
        if let odd = stepClasses?.first(where: { $0 < 0 || $0 >= classes }) {
            throw .shape("a step of class \(odd); the model has \(classes)")
        }
        return steps
    }
}

/// Why a hidden Markov model cannot be made or used.
public enum HiddenMarkovError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Lengths that do not fit each other, and which.
    case shape(String)
    /// Probabilities that are none.
    case probabilities([Double])
    /// Fewer steps than it takes.
    case tooShort(steps: Int, needed: Int)

    /// One line that says what was found and what was expected.
    public var description: String {
        switch self {
        case .shape(let found): "found \(found); expected lengths that fit each other"
        case .probabilities(let row): "found probabilities \(row); expected numbers in 0...1 that add up to 1"
        case .tooShort(let steps, let needed): "found \(steps) observed steps; expected at least \(needed)"
        }
    }
}
