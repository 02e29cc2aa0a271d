// SPDX-License-Identifier: Apache-2.0

/// What happened in some steps of all environments: arrays are time-major, `steps x count`.
final class Rollout {
    let steps: Int
    let count: Int
    let sequenceLength: Int
    /// `steps x count x observationCount`, normalised.
    let observations: FloatBuffer
    /// `steps x count x space.width`, as drawn.
    let actions: FloatBuffer
    /// `steps x count x outputCount` where the environment has a prior, else empty.
    let priors: FloatBuffer
    let logProbabilities: FloatBuffer
    let values: FloatBuffer
    /// Scaled; at a truncated end with the discounted value of where it was cut.
    let rewards: FloatBuffer
    /// 0 where an episode begins with the step, else 1.
    let keep: FloatBuffer
    /// 0 where the episode ended with the step, else 1.
    let continues: FloatBuffer
    let advantages: FloatBuffer
    let returns: FloatBuffer
    /// Per sequence's place in time: the state of all environments before its first step, `4 x count x width`.
    let states: FloatBuffer
    /// Values after the last step.
    let nextValues: FloatBuffer
    private let stateSize: Int

    init(_ model: RecurrentActorCritic, count: Int, hasActionPrior: Bool, _ parameters: PolicyTrainingParameters) {
        let sizes = model.parameters
        steps = parameters.rolloutLength
        sequenceLength = min(parameters.sequenceLength, steps)
        self.count = count
        stateSize = 4 * count * sizes.memoryWidth
        let rows = steps * count
        observations = FloatBuffer(rows * sizes.observationCount)
        actions = FloatBuffer(rows * sizes.actionSpace.width)
        priors = FloatBuffer(hasActionPrior ? rows * sizes.actionSpace.outputCount : 0)
        logProbabilities = FloatBuffer(rows)
        values = FloatBuffer(rows)
        rewards = FloatBuffer(rows)
        keep = FloatBuffer(rows)
        continues = FloatBuffer(rows)
        advantages = FloatBuffer(rows)
        returns = FloatBuffer(rows)
        states = FloatBuffer((steps + sequenceLength - 1) / sequenceLength * stateSize)
        nextValues = FloatBuffer(count)
    }

    /// Sequences of one environment.
    var sequencesPerEnvironment: Int { (steps + sequenceLength - 1) / sequenceLength }
    /// All sequences; sequence `s` is number `s / count` in time of environment `s % count`.
    var sequenceCount: Int { sequencesPerEnvironment * count }

    /// The state before the first step of the sequences at a place in time.
    func state(at place: Int) -> UnsafeMutablePointer<Float> { states.start + place * stateSize }

    /// Keeps the state before a step where a sequence begins with it.
    func note(state: UnsafePointer<Float>, before step: Int) {
        guard step % sequenceLength == 0 else { return }
        self.state(at: step / sequenceLength).update(from: state, count: stateSize)
    }
}
