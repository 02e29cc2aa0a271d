// SPDX-License-Identifier: Apache-2.0

import Bits

/// Training of gradient-boosted trees (Friedman, 2001) by histograms of bins.
///
/// One thread; the same table, targets and parameters give the same bits on every machine.
public enum Boosting {
    /// The largest magnitude of a target: differences of such numbers are far from overflow.
    public static let targetLimit: Float = 1e18

    /// What training says after each tree.
    public struct Progress: Hashable, Sendable {
        /// Trees grown so far.
        public let treeCount: Int
        /// Mean loss on the validation table, where there is one.
        public let validationLoss: Double?
    }

    /// Trains trees.
    ///
    /// - Parameters:
    ///   - table: features of the training rows.
    ///   - target: one finite target per row.
    ///   - parameters: the hyper-parameters.
    ///   - validation: rows to measure the loss on, binned as the training table is.
    ///   - shouldContinue: called after each tree; false ends the training with the trees so far.
    /// - Throws: `BoostingError` where a parameter, a target or a table is not as it has to be.
    public static func train(
        _ table: BinnedTable, target: [Float], parameters: BoostingParameters,
        validation: (table: BinnedTable, target: [Float])? = nil, shouldContinue: (Progress) -> Bool = { _ in true }
    ) throws(BoostingError) -> TreeEnsemble {
        try parameters.validate()
        try check(target, table)
        if let validation {
            try check(validation.target, validation.table)
            guard validation.table.binning == table.binning else { throw .differentBinning }
        } else if parameters.earlyStoppingRounds != nil {
            throw .validationMissing
        }
        var run = BoostingRun(table, target: target, parameters: parameters, validation: validation)
        return run.train(shouldContinue)
    }

    private static func check(_ target: [Float], _ table: BinnedTable) throws(BoostingError) {
        guard target.count == table.rowCount else {
            throw .targetCount(expected: table.rowCount, found: target.count)
        }
        guard let row = target.firstIndex(where: { !(abs($0) <= targetLimit) }) else { return }
        throw .targetOutOfRange(row: row, found: target[row], limit: targetLimit)
    }
}

/// The state of one training.
private struct BoostingRun: ~Copyable {
    let table: BinnedTable
    let target: [Float]
    let parameters: BoostingParameters
    let base: Float
    var prediction: [Float]
    var gradients: PackedGradients
    var grower: Grower
    var trees: [ScaledTree] = []
    var validation: ValidationRun?

    init(
        _ table: BinnedTable, target: [Float], parameters: BoostingParameters,
        validation: (table: BinnedTable, target: [Float])?
    ) {
        self.table = table
        self.target = target
        self.parameters = parameters
        base = parameters.loss.bestConstant(target)
        prediction = [Float](repeating: base, count: target.count)
        gradients = PackedGradients(rowCount: target.count)
        grower = Grower(table: table, parameters: parameters)
        let base = base
        self.validation = validation.map {
            ValidationRun(table: $0.table, target: $0.target, base: base, loss: parameters.loss)
        }
    }

    mutating func train(_ shouldContinue: (Boosting.Progress) -> Bool) -> TreeEnsemble {
        for index in 0..<parameters.treeCount {
            guard addTree(index) else { break }
            let loss = validation?.update(parameters.loss, treeCount: trees.count)
            if let validation, let rounds = parameters.earlyStoppingRounds,
                trees.count - validation.bestCount >= rounds
            {
                break
            }
            guard shouldContinue(Boosting.Progress(treeCount: trees.count, validationLoss: loss)) else { break }
        }
        if let validation, parameters.earlyStoppingRounds != nil {
            trees.removeLast(trees.count - validation.bestCount)
        }
        return TreeEnsemble(binning: table.binning, base: base, trees: trees)
    }

    /// Grows one tree and adds it to all forecasts; false where there is nothing left to learn.
    private mutating func addTree(_ index: Int) -> Bool {
        // Each tree has a sequence of its own, so that a draw does not depend on how many went before it.
        var generator = SplitMix64(seed: parameters.seed &+ UInt64(index) &* 0xD134_2543_DE82_EF95)
        let draw = Draw(parameters.rowFraction, of: table.rowCount, &generator)
        var rows = RowPartition(draw.drawn)
        let columns = Draw(parameters.columnFraction, of: table.columnCount, &generator).drawn.map { Int($0) }
        guard gradients.update(parameters.loss, target: target, prediction: prediction) else { return false }
        let grown = grower.grow(&rows, gradients: gradients, columns: columns)
        // A draw of rows or columns may hold no split where the next one does.
        guard grown.depth > 0 else { return parameters.rowFraction < 1 || parameters.columnFraction < 1 }
        let values = grown.leaves.map { leaf in
            let value = parameters.loss.leafValue(
                leaf, unit: gradients.unit, lambda: parameters.lambda, rows: rows, target: target,
                prediction: prediction)
            return Float(value * parameters.learningRate)
        }
        let tree = ScaledTree(grown, values: values, unit: gradients.unit)
        trees.append(tree)
        for (leaf, value) in zip(grown.leaves, values) {
            for row in rows.rows[leaf.rows] { prediction[Int(row)] += value }
        }
        let walk = TableWalk(tree)
        walk.add(to: &prediction, rows: draw.rest, table: table)
        validation?.add(walk)
        return true
    }
}

/// The forecasts for the validation table and when they were best.
private struct ValidationRun {
    let table: BinnedTable
    let target: [Float]
    var prediction: [Float]
    var bestLoss: Double
    /// Number of trees that the loss was least with.
    var bestCount = 0

    init(table: BinnedTable, target: [Float], base: Float, loss: BoostingLoss) {
        self.table = table
        self.target = target
        prediction = [Float](repeating: base, count: target.count)
        bestLoss = loss.mean(target: target, prediction: prediction)
    }

    mutating func add(_ walk: TableWalk) { walk.add(to: &prediction, rows: 0..<UInt32(target.count), table: table) }

    mutating func update(_ loss: BoostingLoss, treeCount: Int) -> Double {
        let value = loss.mean(target: target, prediction: prediction)
        if value < bestLoss { (bestLoss, bestCount) = (value, treeCount) }
        return value
    }
}
