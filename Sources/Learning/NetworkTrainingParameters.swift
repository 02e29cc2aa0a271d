// SPDX-License-Identifier: Apache-2.0

/// How a network is trained; stored with its weights.
public struct NetworkTrainingParameters: Hashable, Sendable {
    /// What is made small.
    public var loss: NetworkLoss
    /// Windows per step of the optimiser, at least 1.
    public var batchSize: Int
    /// Most epochs, at least 1.
    public var epochLimit: Int
    /// The optimiser.
    public var adam: Adam.Parameters
    /// When the learning rate is reduced; nil for never.
    public var plateau: PlateauSchedule.Parameters?
    /// Epochs without a better loss after which training ends.
    public var patience: Int
    /// How much the loss must fall to count as better, >= 0.
    public var minimumImprovement: Float
    /// Seed of the order in which windows are taken.
    public var seed: UInt64

    /// Adam with batches of 64, a reduced rate on a plateau, an end after five epochs without improvement.
    public init(
        loss: NetworkLoss = .squared, batchSize: Int = 64, epochLimit: Int = 50, adam: Adam.Parameters = .init(),
        plateau: PlateauSchedule.Parameters? = .init(), patience: Int = 5, minimumImprovement: Float = 0,
        seed: UInt64 = 1
    ) {
        self.loss = loss
        self.batchSize = batchSize
        self.epochLimit = epochLimit
        self.adam = adam
        self.plateau = plateau
        self.patience = patience
        self.minimumImprovement = minimumImprovement
        self.seed = seed
    }
}

/// What came of one epoch.
public struct TrainingEpoch: Hashable, Sendable {
    /// Mean loss over the training windows, while the weights were changing.
    public let trainingLoss: Float
    /// Mean loss over the validation windows after the epoch; that of training where there are none.
    public let validationLoss: Float
    /// Learning rate of the epoch.
    public let learningRate: Float
}

/// How far training is.
public struct TrainingProgress: Hashable, Sendable {
    /// The running epoch, from 0.
    public let epoch: Int
    /// Batches of it that are done.
    public let batch: Int
    /// Batches of an epoch.
    public let batchCount: Int
    /// The epochs that are done.
    public let history: [TrainingEpoch]
}
