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
    let nodes: [TreeNode]
    /// `[tree][leaf]`, `2^D` per tree, from left to right, the learning rate in them.
    let leaves: [Float]

    /// Number of trees.
    public var treeCount: Int { leaves.count >> depth }

    init(
        binning: Binning, depth: Int, base: Float, gainImportance: [Double], nodes: [TreeNode], leaves: [Float]
    ) {
        self.binning = binning
        self.depth = depth
        self.base = base
        self.gainImportance = gainImportance
        self.nodes = nodes
        self.leaves = leaves
    }

    /// The same trees, with the bins of one of some others where they are equal: ensembles that were trained on one table then
    /// keep its bounds once.
    public func sharingBins(with others: [TreeEnsemble]) -> TreeEnsemble {
        guard let other = others.first(where: { $0.binning == binning }) else { return self }
        return TreeEnsemble(
            binning: other.binning, depth: depth, base: base, gainImportance: gainImportance, nodes: nodes,
            leaves: leaves)
    }

    /// Lays grown trees out as perfect ones.
    ///
    /// - Parameter values: the answer of each leaf of each tree.
    init(binning: Binning, base: Float, trees: [ScaledTree]) {
        let depth = trees.map(\.depth).max() ?? 0
        var gains = [Double](repeating: 0, count: binning.columnCount)
        var nodes = [TreeNode](repeating: .passThrough, count: trees.count << depth)
        var leaves = [Float](repeating: 0, count: trees.count << depth)
        for (index, tree) in trees.enumerated() {
            for (node, split, gain) in tree.splits {
                nodes[index << depth + node] = TreeNode(
                    column: split.column, missingGoesLeft: split.missingGoesLeft, bin: split.bin)
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

/// An inner node of a tree: a row goes right where its byte at a place is above a bin.
struct TreeNode: Hashable, Sendable {
    /// Each column has two places in a row: in the first, missing values are the highest bin, in the second the lowest, so
    /// that a node's default direction is a matter of which of the two it looks at.
    let place: UInt16
    let bin: UInt8

    /// A node that sends every row left: no byte is above 255.
    static let passThrough = TreeNode(place: 0, bin: 255)
    /// The most columns that places can number.
    static let maximumColumnCount = 1 << 15

    init(place: UInt16, bin: UInt8) {
        self.place = place
        self.bin = bin
    }

    /// - Parameter column: below `maximumColumnCount`, which a `BinnedTable` sees to.
    init(column: Int, missingGoesLeft: Bool, bin: UInt8) {
        self.init(place: UInt16(2 * column + (missingGoesLeft ? 1 : 0)), bin: bin)
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
