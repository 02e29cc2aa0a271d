// SPDX-License-Identifier: Apache-2.0

import Bits

/// Lets a policy act in environments and notes what happens.
///
/// Each environment's actions are drawn from a generator of its own, so that draws do not depend on how many others there are.
final class RolloutCollector<Environment: VectorEnvironment> {
    let rollout: Rollout
    /// Returns of the episodes that ended last, unscaled; at most 100.
    private(set) var recentReturns: [Double] = []
    /// Episodes that ended so far.
    private(set) var episodeCount = 0
    private var environment: Environment
    private let engine: ActorCriticEngine
    private let parameters: PolicyTrainingParameters
    private var step: VectorStep
    private var actions: [Float]
    private var generators: [SplitMix64]
    private var returns: [Double]
    /// `4 x count x width`: the state of actor and critic.
    private let state: FloatBuffer
    private let finals: FloatBuffer
    private var begins: [Bool]

    init(
        _ environment: Environment, _ model: RecurrentActorCritic, _ parameters: PolicyTrainingParameters,
        _ arithmetic: Arithmetic
    ) {
        let count = environment.count
        self.environment = environment
        self.parameters = parameters
        engine = ActorCriticEngine(model, steps: 1, batch: count, learns: false, arithmetic: arithmetic)
        rollout = Rollout(model, count: count, hasActionPrior: environment.hasActionPrior, parameters)
        step = VectorStep(for: environment)
        actions = [Float](repeating: 0, count: count * environment.actionSpace.width)
        var seeds = SplitMix64(seed: parameters.seed)
        generators = (0..<count).map { _ in SplitMix64(seed: seeds.next()) }
        returns = [Double](repeating: 0, count: count)
        state = FloatBuffer(count * engine.stateWidth)
        finals = FloatBuffer(count * environment.observationCount)
        begins = [Bool](repeating: true, count: count)
        self.environment.reset(into: &step)
    }

    /// Acts for a rollout's steps; the normalisation of the observations learns with each.
    ///
    /// - Returns: the first step at which an observation, the last of a cut episode among them, or a reward was not finite; nil
    ///   where all were.
    func collect(_ model: inout RecurrentActorCritic) -> Int? {
        var normalisation = model.normalisation
        let bad = model.weights.withUnsafeBufferPointer { weights -> Int? in
            guard let weights = weights.baseAddress else { return nil }
            for time in 0..<rollout.steps {
                guard act(weights, time, &normalisation) else { return time }
            }
            finish(weights, normalisation)
            return nil
        }
        model.normalisation = normalisation
        return bad
    }

    /// One step: choose, act, note.
    private func act(
        _ weights: UnsafePointer<Float>, _ time: Int, _ normalisation: inout ObservationNormalisation
    ) -> Bool {
        let (count, first) = (rollout.count, time * rollout.count)
        guard step.observations.allSatisfy(\.isFinite) else { return false }
        if parameters.updatesNormalisation { normalisation.update(step.observations) }
        let x = rollout.observations.start + time * step.observations.count
        normalisation.apply(step.observations, rows: count, into: x)
        rollout.note(state: state.start, before: time)
        for row in 0..<count { rollout.keep.start[first + row] = begins[row] ? 0 : 1 }
        choose(weights, x: x, time)
        environment.step(actions, into: &step)
        guard step.rewards.allSatisfy(\.isFinite), areCutsFinite else { return false }
        for row in 0..<count {
            rollout.rewards.start[first + row] = parameters.rewardScale * step.rewards[row]
            rollout.continues.start[first + row] = step.ends[row] == .none ? 1 : 0
        }
        if step.ends.contains(.truncated) { addValuesOfWhatWasCut(weights, first, normalisation) }
        noteEnds()
        return true
    }

    /// Whether every episode that was cut off ended with numbers; the other rows of the final observations mean nothing.
    private var areCutsFinite: Bool {
        let width = environment.observationCount
        return step.ends.indices.allSatisfy { row in
            step.ends[row] != .truncated
                || step.finalObservations[row * width..<(row + 1) * width].allSatisfy(\.isFinite)
        }
    }

