// SPDX-License-Identifier: Apache-2.0

@testable import Learning

/// Made-up tables to train trees on.
enum BoostingSample {
    /// Rows of `count` columns of noise; the target follows from the first two.
    static func noise(rows: Int, columns: Int = 5, seed: UInt64 = 1) -> (columns: [[Float]], target: [Float]) {
        let features = (0..<columns).map { column in
            SyntheticNoise.gaussian(seed: seed &+ UInt64(column), count: rows).map { Float($0) }
        }
        let target = (0..<rows).map { row in features[0][row] * 2 + (features[1][row] > 0 ? 1 : -1) }
        return (features, target)
    }

    static func table(_ columns: [[Float]]) throws -> BinnedTable {
        try BinnedTable(rowCount: columns[0].count, columnCount: columns.count) { columns[$0] }
    }

    static func transposed(_ columns: [[Float]]) -> [[Float]] {
        columns[0].indices.map { row in columns.map { $0[row] } }
    }
}
