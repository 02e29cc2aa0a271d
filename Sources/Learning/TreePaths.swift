// SPDX-License-Identifier: Apache-2.0

/// The ways of one row through trees of one depth, from root to leaf.
///
/// The depth is known to the compiler, so that the steps are unrolled and the trees' distances are constants. A step waits
/// for two loads in sequence, so four trees are walked side by side, and their leaves added to each other first.
struct TreePaths<let depth: Int> {
    /// `[tree][node]`, `2^depth` per tree.
    let nodes: UnsafePointer<TreeNode>
    /// `[tree][leaf]`, `2^depth` per tree.
    let leaves: UnsafePointer<Float>
    /// A multiple of four.
    let treeCount: Int

    /// The sum of the leaves of all trees, added to a forecast.
    ///
    /// - Parameter bins: `[place]`.
    @inline(__always)
    func added(to forecast: Float, bins: UnsafePointer<UInt8>) -> Float {
        let size = 1 &<< depth
        var sum = forecast
        for tree in stride(from: 0, to: treeCount, by: 4) {
            sum += Self.fourTrees(nodes + tree &* size, leaves + tree &* size, bins)
        }
        return sum
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
    /// The sum of the leaves of trees of any depth that trees can have, added to a forecast.
    static func added(
        to sum: Float, bins: UnsafePointer<UInt8>, nodes: UnsafePointer<TreeNode>, leaves: UnsafePointer<Float>,
        treeCount: Int, depth: Int
    ) -> Float {
        switch depth {
        case 1: TreePaths<1>(nodes: nodes, leaves: leaves, treeCount: treeCount).added(to: sum, bins: bins)
        case 2: TreePaths<2>(nodes: nodes, leaves: leaves, treeCount: treeCount).added(to: sum, bins: bins)
        case 3: TreePaths<3>(nodes: nodes, leaves: leaves, treeCount: treeCount).added(to: sum, bins: bins)
        case 4: TreePaths<4>(nodes: nodes, leaves: leaves, treeCount: treeCount).added(to: sum, bins: bins)
        case 5: TreePaths<5>(nodes: nodes, leaves: leaves, treeCount: treeCount).added(to: sum, bins: bins)
        case 6: TreePaths<6>(nodes: nodes, leaves: leaves, treeCount: treeCount).added(to: sum, bins: bins)
        case 7: TreePaths<7>(nodes: nodes, leaves: leaves, treeCount: treeCount).added(to: sum, bins: bins)
        case 8: TreePaths<8>(nodes: nodes, leaves: leaves, treeCount: treeCount).added(to: sum, bins: bins)
        case 9: TreePaths<9>(nodes: nodes, leaves: leaves, treeCount: treeCount).added(to: sum, bins: bins)
        case 10: TreePaths<10>(nodes: nodes, leaves: leaves, treeCount: treeCount).added(to: sum, bins: bins)
        default: TreePaths<0>(nodes: nodes, leaves: leaves, treeCount: treeCount).added(to: sum, bins: bins)
        }
    }
}