    /// Draws the actions of a step, and advances the state.
    private func choose(_ weights: UnsafePointer<Float>, x: UnsafePointer<Float>, _ time: Int) {
        let (count, first) = (rollout.count, time * rollout.count)
        engine.forwardActor(weights, x: x, steps: 1, batch: count, state: state.start, keep: nil)
        engine.forwardCritic(weights, x: x, steps: 1, batch: count, state: state.start, keep: nil)
        engine.takeActorState(steps: 1, batch: count, into: state.start)
        engine.takeCriticState(steps: 1, batch: count, into: state.start)
        (rollout.values.start + first).update(from: engine.critic.output.start, count: count)
        let width = actions.count / count
        let chosen = rollout.actions.start + first * width
        let (outputs, deviations) = (engine.actor.output.start, engine.logDeviations(weights))
        let prior = notePrior(time)
        if deviations == nil { engine.distribution.normalise(rows: count, outputs: outputs, prior: prior) }
        for row in 0..<count {
            engine.distribution.draw(
                row: row, outputs: outputs, logDeviations: deviations, into: chosen + row * width, &generators[row])
        }
        engine.distribution.evaluate(
            rows: count, outputs: outputs, actions: chosen, prior: prior, logDeviations: deviations)
        (rollout.logProbabilities.start + first).update(from: engine.distribution.logProbabilities.start, count: count)
        for index in actions.indices {
            actions[index] = deviations == nil ? chosen[index] : min(max(chosen[index], -1), 1)
        }
    }

    private func notePrior(_ time: Int) -> UnsafePointer<Float>? {
        guard !step.actionPrior.isEmpty else { return nil }
        let prior = rollout.priors.start + time * step.actionPrior.count
        for index in step.actionPrior.indices { prior[index] = step.actionPrior[index] }
        return UnsafePointer(prior)
    }

    /// What a cut episode would have gained further is what the critic expects.
    private func addValuesOfWhatWasCut(
        _ weights: UnsafePointer<Float>, _ first: Int, _ normalisation: ObservationNormalisation
    ) {
        normalisation.apply(step.finalObservations, rows: rollout.count, into: finals.start)
        engine.forwardCritic(weights, x: finals.start, steps: 1, batch: rollout.count, state: state.start, keep: nil)
        for row in 0..<rollout.count where step.ends[row] == .truncated {
            rollout.rewards.start[first + row] += parameters.discount * engine.critic.output.start[row]
        }
    }

    /// Forgets the states of episodes that ended, and counts them.
    private func noteEnds() {
        let (count, width) = (rollout.count, engine.stateWidth / 4)
        for row in 0..<count {
            returns[row] += Double(step.rewards[row])
            begins[row] = step.ends[row] != .none
            guard begins[row] else { continue }
            for part in 0..<4 {
                (state.start + (part * count + row) * width).update(repeating: 0, count: width)
            }
            if recentReturns.count == 100 { recentReturns.removeFirst() }
            recentReturns.append(returns[row])
            returns[row] = 0
            episodeCount += 1
        }
    }

    /// Values after the last step, and with them all advantages.
    private func finish(_ weights: UnsafePointer<Float>, _ normalisation: ObservationNormalisation) {
        normalisation.apply(step.observations, rows: rollout.count, into: finals.start)
        engine.forwardCritic(weights, x: finals.start, steps: 1, batch: rollout.count, state: state.start, keep: nil)
        rollout.nextValues.start.update(from: engine.critic.output.start, count: rollout.count)
        AdvantageEstimation(discount: parameters.discount, traceDecay: parameters.traceDecay).estimate(
            steps: rollout.steps, count: rollout.count, rewards: rollout.rewards.start, values: rollout.values.start,
            continues: rollout.continues.start, nextValues: rollout.nextValues.start,
            advantages: rollout.advantages.start, returns: rollout.returns.start)
    }
}
