// SPDX-License-Identifier: Apache-2.0

/// A learning rate that is reduced when the loss stops falling.
public struct PlateauSchedule: Hashable, Sendable {
    /// When and how far the rate is reduced.
    public struct Parameters: Hashable, Sendable {
        /// Factor on the rate, in 0..<1.
        public var factor: Float
        /// Epochs without improvement that are borne; the rate falls in the one after.
        public var patience: Int
        /// Share by which the loss must fall to count as improvement, >= 0.
        public var threshold: Float
        /// The rate never falls below this.
        public var minimumRate: Float

        /// The values that torch gives its schedule of this kind, with a shorter patience.
        public init(factor: Float = 0.1, patience: Int = 2, threshold: Float = 1e-4, minimumRate: Float = 0) {
            self.factor = factor
            self.patience = patience
            self.threshold = threshold
            self.minimumRate = minimumRate
        }
    }

    /// When and how far the rate is reduced.
    public let parameters: Parameters
    /// The rate for the next epoch.
    public private(set) var learningRate: Float
    private var best = Float.infinity
    private var epochsWithoutImprovement = 0

    /// Begins with a rate.
    public init(parameters: Parameters = Parameters(), learningRate: Float) {
        self.parameters = parameters
        self.learningRate = learningRate
    }

    /// Takes note of the loss of an epoch.
    public mutating func update(loss: Float) {
        if loss < best * (1 - parameters.threshold) || !best.isFinite {
            best = loss
            epochsWithoutImprovement = 0
            return
        }
        epochsWithoutImprovement += 1
        guard epochsWithoutImprovement > parameters.patience else { return }
        learningRate = max(learningRate * parameters.factor, parameters.minimumRate)
        epochsWithoutImprovement = 0
    }
}
