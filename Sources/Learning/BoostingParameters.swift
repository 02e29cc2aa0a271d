// SPDX-License-Identifier: Apache-2.0

/// What boosted trees minimise.
public enum BoostingLoss: Hashable, Sendable {
    /// Half the mean squared error; forecasts the mean.
    case squared
    /// The mean absolute error; forecasts the median.
    case absolute
    /// The pinball loss of a level in 0...1, both excluded; forecasts that quantile.
    case quantile(Double)
}

/// The hyper-parameters of boosted trees.
public struct BoostingParameters: Hashable, Sendable {
    /// What is minimised.
    public var loss: BoostingLoss = .squared
    /// Number of trees, at least 1; fewer are kept where early stopping says so.
    public var treeCount = 500
    /// Share of each tree's answer that is taken, above 0, at most 1.
    public var learningRate = 0.05
    /// Most splits between root and leaf, 1...10.
    public var maximumDepth = 6
    /// Most leaves of a tree, at least 2; where they run out in a level of the tree, the best splits of it are taken.
    public var maximumLeaves = 64
    /// Fewest rows of a leaf, at least 1.
    public var minimumChildCount = 20
    /// Added to the number of rows in the denominator of leaf values and gains (L2 penalty), at least 0.
    public var lambda = 1.0
    /// Splits that do not gain more than this are not made, at least 0; for the squared loss in the square of the target's
    /// unit times rows, for the others in rows.
    public var minimumGain = 0.0
    /// Share of the rows that each tree sees, drawn without repetition, above 0, at most 1.
    public var rowFraction = 1.0
    /// Share of the columns that each tree sees, above 0, at most 1; at least one column.
    public var columnFraction = 1.0
    /// Stops after this many trees without a better loss on the validation table, and keeps the best; `nil` never stops.
    public var earlyStoppingRounds: Int?
    /// Seed of the row and column draws.
    public var seed: UInt64 = 0

    /// The defaults: those of LightGBM but for the depth, 64 leaves and lambda, as the benchmark has them.
    public init() {}

    /// The deepest tree: a perfect tree of this depth has 1024 leaves.
    static let depthLimit = 10

    func validate() throws(BoostingError) {
        let fraction = "above 0, at most 1"
        try Self.check("treeCount", Double(treeCount), "at least 1") { $0 >= 1 }
        try Self.check("learningRate", learningRate, fraction) { $0 > 0 && $0 <= 1 }
        try Self.check("maximumDepth", Double(maximumDepth), "1...\(Self.depthLimit)") {
            $0 >= 1 && $0 <= Double(Self.depthLimit)
        }
        try Self.check("maximumLeaves", Double(maximumLeaves), "at least 2") { $0 >= 2 }
        try Self.check("minimumChildCount", Double(minimumChildCount), "at least 1") { $0 >= 1 }
        try Self.check("lambda", lambda, "finite, at least 0") { $0 >= 0 && $0.isFinite }
        try Self.check("minimumGain", minimumGain, "finite, at least 0") { $0 >= 0 && $0.isFinite }
        try Self.check("rowFraction", rowFraction, fraction) { $0 > 0 && $0 <= 1 }
        try Self.check("columnFraction", columnFraction, fraction) { $0 > 0 && $0 <= 1 }
        try Self.check("earlyStoppingRounds", Double(earlyStoppingRounds ?? 1), "at least 1") { $0 >= 1 }
        if case .quantile(let level) = loss {
            try Self.check("quantile level", level, "above 0, below 1") { $0 > 0 && $0 < 1 }
        }
    }

    private static func check(
        _ name: String, _ found: Double, _ expected: String, _ isValid: (Double) -> Bool
    ) throws(BoostingError) {
        guard isValid(found) else { throw .parameter(name: name, found: found, expected: expected) }
    }
}
