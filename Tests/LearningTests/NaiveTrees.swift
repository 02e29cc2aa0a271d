// SPDX-License-Identifier: Apache-2.0

@testable import Learning

/// Boosted trees without any art: every split of every node is tried on the rows themselves, in double precision.
///
/// For the squared loss, all rows and all columns; the rules are those of `BoostingParameters`.
struct NaiveTrees {
    indirect enum Node {
        case leaf(Double)
        case split(column: Int, bin: UInt8, missingGoesLeft: Bool, left: Node, right: Node)
    }

    let table: BinnedTable
    let parameters: BoostingParameters
    private(set) var prediction: [Double]

    init(_ table: BinnedTable, target: [Float], parameters: BoostingParameters) {
        self.table = table
        self.parameters = parameters
        let mean = target.reduce(0.0) { $0 + Double($1) } / Double(target.count)
        prediction = [Double](repeating: mean, count: target.count)
        for _ in 0..<parameters.treeCount {
            let gradients = zip(prediction, target).map { $0 - Double($1) }
            let tree = grow(Array(target.indices), gradients, depth: 0)
            for row in target.indices { prediction[row] += parameters.learningRate * answer(tree, row) }
        }
    }

    func goesLeft(_ row: Int, _ column: Int, _ bin: UInt8, _ missingGoesLeft: Bool) -> Bool {
        let value = table.bin(row: row, column: column)
        return value == Binning.missingBin ? missingGoesLeft : value <= bin
    }

    private func answer(_ node: Node, _ row: Int) -> Double {
        switch node {
        case .leaf(let value): value
        case .split(let column, let bin, let missingGoesLeft, let left, let right):
            answer(goesLeft(row, column, bin, missingGoesLeft) ? left : right, row)
        }
    }

    private func grow(_ rows: [Int], _ gradients: [Double], depth: Int) -> Node {
        func score(_ rows: [Int]) -> Double {
            let sum = rows.reduce(0) { $0 + gradients[$1] }
            return sum * sum / (Double(rows.count) + parameters.lambda)
        }
        var best = (gain: parameters.minimumGain + 1e-9, column: -1, bin: UInt8(0), missingGoesLeft: false)
        for column in 0..<table.columnCount where depth < parameters.maximumDepth {
            let hasMissing = rows.contains { table.bin(row: $0, column: column) == Binning.missingBin }
            for bin in 0..<table.binning.binCount(column) {
                for missingGoesLeft in hasMissing ? [false, true] : [false] {
                    let left = rows.filter { goesLeft($0, column, UInt8(bin), missingGoesLeft) }
                    let right = rows.filter { !goesLeft($0, column, UInt8(bin), missingGoesLeft) }
                    guard min(left.count, right.count) >= parameters.minimumChildCount else { continue }
                    let gain = score(left) + score(right) - score(rows)
                    if gain > best.gain + 1e-9 { best = (gain, column, UInt8(bin), missingGoesLeft) }
                }
            }
        }
        guard best.column >= 0 else {
            return .leaf(-rows.reduce(0) { $0 + gradients[$1] } / (Double(rows.count) + parameters.lambda))
        }
        let left = rows.filter { goesLeft($0, best.column, best.bin, best.missingGoesLeft) }
        let right = rows.filter { !goesLeft($0, best.column, best.bin, best.missingGoesLeft) }
        return .split(
            column: best.column, bin: best.bin, missingGoesLeft: best.missingGoesLeft,
            left: grow(left, gradients, depth: depth + 1), right: grow(right, gradients, depth: depth + 1))
    }
}
