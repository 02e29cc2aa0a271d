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
    private var state: RecurrentState
    private var observation = [Float](repeating: 0, count: LearnedObservation.count)
    private var prior = [Float](repeating: 0, count: IntentOption.allCases.count)

    /// A driver that remembers nothing yet.
    init(_ model: RecurrentActorCritic, doubt: Double) {
        predictor = RecurrentPolicyPredictor(model)
        self.doubt = doubt
        output = PolicyOutput(model)
        state = RecurrentState(model)
    }

    /// Forgets what was seen.
    mutating func reset() { state.reset() }

    /// The most probable option.
    mutating func choose(_ outlook: [Float], charge: Double, _ rated: RatedOptions, _ scale: HouseScale) -> Int {
        observation.withUnsafeMutableBufferPointer { observation in
            guard let start = observation.baseAddress else { return }
            LearnedObservation.write(outlook, charge: charge, rated, scale, to: start)
        }
        for option in prior.indices { prior[option] = rated.prior(option, unit: doubt * scale.money) }
        predictor.decide(observation, prior: prior, state: &state, into: &output)
        return Int(output.action[0])
    }
}
