// SPDX-License-Identifier: Apache-2.0

/// Forecasts with boosted trees on memory made once: no call allocates.
public struct TreePredictor: Sendable {
    /// The trees.
    public let ensemble: TreeEnsemble
    /// Most rows of one call.
    public let maximumRows: Int
    /// `[column][256]` bounds of the bins, filled up with infinity.
    private let bounds: [Float]
    /// `[row][column][2]` bins; see `TreeEnsemble.place`.
    private var bins: [UInt8]

    /// A predictor for at most some number of rows at a time.
    public init(_ ensemble: TreeEnsemble, maximumRows: Int = 96) {
        precondition(maximumRows > 0, "a predictor of \(maximumRows) rows")
        self.ensemble = ensemble
        self.maximumRows = maximumRows
        bounds = ensemble.binning.bounds.flatMap {
            $0 + [Float](repeating: .infinity, count: BoundSearch.paddedCount - $0.count)
        }
        bins = [UInt8](repeating: 0, count: maximumRows * ensemble.binning.columnCount * 2)
    }

    /// The forecast for one row.
    ///
    /// - Parameter features: one value per column; values that are not finite are missing.
    public mutating func predict(_ features: [Float]) -> Float {
        precondition(
            features.count == ensemble.binning.columnCount,
            "\(features.count) features, the model has \(ensemble.binning.columnCount)")
        var forecast = ensemble.base
        features.withUnsafeBufferPointer { sort($0, rowCount: 1) }
        withUnsafeMutablePointer(to: &forecast) { add(to: $0, rowCount: 1) }
        return forecast
    }

    /// The forecasts for some rows, at most `maximumRows`.
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
        features.withUnsafeBufferPointer { sort($0, rowCount: rowCount) }
        forecasts.withUnsafeMutableBufferPointer { forecasts in
            guard let base = forecasts.baseAddress else { return }
            base.update(repeating: ensemble.base, count: rowCount)
            add(to: base, rowCount: rowCount)
        }
    }

    /// Turns rows of values to rows of bins.
    private mutating func sort(_ features: UnsafeBufferPointer<Float>, rowCount: Int) {
        let columnCount = ensemble.binning.columnCount
        bounds.withUnsafeBufferPointer { bounds in
            bins.withUnsafeMutableBufferPointer { bins in
                guard let bounds = bounds.baseAddress else { return }
                for column in 0..<columnCount {
                    let bounds = bounds + column * BoundSearch.paddedCount
                    for row in 0..<rowCount {
                        let place = row * columnCount + column
                        let bin = BoundSearch.bin(of: features[place], bounds)
                        bins[2 * place] = bin
                        bins[2 * place + 1] = bin == Binning.missingBin ? 0 : bin
                    }
                }
            }
        }
    }

    /// Adds every tree's leaf to the forecasts.
    private func add(to forecasts: UnsafeMutablePointer<Float>, rowCount: Int) {
        bins.withUnsafeBufferPointer { bins in
            ensemble.nodes.withUnsafeBufferPointer { nodes in
                ensemble.leaves.withUnsafeBufferPointer { leaves in
                    guard let bins = bins.baseAddress, let nodes = nodes.baseAddress, let leaves = leaves.baseAddress
                    else { return }
                    let rows = BinnedRows(bins: bins, length: ensemble.binning.columnCount * 2, count: rowCount)
                    TreePaths.add(
                        to: forecasts, rows: rows, nodes: nodes, leaves: leaves, treeCount: ensemble.treeCount,
                        depth: ensemble.depth)
                }
            }
        }
    }
}
