// SPDX-License-Identifier: Apache-2.0

import CCPU
import KernelsFMA
import KernelsPortable

/// Forecasts with boosted trees on memory made once: no call allocates.
public struct TreePredictor: Sendable {
    /// The trees.
    public let ensemble: TreeEnsemble
    /// Most rows of one call.
    public let maximumRows: Int
    /// The trees' nodes and leaves, filled up to a multiple of four trees with ones that answer zero.
    private let nodes: [TreeNode]
    private let leaves: [Float]
    private let treeCount: Int
    /// `[column][256]` bounds of the bins, filled up with infinity.
    private let bounds: [Float]
    /// The bins of one row (`[place]`) or of one block of rows (`[place][96]`); see `TreeNode.place`.
    private var bins: [UInt8]
    /// Scratch of the block kernel.
    private var numbers: [UInt8]

    private static let blockRows = KernelsPortable.Kernel.treeBlockRows
    /// The kernel for the running processor.
    static let addBlock =
        hearth_cpu_has_fused_kernels() ? KernelsFMA.Kernel.addTreeBlock : KernelsPortable.Kernel.addTreeBlock

    /// A predictor for at most some number of rows at a time.
    public init(_ ensemble: TreeEnsemble, maximumRows: Int = 96) {
        precondition(maximumRows > 0, "a predictor of \(maximumRows) rows")
        self.ensemble = ensemble
        self.maximumRows = maximumRows
        bounds = ensemble.binning.bounds.flatMap {
            $0 + [Float](repeating: .infinity, count: BoundSearch.paddedCount - $0.count)
        }
        treeCount = (ensemble.treeCount + 3) & ~3
        let missing = (treeCount - ensemble.treeCount) << ensemble.depth
        // Nothing to add leaves the ensemble's arrays shared.
        nodes = missing == 0 ? ensemble.nodes : ensemble.nodes + Array(repeating: .passThrough, count: missing)
        leaves = missing == 0 ? ensemble.leaves : ensemble.leaves + Array(repeating: 0, count: missing)
        let usesBlocks = maximumRows >= Self.blockRows && Self.blockDepths.contains(ensemble.depth)
        let blockRows = usesBlocks ? Self.blockRows : 1
        bins = [UInt8](repeating: 0, count: blockRows * ensemble.binning.columnCount * 2)
        numbers = [UInt8](repeating: 0, count: usesBlocks ? (4 + 1 << ensemble.depth) * Self.blockRows : 0)
    }

    private static let blockDepths = 1...KernelsPortable.Kernel.treeBlockDepth

    /// The forecast for one row.
    ///
    /// - Parameter features: one value per column; values that are not finite are missing.
    public mutating func predict(_ features: [Float]) -> Float {
        precondition(
            features.count == ensemble.binning.columnCount,
            "\(features.count) features, the model has \(ensemble.binning.columnCount)")
        return features.withUnsafeBufferPointer { features in
            guard let values = features.baseAddress else { return ensemble.base }
            return forecast(values)
        }
    }

    /// The forecasts for some rows, at most `maximumRows`; each has the bits it has alone.
    ///
    /// - Parameters:
    ///   - features: `[row][column]`, as many rows as there are forecasts to fill.
    ///   - forecasts: where the forecasts go; its length is the number of rows.
    public mutating func predict(_ features: [Float], into forecasts: inout [Float]) {
        let rowCount = forecasts.count
        precondition(rowCount <= maximumRows, "\(rowCount) rows, the predictor was made for \(maximumRows)")
        precondition(
            features.count == rowCount * ensemble.binning.columnCount,
            "\(features.count) features, expected \(rowCount) rows of \(ensemble.binning.columnCount)")
        let (columnCount, base) = (ensemble.binning.columnCount, ensemble.base)
        features.withUnsafeBufferPointer { features in
            forecasts.withUnsafeMutableBufferPointer { forecasts in
                guard let values = features.baseAddress, let sums = forecasts.baseAddress else { return }
                sums.update(repeating: base, count: rowCount)
                var row = 0
                while row < rowCount {
                    if !numbers.isEmpty, rowCount - row >= Self.blockRows {
                        addBlock(values + row * columnCount, to: sums + row)
                        row += Self.blockRows
                    } else {
                        sums[row] = forecast(values + row * columnCount)
                        row += 1
                    }
                }
            }
        }
    }

    private mutating func forecast(_ values: UnsafePointer<Float>) -> Float {
        sort(values, rowCount: 1)
        return bins.withUnsafeBufferPointer { bins in
            nodes.withUnsafeBufferPointer { nodes in
                leaves.withUnsafeBufferPointer { leaves in
                    guard let bins = bins.baseAddress, let nodes = nodes.baseAddress, let leaves = leaves.baseAddress
                    else { return ensemble.base }
                    return TreePaths.added(
                        to: ensemble.base, bins: bins, nodes: nodes, leaves: leaves, treeCount: treeCount,
                        depth: ensemble.depth)
                }
            }
        }
    }

    /// Adds every tree's leaf to the forecasts of a block of rows.
    private mutating func addBlock(_ values: UnsafePointer<Float>, to forecasts: UnsafeMutablePointer<Float>) {
        sort(values, rowCount: Self.blockRows)
        let (depth, treeCount) = (ensemble.depth, treeCount)
        numbers.withUnsafeMutableBufferPointer { numbers in
            bins.withUnsafeBufferPointer { bins in
                nodes.withUnsafeBufferPointer { nodes in
                    leaves.withUnsafeBufferPointer { leaves in
                        guard let bins = bins.baseAddress, let nodes = nodes.baseAddress,
                            let leaves = leaves.baseAddress, let numbers = numbers.baseAddress
                        else { return }
                        Self.addBlock(bins, nodes, leaves, depth, treeCount, numbers, forecasts)
                    }
                }
            }
        }
    }

    /// Turns rows of values to bins, `[place][row]`.
    private mutating func sort(_ values: UnsafePointer<Float>, rowCount: Int) {
        let columnCount = ensemble.binning.columnCount
        bounds.withUnsafeBufferPointer { bounds in
            bins.withUnsafeMutableBufferPointer { bins in
                guard let bounds = bounds.baseAddress else { return }
                for column in 0..<columnCount {
                    let bounds = bounds + column * BoundSearch.paddedCount
                    for row in 0..<rowCount {
                        let bin = BoundSearch.bin(of: values[row * columnCount + column], bounds)
                        bins[2 * column * rowCount + row] = bin
                        bins[(2 * column + 1) * rowCount + row] = bin == Binning.missingBin ? 0 : bin
                    }
                }
            }
        }
    }
}
