// SPDX-License-Identifier: Apache-2.0

/// The ways forward and back through a `RecurrentActorCritic`, with the memory for some number of steps and sequences.
///
/// Observations are already normalised, `steps x batch x observationCount`.
final class ActorCriticEngine {
    let bench: Workbench
    let actor: RecurrentTower.Pass
    let critic: RecurrentTower.Pass
    let distribution: ActionDistribution
    private let model: RecurrentActorCritic

    init(_ model: RecurrentActorCritic, steps: Int, batch: Int, learns: Bool, arithmetic: Arithmetic) {
        self.model = model
        bench = Workbench(arithmetic)
        actor = RecurrentTower.Pass(model.actor, steps: steps, batch: batch, learns: learns)
        critic = RecurrentTower.Pass(model.critic, steps: steps, batch: batch, learns: learns)
        distribution = ActionDistribution(
            model.parameters.actionSpace, rows: steps * batch, kernels: bench.kernels)
    }

    /// Numbers of the state of one sequence: hidden state and cells of the actor, then of the critic.
    var stateWidth: Int { 4 * model.parameters.memoryWidth }

    /// Logarithms of the deviations of a continuous action.
    func logDeviations(_ weights: UnsafePointer<Float>) -> UnsafePointer<Float>? {
        model.logDeviation.map { weights + $0 }
    }

    /// Takes note of changed weights, before a way back.
    func prepare(_ weights: UnsafePointer<Float>) {
        model.actor.prepare(bench, weights, actor)
        model.critic.prepare(bench, weights, critic)
    }

    /// The two halves of a state: `4 x batch x width`.
    func states(_ state: UnsafePointer<Float>, batch: Int) -> (actor: LSTMState, critic: LSTMState) {
        let size = batch * model.parameters.memoryWidth
        return (
            LSTMState(hidden: state, cell: state + size), LSTMState(hidden: state + 2 * size, cell: state + 3 * size)
        )
    }

    /// Computes the actor's outputs.
    func forwardActor(
        _ weights: UnsafePointer<Float>, x: UnsafePointer<Float>, steps: Int, batch: Int, state: UnsafePointer<Float>,
        keep: UnsafePointer<Float>?
    ) {
        model.actor.forward(
            bench, weights, x: x, steps: steps, batch: batch, initial: states(state, batch: batch).actor, keep: keep,
            pass: actor)
    }

    /// Computes the critic's outputs.
    func forwardCritic(
        _ weights: UnsafePointer<Float>, x: UnsafePointer<Float>, steps: Int, batch: Int, state: UnsafePointer<Float>,
        keep: UnsafePointer<Float>?
    ) {
        model.critic.forward(
            bench, weights, x: x, steps: steps, batch: batch, initial: states(state, batch: batch).critic, keep: keep,
            pass: critic)
    }

    /// Replaces the actor's half of a state by what it is after the last of `steps`.
    func takeActorState(steps: Int, batch: Int, into state: UnsafeMutablePointer<Float>) {
        copyState(actor.memory, steps: steps, batch: batch, to: state)
    }

    /// Replaces the critic's half of a state by what it is after the last of `steps`.
    func takeCriticState(steps: Int, batch: Int, into state: UnsafeMutablePointer<Float>) {
        copyState(critic.memory, steps: steps, batch: batch, to: state + 2 * batch * model.parameters.memoryWidth)
    }

    private func copyState(_ memory: LSTMMemory, steps: Int, batch: Int, to half: UnsafeMutablePointer<Float>) {
        let size = batch * model.parameters.memoryWidth
        half.update(from: memory.hidden.start + steps * size, count: size)
        (half + size).update(from: memory.cells.start + steps * size, count: size)
    }
}

extension ActorCriticEngine {
    /// Adds the gradient of the actor's weights, after `forwardActor` and `distribution.evaluate` of the same rows.
    ///
    /// - Parameter outputGradient: `rows x outputs` of working memory.
    func backwardActor(
        _ weights: UnsafePointer<Float>, x: UnsafePointer<Float>, steps: Int, batch: Int, keep: UnsafePointer<Float>?,
        actions: UnsafePointer<Float>, logSlope: UnsafePointer<Float>, entropySlope: UnsafePointer<Float>,
        outputGradient: UnsafeMutablePointer<Float>, gradient: UnsafeMutablePointer<Float>
    ) {
        distribution.backward(
            rows: steps * batch, actions: actions, logSlope: logSlope, entropySlope: entropySlope,
            logDeviations: logDeviations(weights), outputGradient: outputGradient,
            deviationGradient: model.logDeviation.map { gradient + $0 })
        model.actor.backward(
            bench, gradient, x: x, steps: steps, batch: batch, keep: keep, outputGradient: outputGradient, pass: actor)
    }

    /// Adds the gradient of the critic's weights, after `forwardCritic`.
    func backwardCritic(
        x: UnsafePointer<Float>, steps: Int, batch: Int, keep: UnsafePointer<Float>?,
        valueGradient: UnsafePointer<Float>, gradient: UnsafeMutablePointer<Float>
    ) {
        model.critic.backward(
            bench, gradient, x: x, steps: steps, batch: batch, keep: keep, outputGradient: valueGradient, pass: critic)
    }
}
