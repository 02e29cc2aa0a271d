// SPDX-License-Identifier: Apache-2.0

/// Boosted trees as they forecast: the sum of one leaf of every tree.
///
/// All trees have the shape of one perfect tree of depth `D`, so that going from root to leaf needs no look-up of children
/// and no decision when to stop. Rows are turned to bins first; a split then compares two bytes.
public struct TreeEnsemble: Hashable, Sendable {
    /// How values become bins.
    public let binning: Binning
    /// Splits between root and leaf of every tree.
    public let depth: Int
    /// The forecast without any tree.
    public let base: Float
    /// Total gain of the splits on each column, in the square of the target's unit times rows.
    public let gainImportance: [Double]
    /// `[tree][node]`, `2^D` per tree; node 1 is the root, the children of `k` are `2 k` and `2 k + 1`, place 0 is unused.
    ///
    /// A node is `place << 8 | bin`: go right where the row's byte at that place is above the bin.
    let nodes: [UInt32]
    /// `[tree][leaf]`, `2^D` per tree, from left to right, the learning rate in them.
    let leaves: [Float]

    /// Number of trees.
    public var treeCount: Int { leaves.count >> depth }

    /// A node that sends every row left: no byte is above 255.
    static let passThrough: UInt32 = 255

    /// Place of a column's bin in a row: each column has two, in the second of which missing values are the lowest bin and
    /// not the highest, so that a node's default direction is a matter of which of the two it looks at.
    static func place(column: Int, missingGoesLeft: Bool) -> Int { 2 * column + (missingGoesLeft ? 1 : 0) }

    init(
        binning: Binning, depth: Int, base: Float, gainImportance: [Double], nodes: [UInt32], leaves: [Float]
    ) {
        self.binning = binning
        self.depth = depth
        self.base = base
        self.gainImportance = gainImportance
        self.nodes = nodes
        self.leaves = leaves
    }

    /// Lays grown trees out as perfect ones.
    ///
    /// - Parameter values: the answer of each leaf of each tree.
    init(binning: Binning, base: Float, trees: [ScaledTree]) {
        let depth = trees.map(\.depth).max() ?? 0
        var gains = [Double](repeating: 0, count: binning.columnCount)
        var nodes = [UInt32](repeating: Self.passThrough, count: trees.count << depth)
        var leaves = [Float](repeating: 0, count: trees.count << depth)
        for (index, tree) in trees.enumerated() {
            for (node, split, gain) in tree.splits {
                let place = Self.place(column: split.column, missingGoesLeft: split.missingGoesLeft)
                nodes[index << depth + node] = UInt32(place) << 8 | UInt32(split.bin)
                gains[split.column] += gain
            }
            for (node, value) in tree.leaves {
                // A leaf above the bottom is reached by going left from there on.
                let level = Int.bitWidth - 1 - node.leadingZeroBitCount
                leaves[index << depth + node << (depth - level) - 1 << depth] = value
            }
        }
        self.init(binning: binning, depth: depth, base: base, gainImportance: gains, nodes: nodes, leaves: leaves)
    }
}

/// A grown tree with its leaf values and gains in the target's units.
struct ScaledTree {
    var depth: Int
    var splits: [(node: Int, split: Split, gain: Double)]
    var leaves: [(node: Int, value: Float)]

    /// Takes the learning rate and the units of the gradients in.
    init(_ tree: GrownTree, values: [Float], unit: Double) {
        depth = tree.depth
        splits = tree.splits.map { ($0.node, $0.split, $0.split.gain * unit * unit) }
        leaves = zip(tree.leaves, values).map { ($0.node, $1) }
    }
}
