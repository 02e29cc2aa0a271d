// SPDX-License-Identifier: Apache-2.0

/// The gradient of a policy's loss over a batch of sequences, and steps along it.
final class PolicyGradient {
    let engine: ActorCriticEngine
    private let logSlope: FloatBuffer
    private let entropySlope: FloatBuffer
    private let valueSlope: FloatBuffer
    private let outputGradient: FloatBuffer
    /// One number per weight: of the last `computed` loss.
    let gradient: FloatBuffer

    init(_ model: RecurrentActorCritic, steps: Int, batch: Int, arithmetic: Arithmetic) {
        let rows = steps * batch
        engine = ActorCriticEngine(model, steps: steps, batch: batch, learns: true, arithmetic: arithmetic)
        logSlope = FloatBuffer(rows)
        entropySlope = FloatBuffer(rows)
        valueSlope = FloatBuffer(rows)
        outputGradient = FloatBuffer(rows * model.parameters.actionSpace.outputCount)
        gradient = FloatBuffer(model.weights.count)
    }

    /// The kernels in use.
    var kernels: KernelSet { engine.bench.kernels }

    /// Terms and gradient of the clipped objective; advantages are taken as they are.
    func compute(
        _ weights: UnsafePointer<Float>, _ batch: SequenceBatch, _ objective: ClippedObjective
    ) -> ClippedObjective.Terms {
        forward(weights, batch)
        let terms = objective.evaluate(
            ClippedObjective.Rows(
                count: batch.rows, logProbabilities: engine.distribution.logProbabilities.start,
                entropies: engine.distribution.entropies.start, values: engine.critic.output.start,
                earlierLogProbabilities: batch.logProbabilities.start, earlierValues: batch.values.start,
                advantages: batch.advantages.start, returns: batch.returns.start, counts: batch.counts.start),
            ClippedObjective.Slopes(
                logProbabilities: logSlope.start, entropies: entropySlope.start, values: valueSlope.start))
        backward(weights, batch)
        return terms
    }

    /// Loss and gradient of imitation: weighted means of the actions' negative logarithm of probability, and of the
    /// critic's squared error.
    ///
    /// - Parameter valueCoefficient: weight of the squared error; 0 leaves the critic as it is.
    func imitate(
        _ weights: UnsafePointer<Float>, _ batch: SequenceBatch, valueCoefficient: Float
    ) -> (crossEntropy: Double, valueLoss: Double, weight: Double) {
        forward(weights, batch)
        var (crossEntropy, valueLoss, total) = (0.0, 0.0, 0.0)
        for row in 0..<batch.rows { total += Double(batch.counts.start[row]) }
        let share = 1 / Float(max(total, 1e-6))
        for row in 0..<batch.rows {
            let weight = batch.counts.start[row]
            let error = engine.critic.output.start[row] - batch.returns.start[row]
            crossEntropy -= Double(weight * engine.distribution.logProbabilities.start[row])
            valueLoss += Double(weight * error * error)
            logSlope.start[row] = -share * weight
            entropySlope.start[row] = 0
            valueSlope.start[row] = share * weight * valueCoefficient * 2 * error
        }
        backward(weights, batch)
        return (crossEntropy, valueLoss, total)
    }

    private func forward(_ weights: UnsafePointer<Float>, _ batch: SequenceBatch) {
        let (x, state, keep) = (batch.observations.start, batch.states.start, batch.keep.start)
        engine.prepare(weights)
        engine.forwardActor(weights, x: x, steps: batch.steps, batch: batch.batch, state: state, keep: keep)
        engine.forwardCritic(weights, x: x, steps: batch.steps, batch: batch.batch, state: state, keep: keep)
        engine.distribution.evaluate(
            rows: batch.rows, outputs: engine.actor.output.start, actions: batch.actions.start, prior: batch.prior,
            logDeviations: engine.logDeviations(weights))
    }

    private func backward(_ weights: UnsafePointer<Float>, _ batch: SequenceBatch) {
        gradient.clear()
        let (x, keep) = (batch.observations.start, batch.keep.start)
        engine.backwardActor(
            weights, x: x, steps: batch.steps, batch: batch.batch, keep: keep, actions: batch.actions.start,
            logSlope: logSlope.start, entropySlope: entropySlope.start, outputGradient: outputGradient.start,
            gradient: gradient.start)
        engine.backwardCritic(
            x: x, steps: batch.steps, batch: batch.batch, keep: keep, valueGradient: valueSlope.start,
            gradient: gradient.start)
    }
}
