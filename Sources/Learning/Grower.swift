// SPDX-License-Identifier: Apache-2.0

/// A tree as it was grown: its inner nodes and its leaves by their number in a perfect tree.
///
/// The root is node 1; the children of node `k` are `2 k` (left) and `2 k + 1`.
struct GrownTree {
    var splits: [(node: Int, split: Split)] = []
    var leaves: [GrownLeaf] = []
    /// Most splits between root and leaf.
    var depth = 0
}

/// A leaf and the rows that reached it.
struct GrownLeaf {
    var node: Int
    /// Places of the rows in the partition.
    var rows: Range<Int>
    var total: PackedSum
}

/// Grows one tree after the other on a table, level by level, on memory made once.
struct Grower: ~Copyable {
    private let table: BinnedTable
    private let parameters: BoostingParameters
    private var pool: HistogramPool
    /// The gradients of a node's rows in the order of the rows, so that each group of columns reads them in sequence.
    private var ordered: [Int64]

    /// A node that may still be split; its histogram is the pool's `slot`.
    private struct OpenNode {
        var node: Int
        var rows: Range<Int>
        var total: PackedSum
        var slot: Int?
        var split: Split?
    }

    init(table: BinnedTable, parameters: BoostingParameters) {
        self.table = table
        self.parameters = parameters
        pool = HistogramPool(groupCount: table.groupCount)
        ordered = [Int64](repeating: 0, count: table.rowCount)
    }

    /// Grows a tree on some rows and orders the rows by leaf.
    ///
    /// - Parameters:
    ///   - columns: the columns that may be split on, ascending.
    mutating func grow(_ partition: inout RowPartition, gradients: PackedGradients, columns: [Int]) -> GrownTree {
        let finder = SplitFinder(
            lambda: parameters.lambda, minimumChildCount: parameters.minimumChildCount,
            minimumGain: parameters.minimumGain / (gradients.unit * gradients.unit))
        var tree = GrownTree()
        var level = [root(partition, gradients, columns, finder)]
        var leafCount = 1
        while !level.isEmpty {
            keepBest(parameters.maximumLeaves - leafCount, of: &level)
            leafCount += level.count { $0.split != nil }
            var next: [OpenNode] = []
            for node in level {
                guard let split = node.split else {
                    close(node, &tree)
                    continue
                }
                tree.splits.append((node.node, split))
                var children = divide(node, split, &partition)
                tree.depth = Self.depth(of: children.left.node)
                if tree.depth < parameters.maximumDepth, leafCount < parameters.maximumLeaves {
                    open(&children, parent: node, partition, gradients, columns, finder)
                } else if let slot = node.slot {
                    pool.giveBack(slot)
                }
                next.append(children.left)
                next.append(children.right)
            }
            level = next
        }
        return tree
    }

    private static func depth(of node: Int) -> Int { Int.bitWidth - 1 - node.leadingZeroBitCount }

    private mutating func root(
        _ partition: RowPartition, _ gradients: PackedGradients, _ columns: [Int], _ finder: SplitFinder
    ) -> OpenNode {
        var root = OpenNode(node: 1, rows: partition.rows.indices, total: .zero)
        root.total = partition.rows.reduce(.zero) { $0 + PackedSum(bits: gradients.values[Int($1)]) }
        root.slot = histogram(of: root.rows, partition, gradients, columns)
        findSplit(&root, columns, finder)
        return root
    }

    /// Leaves only the `count` best splits of a level; of equal gains the leftmost.
    private func keepBest(_ count: Int, of level: inout [OpenNode]) {
        let ranked = level.indices.filter { level[$0].split != nil }.sorted {
            (level[$0].split?.gain ?? 0, $1) > (level[$1].split?.gain ?? 0, $0)
        }
        for index in ranked.dropFirst(max(count, 0)) { level[index].split = nil }
    }

    private mutating func close(_ node: OpenNode, _ tree: inout GrownTree) {
        tree.leaves.append(GrownLeaf(node: node.node, rows: node.rows, total: node.total))
        if let slot = node.slot { pool.giveBack(slot) }
    }

    private func divide(
        _ node: OpenNode, _ split: Split, _ partition: inout RowPartition
    ) -> (left: OpenNode, right: OpenNode) {
        let middle = partition.split(node.rows, by: split, table: table)
        let left = OpenNode(node: 2 * node.node, rows: node.rows.lowerBound..<middle, total: split.left)
        let right = OpenNode(
            node: 2 * node.node + 1, rows: middle..<node.rows.upperBound, total: node.total - split.left)
        return (left, right)
    }

    /// Makes the children's histograms, the smaller one's from its rows and the other's by subtraction in the parent's
    /// place, and finds their splits.
    private mutating func open(
        _ children: inout (left: OpenNode, right: OpenNode), parent: OpenNode, _ partition: RowPartition,
        _ gradients: PackedGradients, _ columns: [Int], _ finder: SplitFinder
    ) {
        let leftIsSmaller = children.left.rows.count <= children.right.rows.count
        var smaller = leftIsSmaller ? children.left : children.right
        var larger = leftIsSmaller ? children.right : children.left
        larger.slot = parent.slot
        if larger.total.count >= 2 * parameters.minimumChildCount, let slot = larger.slot {
            let built = histogram(of: smaller.rows, partition, gradients, columns)
            smaller.slot = built
            pool.subtract(built, from: slot, columns: columns, binning: table.binning)
            findSplit(&smaller, columns, finder)
            findSplit(&larger, columns, finder)
        }
        children = leftIsSmaller ? (smaller, larger) : (larger, smaller)
    }

    private func findSplit(_ node: inout OpenNode, _ columns: [Int], _ finder: SplitFinder) {
        guard let slot = node.slot else { return }
        node.split = finder.bestSplit(pool, slot: slot, total: node.total, columns: columns, binning: table.binning)
    }

    private mutating func histogram(
        of range: Range<Int>, _ partition: RowPartition, _ gradients: PackedGradients, _ columns: [Int]
    ) -> Int {
        let slot = pool.take()
        let count = range.count
        partition.rows.withUnsafeBufferPointer { rows in
            let rows = UnsafeBufferPointer(rebasing: rows[range])
            ordered.withUnsafeMutableBufferPointer { ordered in
                gradients.values.withUnsafeBufferPointer { gradients in
                    for k in 0..<count { ordered[k] = gradients[Int(rows[k])] }
                }
            }
            ordered.withUnsafeBufferPointer { ordered in
                guard let base = ordered.baseAddress else { return }
                pool.build(slot, rows: rows, gradients: base, table: table, columns: columns)
            }
        }
        return slot
    }
}
