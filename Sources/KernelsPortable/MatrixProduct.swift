// SPDX-License-Identifier: Apache-2.0

/// Numeric kernels over memory the caller owns; none allocates, none checks a bound.
///
/// The same sources are compiled into two modules. They use loops with `while`, pointers and concrete SIMD types only: a
/// generic function of the standard library, specialised here for a wide processor, could be merged by the linker with
/// another module's copy and then run on a processor that does not know its instructions.
public enum Kernel {
    /// Numbers of scratch memory that `matrixProduct` needs.
    public static let matrixProductScratch = panelDepth * panelWidth + rowsOfTile * panelWidth

    /// Rows of `B` that are taken at once; a packed panel of them (16 KiB) stays in the nearest cache.
    static let panelDepth = 256
    /// Columns of a tile.
    static let panelWidth = 16
    /// Rows of a tile.
    static let rowsOfTile = 4
}

extension Kernel {
    /// `C = A B`, or `C += A B`.
    ///
    /// - Parameters:
    ///   - m: rows of `A` and `C`.
    ///   - n: columns of `B` and `C`.
    ///   - k: columns of `A`, rows of `B`.
    ///   - a: `A`; element (i, p) is `a[i * aRow + p * aColumn]`, so that a transposed matrix needs no copy.
    ///   - b: `B`; element (p, j) is `b[p * bRow + j]`.
    ///   - c: `C`; element (i, j) is `c[i * cRow + j]`; overlaps neither `A` nor `B`.
    ///   - accumulate: whether to add to `C`.
    ///   - scratch: `matrixProductScratch` numbers of working memory.
    public static func matrixProduct(
        _ m: Int, _ n: Int, _ k: Int, _ a: UnsafePointer<Float>, _ aRow: Int, _ aColumn: Int,
        _ b: UnsafePointer<Float>, _ bRow: Int, _ c: UnsafeMutablePointer<Float>, _ cRow: Int, _ accumulate: Bool,
        _ scratch: UnsafeMutablePointer<Float>
    ) {
        var row = 0
        if m >= rowsOfTile {
            row = m - m % rowsOfTile
            tiledProduct(row, n, k, a, aRow, aColumn, b, bRow, c, cRow, accumulate, scratch)
        }
        while row < m {
            rowProduct(n, k, a + row * aRow, aColumn, b, bRow, c + row * cRow, accumulate)
            row += 1
        }
    }

    /// The product for a number of rows that is a multiple of four: panel by panel of `B`, packed so that it is read in
    /// order (rows of `B` a power of two apart would fall on the same lines of the cache).
    private static func tiledProduct(
        _ m: Int, _ n: Int, _ k: Int, _ a: UnsafePointer<Float>, _ aRow: Int, _ aColumn: Int,
        _ b: UnsafePointer<Float>, _ bRow: Int, _ c: UnsafeMutablePointer<Float>, _ cRow: Int, _ accumulate: Bool,
        _ scratch: UnsafeMutablePointer<Float>
    ) {
        let edge = scratch + panelDepth * panelWidth
        var p = 0
        while p < k {
            let depth = k - p < panelDepth ? k - p : panelDepth
            let adds = accumulate || p > 0
            var j = 0
            while j < n {
                let width = n - j < panelWidth ? n - j : panelWidth
                pack(b + p * bRow + j, bRow, depth, width, scratch)
                var i = 0
                while i < m {
                    let tile = a + i * aRow + p * aColumn
                    let target = c + i * cRow + j
                    if width == panelWidth {
                        tileProduct(depth, tile, aRow, aColumn, scratch, target, cRow, adds)
                    } else {
                        tileProduct(depth, tile, aRow, aColumn, scratch, edge, panelWidth, false)
                        copyEdge(edge, width, target, cRow, adds)
                    }
                    i += rowsOfTile
                }
                j += panelWidth
            }
            p += panelDepth
        }
    }

    /// Copies 16 columns of `B` (zeros beyond its edge) one row after the other.
    @inline(__always)
    private static func pack(
        _ b: UnsafePointer<Float>, _ bRow: Int, _ depth: Int, _ width: Int, _ panel: UnsafeMutablePointer<Float>
    ) {
        var p = 0
        while p < depth {
            store(load(b + p * bRow, width), panel + p * panelWidth)
            store(width > 8 ? load(b + p * bRow + 8, width - 8) : SIMD8(repeating: 0), panel + p * panelWidth + 8)
            p += 1
        }
    }

    /// Takes the columns of a tile that are inside `C`.
    private static func copyEdge(
        _ edge: UnsafePointer<Float>, _ width: Int, _ c: UnsafeMutablePointer<Float>, _ cRow: Int, _ adds: Bool
    ) {
        var i = 0
        while i < rowsOfTile {
            var j = 0
            while j < width {
                let value = edge[i * panelWidth + j]
                c[i * cRow + j] = adds ? c[i * cRow + j] + value : value
                j += 1
            }
            i += 1
        }
    }
}
