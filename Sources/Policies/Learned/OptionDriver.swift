// SPDX-License-Identifier: Apache-2.0

import Energy
import Learning

/// A learned policy with its memory: chooses an option each quarter hour.
///
/// Belongs to one thread at a time.
struct OptionDriver {
    /// What was chosen and expected last.
    private(set) var output: PolicyOutput
    private let predictor: RecurrentPolicyPredictor
    private let doubt: Double
    /// What is remembered.
    private(set) var state: RecurrentState
    /// What was remembered when the last choice was made.
    private var stateBefore: RecurrentState
    private var observation = [Float](repeating: 0, count: LearnedObservation.count)
    private var prior = [Float](repeating: 0, count: IntentOption.allCases.count)

    /// A driver, by default one that remembers nothing yet.
    init(_ model: RecurrentActorCritic, doubt: Double, state: RecurrentState? = nil) {
        predictor = RecurrentPolicyPredictor(model)
        self.doubt = doubt
        output = PolicyOutput(model)
        self.state = state ?? RecurrentState(model)
        stateBefore = self.state
    }

    /// The most probable option; the optimiser's where the two cost the same by the plan.
    mutating func choose(_ outlook: [Float], charge: Double, _ rated: RatedOptions, _ scale: HouseScale) -> Int {
        observation.withUnsafeMutableBufferPointer { observation in
            guard let start = observation.baseAddress else { return }
            LearnedObservation.write(outlook, charge: charge, rated, scale, to: start)
        }
        for option in prior.indices { prior[option] = rated.prior(option, unit: doubt * scale.money) }
        stateBefore = state
        predictor.decide(observation, prior: prior, state: &state, into: &output)
        let chosen = Int(output.action[0])
        return rated.loss(chosen) == 0 ? rated.best : chosen
    }

    /// The inputs that moved the last choice most: by how much the probability of what was chosen falls when an input is
    /// replaced by its mean of the training, -1...1.
    func strongestInputs(_ count: Int = LearnedReason.mostInputs) -> [(index: Int, weight: Double)] {
        let chosen = Int(output.action[0])
        let probability = output.outputs[chosen]
        var other = output
        let weights = observation.indices.map { index -> (index: Int, weight: Double) in
            var changed = observation
            changed[index] = Float(predictor.model.normalisation.mean[index])
            var state = stateBefore
            predictor.decide(changed, prior: prior, state: &state, into: &other)
            return (index, Double(probability - other.outputs[chosen]))
        }
        return Array(
            weights.sorted { (-abs($0.weight), $0.index) < (-abs($1.weight), $1.index) }.prefix(count).filter {
                $0.weight != 0
            })
    }
}
