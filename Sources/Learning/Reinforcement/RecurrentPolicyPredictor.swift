// SPDX-License-Identifier: Apache-2.0

/// What a recurrent policy remembers between two decisions.
public struct RecurrentState: Hashable, Sendable {
    /// Hidden state and cells of the actor, then of the critic; `memoryWidth` numbers each.
    public private(set) var values: [Float]

    /// Nothing remembered, as at the beginning of an episode.
    public init(_ model: RecurrentActorCritic) {
        values = [Float](repeating: 0, count: 4 * model.parameters.memoryWidth)
    }

    /// A state that was kept.
    ///
    /// - Throws: where there are not as many numbers as the model's state has, or one is not finite.
    public init(_ model: RecurrentActorCritic, values: [Float]) throws(NetworkError) {
        let expected = 4 * model.parameters.memoryWidth
        guard values.count == expected else { throw .count(name: "state", found: values.count, expected: expected) }
        if let index = values.firstIndex(where: { !$0.isFinite }) { throw .notFinite(name: "state", index: index) }
        self.values = values
    }

    /// Forgets everything: a new episode begins.
    public mutating func reset() {
        for index in values.indices { values[index] = 0 }
    }

    mutating func withPointer(_ body: (UnsafeMutablePointer<Float>) -> Void) {
        values.withUnsafeMutableBufferPointer { values in
            if let start = values.baseAddress { body(start) }
        }
    }
}

/// What a policy would do and expects; made once and written over by each decision.
public struct PolicyOutput: Hashable, Sendable {
    /// The most probable action: its index, or the numbers in -1...1.
    public fileprivate(set) var action: [Float]
    /// Of a discrete space the probability of each action, of a continuous one the means.
    public fileprivate(set) var outputs: [Float]
    /// What the critic expects of the rest of the episode, in the unit of the rewards; nil where it was not asked.
    public fileprivate(set) var value: Float?

    /// Room for the decisions of a model.
    public init(_ model: RecurrentActorCritic) {
        action = [Float](repeating: 0, count: model.parameters.actionSpace.width)
        outputs = [Float](repeating: 0, count: model.parameters.actionSpace.outputCount)
    }
}

/// A policy ready to decide: its weights and its working memory, made once.
///
/// Belongs to one thread at a time.
public final class RecurrentPolicyPredictor {
    /// The policy.
    public let model: RecurrentActorCritic
    /// Whether the critic is asked too.
    public let evaluatesValue: Bool
    private let engine: ActorCriticEngine
    private let x: FloatBuffer
    private let priorRow: FloatBuffer

    /// Makes the memory for one decision at a time.
    ///
    /// - Parameter evaluatesValue: whether the critic is asked too, which doubles the work. Its half of a state advances
    ///   only then.
    public init(_ model: RecurrentActorCritic, evaluatesValue: Bool = true, arithmetic: Arithmetic = .best) {
        self.model = model
        self.evaluatesValue = evaluatesValue
        engine = ActorCriticEngine(model, steps: 1, batch: 1, learns: false, arithmetic: arithmetic)
        x = FloatBuffer(model.parameters.observationCount)
        priorRow = FloatBuffer(model.parameters.actionSpace.outputCount)
    }

    /// Decides once; allocates nothing.
    ///
    /// - Parameters:
    ///   - observation: `observationCount` numbers, not normalised, all finite.
    ///   - prior: of a discrete space, what each action's probability is multiplied by, as `VectorStep.actionPrior`; empty for
    ///     1 everywhere.
    ///   - state: what is remembered; advanced by one step.
    ///   - output: receives what came of it.
    public func decide(
        _ observation: [Float], prior: [Float] = [], state: inout RecurrentState, into output: inout PolicyOutput
    ) {
        let sizes = model.parameters
        precondition(
            observation.count == sizes.observationCount && state.values.count == 4 * sizes.memoryWidth
                && output.outputs.count == sizes.actionSpace.outputCount
                && (prior.isEmpty || prior.count == sizes.actionSpace.outputCount),
            "an observation of \(observation.count) numbers, a state or an output does not fit the policy")
        observation.withUnsafeBufferPointer { observation in
            if let start = observation.baseAddress { model.normalisation.apply(start, rows: 1, into: x.start) }
        }
        for index in prior.indices { priorRow.start[index] = prior[index] }
        model.weights.withUnsafeBufferPointer { weights in
            guard let weights = weights.baseAddress else { return }
            state.withPointer { advance(weights, $0) }
            choose(hasPrior: !prior.isEmpty, into: &output)
        }
    }

    private func advance(_ weights: UnsafePointer<Float>, _ state: UnsafeMutablePointer<Float>) {
        engine.forwardActor(weights, x: x.start, steps: 1, batch: 1, state: state, keep: nil)
        engine.takeActorState(steps: 1, batch: 1, into: state)
        guard evaluatesValue else { return }
        engine.forwardCritic(weights, x: x.start, steps: 1, batch: 1, state: state, keep: nil)
        engine.takeCriticState(steps: 1, batch: 1, into: state)
    }

    private func choose(hasPrior: Bool, into output: inout PolicyOutput) {
        let given = engine.actor.output.start
        let isDiscrete = model.parameters.actionSpace.isDiscrete
        if isDiscrete { engine.distribution.normalise(rows: 1, outputs: given, prior: hasPrior ? priorRow.start : nil) }
        let shown = isDiscrete ? engine.distribution.probabilities.start : given
        for index in output.outputs.indices { output.outputs[index] = shown[index] }
        output.action.withUnsafeMutableBufferPointer { action in
            if let start = action.baseAddress { engine.distribution.best(row: 0, outputs: given, into: start) }
        }
        output.value = evaluatesValue ? engine.critic.output.start[0] * model.valueScale : nil
    }
}
