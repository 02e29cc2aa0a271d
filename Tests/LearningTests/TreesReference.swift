// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Learning

/// The table of `Fixtures/trees_reference.py`: features, target, and the forecasts of other programs.
struct TreesReference {
    let columns: [[Float]]
    let target: [Float]
    let squared: [Float]
    let absolute: [Float]
    let quantile: [Float]

    init() throws {
        let folder = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        let text = try String(contentsOfFile: folder + "/Fixtures/trees_reference.csv", encoding: .utf8)
        let rows = text.split(separator: "\n").dropFirst(2).map { line in
            line.split(separator: ",").map { Float($0) ?? .nan }
        }
        let all = (0..<9).map { column in rows.map { $0[column] } }
        columns = Array(all[0..<5])
        target = all[5]
        (squared, absolute, quantile) = (all[6], all[7], all[8])
    }

    var table: BinnedTable {
        get throws { try BinnedTable(rowCount: target.count, columnCount: 5) { columns[$0] } }
    }

    var rows: [[Float]] { target.indices.map { row in columns.map { $0[row] } } }
}

/// The forecasts of a model for some rows, one by one.
func forecasts(_ model: TreeEnsemble, _ rows: [[Float]]) -> [Float] {
    var predictor = TreePredictor(model)
    return rows.map { predictor.predict($0) }
}

/// Root of the mean squared difference.
func rootMeanSquare(_ a: [Float], _ b: [Float]) -> Double {
    let sum = zip(a, b).reduce(0.0) { $0 + (Double($1.0) - Double($1.1)) * (Double($1.0) - Double($1.1)) }
    return (sum / Double(a.count)).squareRoot()
}

/// The largest difference.
func largestDifference(_ a: [Float], _ b: [Float]) -> Float {
    zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1)) }
}
