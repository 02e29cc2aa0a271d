// SPDX-License-Identifier: Apache-2.0

/// The belief about the state now, from what was observed up to now and nothing later.
public struct HiddenMarkovFilter: Sendable {
    /// The model.
    public let model: HiddenMarkovModel
    /// Probability of each state after the last step; before any, that of the model's start.
    public private(set) var belief: [Double]
    /// Logarithm of the likelihood of all steps so far.
    public private(set) var logLikelihood = 0.0
    private let emissions: HiddenMarkovEmissions
    private var hasBegun = false
    private var next: [Double]
    private var densities: [Double]

    /// A belief before the first step.
    public init(_ model: HiddenMarkovModel) {
        self.model = model
        belief = model.start
        emissions = HiddenMarkovEmissions(model)
        next = model.start
        densities = model.start
    }

    /// Takes in one step.
    ///
    /// - Parameters:
    ///   - observation: as many numbers as the model has features; a NaN among them means that nothing was observed.
    ///   - stepClass: which transition led to this step; one that the model does not have counts as 0.
    public mutating func update(_ observation: some Collection<Double>, stepClass: Int = 0) {
        let step =
            observation.count == model.features ? Array(observation) : [Double](repeating: .nan, count: model.features)
        if hasBegun { belief = ahead(belief, stepClass: stepClass) }
        hasBegun = true
        let largest = emissions.relativeDensities(step, step: 0, into: &densities)
        for state in 0..<model.states { next[state] = belief[state] * densities[state] }
        let sum = next.reduce(0, +)
        // Every state that is possible may make the step so unlikely that the product vanishes; then it tells nothing.
        guard sum > 0 else { return }
        for state in 0..<model.states { belief[state] = next[state] / sum }
        logLikelihood += largest + sum.logarithm
    }

    /// The belief about the coming steps, each led to by the class given; row-major, steps x states.
    public func forecast(stepClasses: some Sequence<Int>) -> [Double] {
        var (belief, result) = (belief, [Double]())
        for stepClass in stepClasses {
            belief = ahead(belief, stepClass: stepClass)
            result += belief
        }
        return result
    }

    private func ahead(_ belief: [Double], stepClass: Int) -> [Double] {
        let states = model.states
        let base = model.classes > stepClass && stepClass > 0 ? stepClass * states * states : 0
        var result = [Double](repeating: 0, count: states)
        for from in 0..<states {
            for to in 0..<states { result[to] += belief[from] * model.transitions[base + from * states + to] }
        }
        return result
    }
}
