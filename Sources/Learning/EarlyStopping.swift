// SPDX-License-Identifier: Apache-2.0

/// Ends training when the loss has not fallen for some epochs.
public struct EarlyStopping: Hashable, Sendable {
    /// Epochs in a row without improvement after which training ends, at least 1.
    public let patience: Int
    /// How much the loss must fall to count as improvement, >= 0.
    public let minimumImprovement: Float
    /// The lowest loss so far; infinite before the first epoch.
    public private(set) var best = Float.infinity
    /// Epochs in a row without improvement.
    public private(set) var epochsWithoutImprovement = 0

    /// Before the first epoch.
    public init(patience: Int = 5, minimumImprovement: Float = 0) {
        self.patience = patience
        self.minimumImprovement = minimumImprovement
    }

    /// Takes note of the loss of an epoch.
    ///
    /// - Returns: whether it is the best so far, so that its weights are worth keeping.
    public mutating func update(loss: Float) -> Bool {
        if loss < best - minimumImprovement || (!best.isFinite && loss.isFinite) {
            best = loss
            epochsWithoutImprovement = 0
            return true
        }
        epochsWithoutImprovement += 1
        return false
    }

    /// Whether training should end.
    public var isOver: Bool { epochsWithoutImprovement >= patience }
}
