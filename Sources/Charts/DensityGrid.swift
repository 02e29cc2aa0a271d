// SPDX-License-Identifier: Apache-2.0

/// Numbers of points in the square cells of a plot.
struct DensityGrid: Hashable {
    /// Cells across.
    let width: Int
    /// Cells from top to bottom.
    let height: Int
    /// By cell, row by row from the top.
    private(set) var counts: [Int]

    /// An empty grid; both sizes are at least 1.
    init(width: Int, height: Int) {
        (self.width, self.height) = (max(1, width), max(1, height))
        counts = Array(repeating: 0, count: self.width * self.height)
    }

    /// Counts a point at a part of the width, from the left, and of the height, from the top; both finite, 0...1.
    mutating func add(x: Double, y: Double) {
        let column = max(0, min(width - 1, Int(max(0, min(1, x)) * Double(width))))
        let row = max(0, min(height - 1, Int(max(0, min(1, y)) * Double(height))))
        counts[row * width + column] += 1
    }

    /// The smallest counts of up to `levels` levels: round numbers, about equally far apart by factors.
    func thresholds(levels: Int) -> [Int] {
        let most = counts.max() ?? 0
        var round: [Int] = []
        var power = 1
        while power <= most {
            round += [1, 2, 5].map { $0 * power }.filter { $0 <= most }
            guard power <= Int.max / 100 else { break }
            power *= 10
        }
        let every = max(1, (round.count + levels - 1) / max(1, levels))
        return stride(from: 0, to: round.count, by: every).map { round[$0] }
    }

    /// Runs of cells side by side whose counts are in a range, as row and columns.
    func runs(of range: Range<Int>) -> [(row: Int, columns: Range<Int>)] {
        var runs: [(row: Int, columns: Range<Int>)] = []
        for row in 0..<height {
            for column in 0..<width where range.contains(counts[row * width + column]) {
                if let last = runs.last, last.row == row, last.columns.upperBound == column {
                    runs[runs.count - 1].columns = last.columns.lowerBound..<column + 1
                } else {
                    runs.append((row, column..<column + 1))
                }
            }
        }
        return runs
    }
}
