// SPDX-License-Identifier: Apache-2.0

/// Some sequences side by side, as a gradient needs them: arrays are time-major, `steps x batch`.
///
/// Sequences that end early are filled up with rows that do not count.
final class SequenceBatch {
    let steps: Int
    let capacity: Int
    /// Sequences it now holds.
    private(set) var batch = 0
    let observations: FloatBuffer
    let actions: FloatBuffer
    let priors: FloatBuffer
    /// 0 where the state is forgotten before the step, else 1.
    let keep: FloatBuffer
    /// 1 where a row counts, 0 where it fills up; in imitation a weight.
    let counts: FloatBuffer
    let logProbabilities: FloatBuffer
    let values: FloatBuffer
    let advantages: FloatBuffer
    let returns: FloatBuffer
    /// `4 x batch x width`.
    let states: FloatBuffer
    private let observationCount: Int
    private let actionWidth: Int
    private let outputCount: Int
    private let width: Int

    init(_ model: RecurrentActorCritic.Parameters, steps: Int, capacity: Int, hasActionPrior: Bool) {
        self.steps = steps
        self.capacity = capacity
        (observationCount, width) = (model.observationCount, model.memoryWidth)
        (actionWidth, outputCount) = (model.actionSpace.width, model.actionSpace.outputCount)
        let rows = steps * capacity
        observations = FloatBuffer(rows * observationCount)
        actions = FloatBuffer(rows * actionWidth)
        priors = FloatBuffer(hasActionPrior ? rows * outputCount : 0)
        keep = FloatBuffer(rows)
        counts = FloatBuffer(rows)
        logProbabilities = FloatBuffer(rows)
        values = FloatBuffer(rows)
        advantages = FloatBuffer(rows)
        returns = FloatBuffer(rows)
        states = FloatBuffer(4 * capacity * width)
    }

    /// Rows it now holds.
    var rows: Int { steps * batch }
    /// The prior of the actions, where there is one.
    var prior: UnsafePointer<Float>? { priors.count > 0 ? UnsafePointer(priors.start) : nil }

    /// Takes some sequences of a rollout, by number.
    func gather(_ rollout: Rollout, _ sequences: ArraySlice<Int>) {
        batch = sequences.count
        for (column, sequence) in sequences.enumerated() {
            let (place, environment) = (sequence / rollout.count, sequence % rollout.count)
            let state = rollout.state(at: place)
            for part in 0..<4 {
                (states.start + (part * batch + column) * width).update(
                    from: state + (part * rollout.count + environment) * width, count: width)
            }
            for step in 0..<steps {
                let (time, row) = (place * steps + step, step * batch + column)
                guard time < rollout.steps else {
                    fill(row)
                    continue
                }
                copy(rollout, from: time * rollout.count + environment, to: row)
            }
        }
    }

    private func copy(_ rollout: Rollout, from: Int, to row: Int) {
        (observations.start + row * observationCount).update(
            from: rollout.observations.start + from * observationCount, count: observationCount)
        (actions.start + row * actionWidth).update(
            from: rollout.actions.start + from * actionWidth, count: actionWidth)
        if prior != nil {
            (priors.start + row * outputCount).update(
                from: rollout.priors.start + from * outputCount, count: outputCount)
        }
        keep.start[row] = rollout.keep.start[from]
        counts.start[row] = 1
        logProbabilities.start[row] = rollout.logProbabilities.start[from]
        values.start[row] = rollout.values.start[from]
        advantages.start[row] = rollout.advantages.start[from]
        returns.start[row] = rollout.returns.start[from]
    }

    /// A row that does not count, of harmless numbers.
    func fill(_ row: Int) {
        (observations.start + row * observationCount).update(repeating: 0, count: observationCount)
        (actions.start + row * actionWidth).update(repeating: 0, count: actionWidth)
        if prior != nil { (priors.start + row * outputCount).update(repeating: 1, count: outputCount) }
        for buffer in [keep, counts, logProbabilities, values, advantages, returns] { buffer.start[row] = 0 }
    }

    /// Brings the advantages of the rows that count to mean 0 and deviation 1.
    func normaliseAdvantages() {
        var (count, sum, squares) = (0.0, 0.0, 0.0)
        for row in 0..<rows where counts.start[row] > 0 {
            count += 1
            sum += Double(advantages.start[row])
        }
        guard count > 1 else { return }
        let mean = sum / count
        for row in 0..<rows where counts.start[row] > 0 {
            let distance = Double(advantages.start[row]) - mean
            squares += distance * distance
        }
        let share = 1 / ((squares / (count - 1)).squareRoot() + 1e-8)
        for row in 0..<rows where counts.start[row] > 0 {
            advantages.start[row] = Float((Double(advantages.start[row]) - mean) * share)
        }
    }
}

extension SequenceBatch {
    /// Starts to take sequences that begin with an episode.
    func begin(batch: Int) {
        self.batch = batch
        states.clear(4 * batch * width)
    }
}
