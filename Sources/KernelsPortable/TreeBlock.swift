// SPDX-License-Identifier: Apache-2.0

extension Kernel {
    /// Rows of one block: three vectors of 32, so that finding what to compare is paid once for all three.
    public static let treeBlockRows = 96
    /// The deepest tree whose leaves a byte can number.
    public static let treeBlockDepth = 8

    /// Adds the leaves of perfect trees to the forecasts of 96 rows.
    ///
    /// Every node is evaluated for all rows at once and the number of the leaf is selected from the bottom up: more
    /// comparisons than a walk makes, but none of them waits for another.
    /// - Parameters:
    ///   - bins: `[place][96]`, a byte for each place and row.
    ///   - nodes: `[tree][2^depth]` of four bytes each: place (UInt16, native order), bin, unused. Node 1 is the root, the
    ///     children of `k` are `2 k` and `2 k + 1`, and a row goes to the latter where its byte is above the bin.
    ///   - leaves: `[tree][2^depth]`.
    ///   - depth: 1...8.
    ///   - treeCount: a multiple of four; four leaves are added to each other before they are added to a forecast.
    ///   - numbers: scratch of `(4 + 2^depth) * 96` bytes.
    ///   - forecasts: 96 sums.
    public static func addTreeBlock(
        bins: UnsafePointer<UInt8>, nodes: UnsafeRawPointer, leaves: UnsafePointer<Float>, depth: Int, treeCount: Int,
        numbers: UnsafeMutablePointer<UInt8>, forecasts: UnsafeMutablePointer<Float>
    ) {
        let (size, rows) = (1 &<< depth, treeBlockRows)
        let scratch = numbers + 4 &* rows
        let (a, b) = (numbers, numbers + rows)
        let (c, d) = (numbers + 2 &* rows, numbers + 3 &* rows)
        for tree in stride(from: 0, to: treeCount, by: 4) {
            for k in 0..<4 {
                numberLeaves(bins, nodes + (tree &+ k) &* size &* 4, depth, scratch)
                (numbers + k &* rows).update(from: scratch + rows, count: rows)
            }
            let (first, second) = (leaves + tree &* size, leaves + (tree &+ 1) &* size)
            let (third, fourth) = (leaves + (tree &+ 2) &* size, leaves + (tree &+ 3) &* size)
            for row in 0..<treeBlockRows {
                let left = first[Int(a[row])] + second[Int(b[row])]
                forecasts[row] += left + (third[Int(c[row])] + fourth[Int(d[row])])
            }
        }
    }

    /// For each node the number of the leaf, within the leaves below the node, that each row comes to.
    @inline(__always)
    private static func numberLeaves(
        _ bins: UnsafePointer<UInt8>, _ nodes: UnsafeRawPointer, _ depth: Int, _ numbers: UnsafeMutablePointer<UInt8>
    ) {
        let half = 1 &<< (depth &- 1)
        for node in half..<2 &* half {
            let (byte, bin) = row(bins, nodes, node)
            let number = numbers + node &* treeBlockRows
            for k in 0..<treeBlockRows { number[k] = byte[k] > bin ? 1 : 0 }
        }
        var (level, below) = (half >> 1, UInt8(2))
        while level > 0 {
            for node in level..<2 &* level {
                let (byte, bin) = row(bins, nodes, node)
                let (number, child) = (numbers + node &* treeBlockRows, numbers + node &* 2 &* treeBlockRows)
                for k in 0..<treeBlockRows {
                    let (left, right) = (child[k], child[treeBlockRows &+ k] | below)
                    number[k] = byte[k] > bin ? right : left
                }
            }
            level >>= 1
            below = below &<< 1
        }
    }

    /// The bytes that a node looks at, and its bin.
    @inline(__always)
    private static func row(
        _ bins: UnsafePointer<UInt8>, _ nodes: UnsafeRawPointer, _ node: Int
    ) -> (bytes: UnsafePointer<UInt8>, bin: UInt8) {
        let place = Int(nodes.load(fromByteOffset: node &* 4, as: UInt16.self))
        return (bins + place &* treeBlockRows, nodes.load(fromByteOffset: node &* 4 &+ 2, as: UInt8.self))
    }
}
