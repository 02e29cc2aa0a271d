// SPDX-License-Identifier: Apache-2.0

/// The training of a network: its weights, the optimiser's memory and what came of each epoch.
///
/// A value that can be kept and taken up again: training that was stopped and resumed gives the same bits as training that
/// was not. The order of the windows is drawn anew for each epoch from the seed and the epoch's number.
public struct NetworkTraining<Model: Network>: Hashable, Sendable {
    /// How the network is trained.
    public let parameters: NetworkTrainingParameters
    /// The network after the last whole epoch.
    public private(set) var latest: Model
    /// The network after the epoch with the lowest validation loss; what to use.
    public private(set) var best: Model
    /// What came of each epoch.
    public private(set) var history: [TrainingEpoch] = []
    private var adam: Adam
    private var schedule: PlateauSchedule?
    private var stopping: EarlyStopping

    /// Training from the weights that a network has.
    public init(_ model: Model, parameters: NetworkTrainingParameters) {
        self.init(
            model, best: model, parameters: parameters,
            adam: Adam(parameters: parameters.adam, count: model.weights.count))
    }

    private init(_ latest: Model, best: Model, parameters: NetworkTrainingParameters, adam: Adam) {
        self.parameters = parameters
        self.latest = latest
        self.best = best
        self.adam = adam
        schedule = parameters.plateau.map {
            PlateauSchedule(parameters: $0, learningRate: parameters.adam.learningRate)
        }
        stopping = EarlyStopping(patience: parameters.patience, minimumImprovement: parameters.minimumImprovement)
    }

    /// Why `fit` came back.
    public enum Outcome: Hashable, Sendable {
        /// The most epochs were done, or the loss had stopped falling.
        case finished
        /// The callback asked to stop; a begun epoch is forgotten, and `fit` takes up the work where it was before it.
        case stopped
    }

    /// Whether there is nothing left to do.
    public var isFinished: Bool { history.count >= parameters.epochLimit || stopping.isOver }

    /// Learning rate of the next epoch.
    public var learningRate: Float { schedule?.learningRate ?? parameters.adam.learningRate }

    /// Trains until the end or until the callback asks to stop.
    ///
    /// - Parameters:
    ///   - windows: what to learn from.
    ///   - validation: what decides on the learning rate, the end and the best epoch; nil to decide by the training loss.
    ///   - progress: told after each batch; gives whether to go on.
    /// - Throws: an error where data and network do not fit together, or training diverges; then the training is as it was
    ///   after the last good epoch.
    public mutating func fit(
        _ windows: TrainingWindows, validation: TrainingWindows? = nil, arithmetic: Arithmetic = .best,
        progress: (TrainingProgress) -> Bool = { _ in true }
    ) throws(NetworkError) -> Outcome {
        try requireFitting(windows, name: "training")
        if let validation { try requireFitting(validation, name: "validation") }
        let runner = EpochRunner(latest, parameters, arithmetic)
        while !isFinished {
            var (weights, optimiser) = (latest.weights, adam)
            let order = EpochRunner.order(count: windows.count, seed: parameters.seed, epoch: history.count)
            let done = history
            let trainingLoss = runner.train(
                &weights, &optimiser, learningRate, windows, order: order,
                progress: { batch, count in
                    progress(TrainingProgress(epoch: done.count, batch: batch, batchCount: count, history: done))
                })
            guard let trainingLoss else { return .stopped }
            let validationLoss = validation.map { runner.loss(weights, $0) } ?? trainingLoss
            guard trainingLoss.isFinite, validationLoss.isFinite else { throw .diverged(epoch: history.count) }
            adam = optimiser
            latest.weights = weights
            let epoch = TrainingEpoch(
                trainingLoss: trainingLoss, validationLoss: validationLoss, learningRate: learningRate)
            if note(epoch) { best = latest }
        }
        return .finished
    }

    /// Takes an epoch into the schedule; gives whether it is the best so far.
    private mutating func note(_ epoch: TrainingEpoch) -> Bool {
        history.append(epoch)
        schedule?.update(loss: epoch.validationLoss)
        return stopping.update(loss: epoch.validationLoss)
    }

    private func requireFitting(_ windows: TrainingWindows, name: String) throws(NetworkError) {
        try requireSizes([("batchSize", parameters.batchSize), ("epochLimit", parameters.epochLimit)])
        guard windows.count > 0 else { throw .empty(name: name) }
        let pairs = [
            ("inputCount", windows.inputCount, latest.inputCount),
            ("windowLength", windows.windowLength, latest.windowLength),
            ("outputs", windows.targetCount * parameters.loss.outputsPerTarget, latest.outputCount),
        ]
        for (what, found, expected) in pairs where found != expected {
            throw .count(name: "\(name) \(what)", found: found, expected: expected)
        }
    }
}

extension NetworkTraining {
    /// Everything needed to go on later, beside the model's and the training's parameters.
    ///
    /// The schedule's and the stopping's states follow from the history. Counts are exact below 2^24 steps.
    public var checkpoint: [NamedTensor] {
        let losses = history.flatMap { [$0.trainingLoss, $0.validationLoss, $0.learningRate] }
        return [
            NamedTensor(name: "weights", values: latest.weights),
            NamedTensor(name: "best", values: best.weights),
            NamedTensor(name: "adam.first", values: adam.first),
            NamedTensor(name: "adam.second", values: adam.second),
            NamedTensor(name: "adam.steps", values: [Float(adam.stepCount)]),
            NamedTensor(name: "history", shape: [history.count, 3], values: losses),
        ]
    }

    /// Takes up training where a checkpoint left it.
    ///
    /// - Parameter model: a network of the same parameters; its weights are replaced.
    /// - Throws: the first tensor that is missing, of the wrong size or not finite.
    public init(
        resuming model: Model, parameters: NetworkTrainingParameters, checkpoint: [NamedTensor]
    ) throws(NetworkError) {
        func values(_ name: String, _ count: Int?) throws(NetworkError) -> [Float] {
            guard let tensor = checkpoint.first(where: { $0.name == name }) else { throw .missingTensor(name: name) }
            if let count, tensor.values.count != count {
                throw .count(name: name, found: tensor.values.count, expected: count)
            }
            if let index = tensor.values.firstIndex(where: { !$0.isFinite }) {
                throw .notFinite(name: name, index: index)
            }
            return tensor.values
        }
        let count = model.weights.count
        var (latest, best) = (model, model)
        latest.weights = try values("weights", count)
        best.weights = try values("best", count)
        let stepCount = try values("adam.steps", 1)[0]
        guard let steps = Int(exactly: stepCount), steps >= 0 else {
            throw .notACount(name: "adam.steps", found: stepCount)
        }
        let adam = Adam(
            parameters: parameters.adam, stepCount: steps, first: try values("adam.first", count),
            second: try values("adam.second", count))
        self.init(latest, best: best, parameters: parameters, adam: adam)
        let losses = try values("history", nil)
        guard losses.count % 3 == 0 else {
            throw .count(name: "history", found: losses.count, expected: losses.count / 3 * 3)
        }
        for at in stride(from: 0, to: losses.count, by: 3) {
            _ = note(
                TrainingEpoch(trainingLoss: losses[at], validationLoss: losses[at + 1], learningRate: losses[at + 2]))
        }
    }
}
