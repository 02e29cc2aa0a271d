// SPDX-License-Identifier: Apache-2.0

import Bits

/// A policy with memory and its estimate of what is to come: an actor and a critic, each with a long short-term memory and
/// two tanh layers of its own, as `MlpLstmPolicy` of sb3-contrib.
///
/// The actor gives logits of a discrete action or means of a continuous one; the critic gives one value. Observations are
/// normalised first. A value: shapes, weights and what normalises. It is trained with `ProximalPolicyOptimisation` and
/// used through `RecurrentPolicyPredictor`.
public struct RecurrentActorCritic: Hashable, Sendable {
    /// Sizes of the network, stored with its weights.
    public struct Parameters: Hashable, Sendable {
        /// Numbers of an observation.
        public var observationCount: Int
        /// What is chosen from.
        public var actionSpace: ActionSpace
        /// Cells of each memory.
        public var memoryWidth: Int
        /// Outputs of each of the two tanh layers.
        public var headWidth: Int

        /// Sizes, each in 1...65,536.
        public init(
            observationCount: Int, actionSpace: ActionSpace, memoryWidth: Int = 64, headWidth: Int = 64
        ) {
            self.observationCount = observationCount
            self.actionSpace = actionSpace
            self.memoryWidth = memoryWidth
            self.headWidth = headWidth
        }
    }

    /// The sizes.
    public let parameters: Parameters
    /// All weights, in the order of `tensors`.
    public var weights: [Float] { didSet { precondition(weights.count == layout.count) } }
    /// What brings observations to about -1...1.
    public var normalisation: ObservationNormalisation {
        didSet { precondition(normalisation.mean.count == parameters.observationCount) }
    }
    /// The critic's output times this is a value in the unit of the rewards, > 0.
    public var valueScale: Float = 1
    let layout: ParameterLayout
    let actor: RecurrentTower
    let critic: RecurrentTower
    /// Where the logarithms of the standard deviations of a continuous action stand.
    let logDeviation: Int?

    private init(shaped parameters: Parameters) throws(NetworkError) {
        let (width, headWidth) = (parameters.memoryWidth, parameters.headWidth)
        let outputs = parameters.actionSpace.outputCount
        try requireSizes([
            ("observationCount", parameters.observationCount), ("memoryWidth", width), ("headWidth", headWidth),
            ("actionSpace", outputs),
        ])
        if parameters.actionSpace == .discrete(1) { throw .size(name: "actionSpace", found: 1) }
        var layout = ParameterLayout()
        let inputs = parameters.observationCount
        actor = RecurrentTower(
            "actor", inputs: inputs, width: width, headWidth: headWidth, outputs: outputs, layout: &layout)
        critic = RecurrentTower(
            "critic", inputs: inputs, width: width, headWidth: headWidth, outputs: 1, layout: &layout)
        let isContinuous = !parameters.actionSpace.isDiscrete
        logDeviation = isContinuous ? layout.add("actor.logDeviation", [outputs], fanIn: 1) : nil
        self.parameters = parameters
        self.layout = layout
        normalisation = ObservationNormalisation(observationCount: inputs)
        weights = []
    }

    /// A new network; the same seed gives the same bits.
    ///
    /// Memories are uniform as in torch; dense layers are orthogonal with gain sqrt(2), that of the actor's last layer 0.01,
    /// so that the first policy is close to even, and 1 for the critic's; biases of dense layers are zero.
    ///
    /// - Parameter logDeviation: logarithm of the standard deviation that a continuous action begins with.
    public init(parameters: Parameters, seed: UInt64, logDeviation: Float = -0.5) throws(NetworkError) {
        try self.init(shaped: parameters)
        var generator = SplitMix64(seed: ~seed)
        var new = layout.initialWeights(seed: seed)
        for entry in layout.entries where !entry.name.contains(".lstm.") {
            let value = entry.offset == self.logDeviation ? logDeviation : 0
            let values =
                entry.shape.count == 2
                ? OrthogonalWeights.matrix(
                    inputs: entry.shape[0], outputs: entry.shape[1], gain: Self.gain(entry.name), &generator)
                : [Float](repeating: value, count: entry.count)
            new.replaceSubrange(entry.offset..<entry.offset + entry.count, with: values)
        }
        weights = new
    }

    private static func gain(_ name: String) -> Double {
        switch name {
        case "actor.output.weight": 0.01
        case "critic.output.weight": 1
        default: 2.0.squareRoot()
        }
    }

    /// A network with stored weights: exactly the tensors of `tensors`, in any order.
    ///
    /// - Throws: the first tensor that is missing, unknown, of another shape or not finite.
    public init(parameters: Parameters, tensors: [NamedTensor]) throws(NetworkError) {
        try self.init(shaped: parameters)
        weights = try layout.weights(from: tensors)
    }

    /// The weights under their names: `actor.` and `critic.` with `lstm.input.weight`, `lstm.recurrent.weight`, `lstm.bias`,
    /// and `first`, `second` and `output` with `.weight` (inputs x outputs) and `.bias`; for a continuous action
    /// `actor.logDeviation`.
    public var tensors: [NamedTensor] { layout.tensors(of: weights) }
}
