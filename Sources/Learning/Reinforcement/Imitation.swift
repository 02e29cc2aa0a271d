// SPDX-License-Identifier: Apache-2.0

import Bits

/// How a policy is taught by demonstrations.
public struct ImitationParameters: Hashable, Sendable {
    /// How often the demonstrations are gone through, at least 1.
    public var epochCount = 10
    /// Sequences of one gradient, at least 1.
    public var batchSize = 8
    /// Step of the optimiser from the first epoch to the last, > 0.
    public var learningRate = LinearSchedule(1e-3)
    /// Weight of the critic's squared error, in scaled rewards, where there are returns; >= 0.
    public var valueCoefficient: Float = 0.5
    /// Longest gradient, > 0; nil for no limit.
    public var gradientNormLimit: Float? = 0.5
    /// Whether the demonstrated observations are counted into the normalisation first.
    public var updatesNormalisation = true
    /// Seed of the order of the sequences.
    public var seed: UInt64

    /// Ten epochs of Adam with batches of eight sequences.
    public init(seed: UInt64) { self.seed = seed }
}

/// What came of one epoch of imitation.
public struct ImitationEpoch: Hashable, Sendable {
    /// Mean of the demonstrated actions' negative logarithm of probability, nats.
    public let crossEntropy: Double
    /// Mean squared error of the critic, in scaled rewards; 0 where there are no returns.
    public let valueLoss: Double
}

extension RecurrentActorCritic {
    /// Learns to act as demonstrated (behaviour cloning), and to expect the returns where there are any.
    ///
    /// Gradients flow through whole sequences. The same seed gives the same bits.
    ///
    /// - Parameter progress: told after each epoch; gives whether to go on.
    /// - Throws: demonstrations that do not fit, parameters outside their range, or a loss that is no number; the model is
    ///   then as it was.
    public mutating func imitate(
        _ demonstrations: Demonstrations, parameters: ImitationParameters, arithmetic: Arithmetic = .best,
        progress: (ImitationEpoch) -> Bool = { _ in true }
    ) throws(PolicyTrainingError) -> [ImitationEpoch] {
        for (name, value) in [("epochCount", parameters.epochCount), ("batchSize", parameters.batchSize)]
        where value < 1 {
            throw .parameter(name: name, found: Double(value), expected: "at least 1")
        }
        let rowSize = demonstrations.sequenceLength * self.parameters.observationCount
        let (found, expected) = (demonstrations.observations.count, demonstrations.count * rowSize)
        guard found == expected else { throw .mismatch(name: "observations.count", found: found, expected: expected) }
        var runner = ImitationRunner(self, demonstrations, parameters, arithmetic)
        var epochs: [ImitationEpoch] = []
        for epoch in 0..<parameters.epochCount {
            let result = runner.run(epoch)
            guard result.crossEntropy.isFinite, result.valueLoss.isFinite else {
                throw .diverged(step: epoch * demonstrations.count * demonstrations.sequenceLength)
            }
            epochs.append(result)
            guard progress(result) else { break }
        }
        self = runner.model
        return epochs
    }
}

/// Goes through demonstrations batch by batch, with the memory for it made once.
private struct ImitationRunner {
    private(set) var model: RecurrentActorCritic
    private let demonstrations: Demonstrations
    private let parameters: ImitationParameters
    private let batch: SequenceBatch
    private let gradient: PolicyGradient
    private var adam: Adam

    init(
        _ model: RecurrentActorCritic, _ demonstrations: Demonstrations, _ parameters: ImitationParameters,
        _ arithmetic: Arithmetic
    ) {
        self.model = model
        self.demonstrations = demonstrations
        self.parameters = parameters
        let (steps, capacity) = (demonstrations.sequenceLength, min(parameters.batchSize, demonstrations.count))
        batch = SequenceBatch(
            model.parameters, steps: steps, capacity: capacity, hasActionPrior: !demonstrations.priors.isEmpty)
        gradient = PolicyGradient(model, steps: steps, batch: capacity, arithmetic: arithmetic)
        adam = Adam(
            parameters: Adam.Parameters(epsilon: 1e-5, gradientNormLimit: parameters.gradientNormLimit),
            count: model.weights.count)
        if parameters.updatesNormalisation { self.model.normalisation.update(demonstrations.observationsThatCount) }
    }

    /// One epoch.
    mutating func run(_ epoch: Int) -> ImitationEpoch {
        var seeds = SplitMix64(seed: parameters.seed)
        var generator = SplitMix64(seed: seeds.next() &+ UInt64(clamping: epoch))
        let order = (0..<demonstrations.count).shuffled(using: &generator)
        let rate = parameters.learningRate.value(at: Double(epoch) / Double(max(parameters.epochCount - 1, 1)))
        let valueCoefficient = demonstrations.returns.isEmpty ? 0 : parameters.valueCoefficient
        var weights = model.weights
        var (crossEntropy, valueLoss, total) = (0.0, 0.0, 0.0)
        for first in stride(from: 0, to: order.count, by: batch.capacity) {
            batch.gather(
                demonstrations, order[first..<min(first + batch.capacity, order.count)], model.normalisation,
                valueScale: model.valueScale)
            let sums = weights.withUnsafeBufferPointer { weights in
                weights.baseAddress.map { gradient.imitate($0, batch, valueCoefficient: valueCoefficient) }
            }
            guard let sums else { break }
            crossEntropy += sums.crossEntropy
            valueLoss += demonstrations.returns.isEmpty ? 0 : sums.valueLoss
            total += sums.weight
            adam.step(&weights, gradient.gradient.start, rate, gradient.kernels)
        }
        model.weights = weights
        return ImitationEpoch(crossEntropy: crossEntropy / max(total, 1e-6), valueLoss: valueLoss / max(total, 1e-6))
    }
}

extension Demonstrations {
    /// The observations of steps with a weight.
    fileprivate var observationsThatCount: [Float] {
        let width = observations.count / max(weights.count, 1)
        return weights.indices.filter { weights[$0] > 0 }.flatMap { observations[$0 * width..<($0 + 1) * width] }
    }
}

extension SequenceBatch {
    /// Takes some demonstrated sequences, by number.
    fileprivate func gather(
        _ demonstrations: Demonstrations, _ sequences: ArraySlice<Int>, _ normalisation: ObservationNormalisation,
        valueScale: Float
    ) {
        begin(batch: sequences.count)
        for (column, sequence) in sequences.enumerated() {
            for step in 0..<steps {
                let (from, row) = (sequence * steps + step, step * batch + column)
                fill(row)
                guard demonstrations.weights[from] > 0 else { continue }
                copy(demonstrations.observations, from: from, to: row, observations)
                copy(demonstrations.actions, from: from, to: row, actions)
                copy(demonstrations.priors, from: from, to: row, priors)
                keep.start[row] = step == 0 ? 0 : 1
                counts.start[row] = demonstrations.weights[from]
                if !demonstrations.returns.isEmpty { returns.start[row] = demonstrations.returns[from] / valueScale }
            }
        }
        normalisation.apply(observations.start, rows: rows, into: observations.start)
    }

    /// One row of `source` to one of `target`.
    private func copy(_ source: [Float], from: Int, to row: Int, _ target: FloatBuffer) {
        let width = target.count / (steps * capacity)
        for index in 0..<width { target.start[row * width + index] = source[from * width + index] }
    }
}
