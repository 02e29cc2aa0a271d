// SPDX-License-Identifier: Apache-2.0

import Glibc

@testable import Learning

/// A recurrent actor-critic in double precision, row by row and without any kernel: the oracle of the fast one.
struct NaiveActorCritic {
    let sizes: RecurrentActorCritic.Parameters
    private let places: [String: Range<Int>]
    var weights: [Double]

    init(_ model: RecurrentActorCritic) {
        sizes = model.parameters
        let entries = model.layout.entries.map { ($0.name, $0.offset..<$0.offset + $0.count) }
        places = Dictionary(uniqueKeysWithValues: entries)
        weights = model.weights.map { Double($0) }
    }

    /// Hidden state and cells of one half.
    struct State {
        var hidden: [Double]
        var cell: [Double]
    }

    func zeroState() -> State {
        let zeros = [Double](repeating: 0, count: sizes.memoryWidth)
        return State(hidden: zeros, cell: zeros)
    }

    private func tensor(_ name: String) -> ArraySlice<Double> { weights[places[name] ?? 0..<0] }

    private func times(_ x: [Double], _ name: String, _ outputs: Int) -> [Double] {
        let w = tensor(name)
        var (result, at) = ([Double](repeating: 0, count: outputs), w.startIndex)
        for value in x {
            for column in 0..<outputs {
                result[column] += value * w[at]
                at += 1
            }
        }
        return result
    }

    private func dense(_ x: [Double], _ name: String, _ outputs: Int) -> [Double] {
        zip(times(x, name + ".weight", outputs), tensor(name + ".bias")).map { $0 + $1 }
    }

    /// One step of the half called "actor" or "critic".
    func step(_ half: String, _ x: [Double], _ state: inout State) -> [Double] {
        let width = sizes.memoryWidth
        let input = times(x, half + ".lstm.input.weight", 4 * width)
        let recurrent = times(state.hidden, half + ".lstm.recurrent.weight", 4 * width)
        let sums = zip(zip(input, recurrent), tensor(half + ".lstm.bias")).map { $0.0 + $0.1 + $1 }
        func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
        for j in 0..<width {
            let cell =
                sigmoid(sums[width + j]) * state.cell[j] + sigmoid(sums[j]) * tanh(sums[2 * width + j])
            state.cell[j] = cell
            state.hidden[j] = sigmoid(sums[3 * width + j]) * tanh(cell)
        }
        let first = dense(state.hidden, half + ".first", sizes.headWidth).map { tanh($0) }
        let second = dense(first, half + ".second", sizes.headWidth).map { tanh($0) }
        return dense(second, half + ".output", half == "actor" ? sizes.actionSpace.outputCount : 1)
    }

    /// Probabilities of a discrete space.
    func probabilities(_ logits: [Double], _ prior: [Double]?) -> [Double] {
        let shares = logits.indices.map { (prior?[$0] ?? 1) * exp(logits[$0]) }
        let sum = shares.reduce(0, +)
        return shares.map { $0 / sum }
    }

    /// Logarithm of the probability of an action, and entropy.
    func evaluate(_ outputs: [Double], _ action: [Double], _ prior: [Double]?) -> (log: Double, entropy: Double) {
        guard case .continuous = sizes.actionSpace else {
            let p = probabilities(outputs, prior)
            return (log(p[Int(action[0])]), p.reduce(0) { $0 - ($1 > 0 ? $1 * log($1) : 0) })
        }
        var result = (log: 0.0, entropy: 0.0)
        for (index, logDeviation) in tensor("actor.logDeviation").enumerated() {
            let variance = exp(2 * logDeviation)
            let distance = action[index] - outputs[index]
            result.log += log(exp(-distance * distance / (2 * variance)) / (2 * Double.pi * variance).squareRoot())
            result.entropy += 0.5 * log(2 * Double.pi * exp(1) * variance)
        }
        return result
    }

    /// Per row of a batch: value, logarithm of the action's probability, entropy.
    func rows(_ batch: SequenceBatch) -> [(value: Double, log: Double, entropy: Double)] {
        func numbers(_ buffer: FloatBuffer, _ row: Int) -> [Double] {
            let width = buffer.count / (batch.steps * batch.capacity)
            return (row * width..<(row + 1) * width).map { Double(buffer.start[$0]) }
        }
        var result = [(value: Double, log: Double, entropy: Double)](repeating: (0, 0, 0), count: batch.rows)
        let width = sizes.memoryWidth
        for column in 0..<batch.batch {
            func part(_ index: Int) -> [Double] {
                (0..<width).map { Double(batch.states.start[(index * batch.batch + column) * width + $0]) }
            }
            var actor = State(hidden: part(0), cell: part(1))
            var critic = State(hidden: part(2), cell: part(3))
            for step in 0..<batch.steps {
                let row = step * batch.batch + column
                if batch.keep.start[row] == 0 { (actor, critic) = (zeroState(), zeroState()) }
                let x = numbers(batch.observations, row)
                let outputs = self.step("actor", x, &actor)
                let prior = batch.prior == nil ? nil : numbers(batch.priors, row)
                let (log, entropy) = evaluate(outputs, numbers(batch.actions, row), prior)
                result[row] = (self.step("critic", x, &critic)[0], log, entropy)
            }
        }
        return result
    }

    /// The whole loss of a batch.
    func loss(_ batch: SequenceBatch, _ objective: ClippedObjective) -> Double {
        let rows = rows(batch)
        let counting = rows.indices.filter { batch.counts.start[$0] > 0 }
        let sum = counting.reduce(0.0) { sum, row in
            let advantage = Double(batch.advantages.start[row])
            let ratio = exp(rows[row].log - Double(batch.logProbabilities.start[row]))
            let clip = Double(objective.clip)
            let policy = -min(ratio * advantage, max(1 - clip, min(1 + clip, ratio)) * advantage)
            let (goal, earlier) = (Double(batch.returns.start[row]), Double(batch.values.start[row]))
            var error = (rows[row].value - goal) * (rows[row].value - goal)
            if let limit = objective.valueClip.map({ Double($0) }) {
                let near = earlier + max(-limit, min(limit, rows[row].value - earlier))
                error = max(error, (near - goal) * (near - goal))
            }
            return sum + policy + Double(objective.valueCoefficient) * error
                - Double(objective.entropyCoefficient) * rows[row].entropy
        }
        return sum / Double(counting.count)
    }

    /// Mean weighted negative logarithm of probability and squared error of a batch of demonstrations.
    func imitationLoss(_ batch: SequenceBatch, valueCoefficient: Double) -> Double {
        var (sum, total) = (0.0, 0.0)
        for (row, found) in rows(batch).enumerated() {
            let weight = Double(batch.counts.start[row])
            let error = found.value - Double(batch.returns.start[row])
            sum += weight * (valueCoefficient * error * error - found.log)
            total += weight
        }
        return sum / total
    }

    /// Slopes of a function of the weights by central differences.
    func gradient(_ function: (NaiveActorCritic) -> Double) -> [Double] {
        weights.indices.map { index in
            var (above, below) = (self, self)
            above.weights[index] += 1e-5
            below.weights[index] -= 1e-5
            return (function(above) - function(below)) / 2e-5
        }
    }
}
