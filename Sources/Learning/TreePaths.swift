// SPDX-License-Identifier: Apache-2.0

/// Rows as `TreeNode.place` numbers them.
struct BinnedRows {
    /// `[row][place]`.
    let bins: UnsafePointer<UInt8>
    /// Places per row.
    let length: Int
    let count: Int
}

/// The ways of rows through trees of one depth, from root to leaf.
///
/// The depth is known to the compiler, so that the steps are unrolled and the trees' distances are constants. A step waits
/// for two loads in sequence, so four trees are walked side by side. A forecast is the sum over groups of four trees, in
/// the same order for one row as for many.
struct TreePaths<let depth: Int> {
    /// `[tree][node]`, `2^depth` per tree.
    let nodes: UnsafePointer<TreeNode>
    /// `[tree][leaf]`, `2^depth` per tree.
    let leaves: UnsafePointer<Float>
    let treeCount: Int

    /// Adds the leaves of all trees to the forecasts, one per row.
    @inline(__always)
    func add(to forecasts: UnsafeMutablePointer<Float>, rows: BinnedRows) {
        let size = 1 &<< depth
        var tree = 0
        while tree &+ 4 <= treeCount {
            let (nodes, leaves) = (nodes + tree &* size, leaves + tree &* size)
            var bins = rows.bins
            for row in 0..<rows.count {
                forecasts[row] += Self.fourTrees(nodes, leaves, bins)
                bins += rows.length
            }
            tree &+= 4
        }
        while tree < treeCount {
            let (nodes, leaves) = (nodes + tree &* size, leaves + tree &* size)
            for row in 0..<rows.count {
                var node = 1
                for _ in 0..<depth { node = Self.step(node, nodes, rows.bins + row &* rows.length) }
                forecasts[row] += leaves[node &- size]
            }
            tree &+= 1
        }
    }

    /// From a node to its child.
    ///
    /// The sign of a difference, as a comparison becomes a jump here and there, and jumps are mispredicted half of the time.
    @inline(__always)
    private static func step(_ node: Int, _ nodes: UnsafePointer<TreeNode>, _ bins: UnsafePointer<UInt8>) -> Int {
        let difference = UInt(nodes[node].bin) &- UInt(bins[Int(nodes[node].place)])
        return 2 &* node &+ Int(bitPattern: difference >> UInt(UInt.bitWidth - 1))
    }

    @inline(__always)
    private static func fourTrees(
        _ nodes: UnsafePointer<TreeNode>, _ leaves: UnsafePointer<Float>, _ bins: UnsafePointer<UInt8>
    ) -> Float {
        let size = 1 &<< depth
        var (a, b, c, d) = (1, 1, 1, 1)
        for _ in 0..<depth {
            a = step(a, nodes, bins)
            b = step(b, nodes + size, bins)
            c = step(c, nodes + 2 &* size, bins)
            d = step(d, nodes + 3 &* size, bins)
        }
        return (leaves[a &- size] + leaves[b]) + (leaves[size &+ c] + leaves[2 &* size &+ d])
    }
}

extension TreePaths<0> {
    /// Adds the leaves of trees of any depth up to `BoostingParameters.depthLimit`.
    static func add(
        to forecasts: UnsafeMutablePointer<Float>, rows: BinnedRows, nodes: UnsafePointer<TreeNode>,
        leaves: UnsafePointer<Float>, treeCount: Int, depth: Int
    ) {
        switch depth {
        case 1: TreePaths<1>(nodes: nodes, leaves: leaves, treeCount: treeCount).add(to: forecasts, rows: rows)
        case 2: TreePaths<2>(nodes: nodes, leaves: leaves, treeCount: treeCount).add(to: forecasts, rows: rows)
        case 3: TreePaths<3>(nodes: nodes, leaves: leaves, treeCount: treeCount).add(to: forecasts, rows: rows)
        case 4: TreePaths<4>(nodes: nodes, leaves: leaves, treeCount: treeCount).add(to: forecasts, rows: rows)
        case 5: TreePaths<5>(nodes: nodes, leaves: leaves, treeCount: treeCount).add(to: forecasts, rows: rows)
        case 6: TreePaths<6>(nodes: nodes, leaves: leaves, treeCount: treeCount).add(to: forecasts, rows: rows)
        case 7: TreePaths<7>(nodes: nodes, leaves: leaves, treeCount: treeCount).add(to: forecasts, rows: rows)
        case 8: TreePaths<8>(nodes: nodes, leaves: leaves, treeCount: treeCount).add(to: forecasts, rows: rows)
        case 9: TreePaths<9>(nodes: nodes, leaves: leaves, treeCount: treeCount).add(to: forecasts, rows: rows)
        case 10: TreePaths<10>(nodes: nodes, leaves: leaves, treeCount: treeCount).add(to: forecasts, rows: rows)
        default: precondition(treeCount == 0, "trees of depth \(depth)")
        }
    }
}
