// SPDX-License-Identifier: Apache-2.0

/// One tree's way through a binned table: what it adds to the forecasts of rows it was not grown on.
struct TableWalk {
    private struct Node {
        var start = 0
        var shift: UInt8 = 0
        var threshold: UInt8 = 255
    }

    private let depth: Int
    private let tree: ScaledTree

    init(_ tree: ScaledTree) {
        self.tree = tree
        depth = tree.depth
    }

    /// Adds the leaf of some rows of a table to the rows' forecasts.
    func add(to prediction: inout [Float], rows: some Sequence<UInt32>, table: BinnedTable) {
        var nodes = [Node](repeating: Node(), count: 1 << depth)
        for (node, split, _) in tree.splits {
            // As in `RowPartition.split`: moving up by one brings missing values round to the lowest bin.
            let shift: UInt8 = split.missingGoesLeft ? 1 : 0
            nodes[node] = Node(start: table.start(of: split.column), shift: shift, threshold: split.bin &+ shift)
        }
        var leaves = [Float](repeating: 0, count: 1 << depth)
        for (node, value) in tree.leaves {
            let level = Int.bitWidth - 1 - node.leadingZeroBitCount
            leaves[node << (depth - level) - 1 << depth] = value
        }
        table.bytes.withUnsafeBufferPointer { bins in
            for row in rows.lazy.map({ Int($0) }) {
                var node = 1
                for _ in 0..<depth {
                    let place = nodes[node]
                    let bin = bins[place.start &+ row &* BinnedTable.laneCount] &+ place.shift
                    node = 2 &* node &+ (bin > place.threshold ? 1 : 0)
                }
                prediction[row] += leaves[node &- 1 << depth]
            }
        }
    }
}
