// SPDX-License-Identifier: Apache-2.0

import Energy
import Learning

/// A learned policy with its memory: chooses an option, or a power, each quarter hour.
///
/// Belongs to one thread at a time.
struct LearnedDriver {
    /// What the network gave last.
    private(set) var output: PolicyOutput
    /// The option chosen last.
    private var chosen = 0
    private let predictor: RecurrentPolicyPredictor
    private let doubt: Double
    /// What is remembered.
    private(set) var state: RecurrentState
    /// What was remembered when the last choice was made.
    private var stateBefore: RecurrentState
    private var observation = [Float](repeating: 0, count: LearnedObservation.count)
    /// Of each option; empty for a policy that chooses a power.
    private var prior: [Float]

    /// A driver, by default one that remembers nothing yet.
    init(_ model: RecurrentActorCritic, doubt: Double, state: RecurrentState? = nil) {
        predictor = RecurrentPolicyPredictor(model)
        self.doubt = doubt
        let choosesOptions = model.parameters.actionSpace == BatteryEnvironment.Control.options.actionSpace
        prior = [Float](repeating: 0, count: choosesOptions ? IntentOption.allCases.count : 0)
        output = PolicyOutput(model)
        self.state = state ?? RecurrentState(model)
        stateBefore = self.state
    }

    /// The most probable option; the optimiser's where the two cost the same by the plan.
    mutating func choose(_ outlook: [Float], charge: Double, _ rated: RatedOptions, _ scale: HouseScale) -> Int {
        for option in prior.indices { prior[option] = rated.prior(option, unit: doubt * scale.money) }
        decide(outlook, charge: charge, rated, scale)
        let likeliest = Int(output.action[0])
        // Where its outputs overflow a network has no likeliest option: no probability is above 0.
        let isLikely = prior.indices.contains(likeliest) && prior[likeliest] > 0 && output.outputs[likeliest] > 0
        chosen = !isLikely || rated.loss(likeliest) == 0 ? rated.best : likeliest
        return chosen
    }

    /// The power of a policy that chooses one, -1 for the highest charge to 1 for the highest discharge.
    mutating func choosePower(_ outlook: [Float], charge: Double, _ rated: RatedOptions, _ scale: HouseScale) -> Double
    {
        decide(outlook, charge: charge, rated, scale)
        return Double(output.action[0])
    }

    /// Whether it chooses an option rather than a power.
    var choosesOptions: Bool { !prior.isEmpty }

    private mutating func decide(_ outlook: [Float], charge: Double, _ rated: RatedOptions, _ scale: HouseScale) {
        observation.withUnsafeMutableBufferPointer { observation in
            guard let start = observation.baseAddress else { return }
            LearnedObservation.write(outlook, charge: charge, rated, scale, to: start)
        }
        stateBefore = state
        predictor.decide(observation, prior: prior, state: &state, into: &output)
    }

    /// The inputs that moved the last choice most, in words that differ: by how much the probability of what was chosen falls when
    /// an input is replaced by its mean of the training, -1...1.
    func strongestInputs(_ count: Int = LearnedReason.mostInputs) -> [LearnedReason.Input] {
        let probability = output.outputs[chosen]
        var other = output
        let weights = observation.indices.map { index in
            var changed = observation
            changed[index] = Float(predictor.model.normalisation.mean[index])
            var state = stateBefore
            predictor.decide(changed, prior: prior, state: &state, into: &other)
            return Double(probability - other.outputs[chosen])
        }
        var strongest = [LearnedReason.Input]()
        for index in weights.indices.sorted(by: { (-abs(weights[$0]), $0) < (-abs(weights[$1]), $1) }) {
            let name = LearnedObservation.phrase(index)
            guard strongest.count < count, weights[index] != 0 else { break }
            if !strongest.contains(where: { $0.name == name }) {
                strongest.append(LearnedReason.Input(name: name, weight: weights[index]))
            }
        }
        return strongest
    }
}
