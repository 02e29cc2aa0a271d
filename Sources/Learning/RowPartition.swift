// SPDX-License-Identifier: Apache-2.0

/// The rows a tree is grown from, ordered so that each node's rows are contiguous and ascending.
struct RowPartition {
    /// Row numbers.
    private(set) var rows: [UInt32]
    private var scratch: [UInt32]

    init(_ rows: [UInt32]) {
        self.rows = rows
        scratch = [UInt32](repeating: 0, count: rows.count)
    }

    /// Parts a node's rows in those that go left and then those that go right, both in their order.
    ///
    /// - Returns: where the right ones begin.
    mutating func split(_ range: Range<Int>, by split: Split, table: BinnedTable) -> Int {
        // For missing values that go left all bins move up by one, which brings the missing one round to the first place.
        let shift: UInt8 = split.missingGoesLeft ? 1 : 0
        let threshold = split.bin &+ shift
        let start = table.start(of: split.column)
        var (left, right) = (range.lowerBound, 0)
        table.bytes.withUnsafeBufferPointer { bins in
            rows.withUnsafeMutableBufferPointer { rows in
                scratch.withUnsafeMutableBufferPointer { scratch in
                    for k in range {
                        let row = rows[k]
                        let goesRight = bins[start &+ Int(row) &* BinnedTable.laneCount] &+ shift > threshold ? 1 : 0
                        rows[left] = row
                        scratch[right] = row
                        left &+= 1 &- goesRight
                        right &+= goesRight
                    }
                    for k in 0..<right { rows[left &+ k] = scratch[k] }
                }
            }
        }
        return left
    }
}
