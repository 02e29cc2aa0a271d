// SPDX-License-Identifier: Apache-2.0

extension Kernel {
    /// Four rows of `A` times a packed panel of 16 columns: eight accumulators, enough to hide the latency of the two
    /// multiply-add units.
    @inline(__always)
    static func tileProduct(
        _ depth: Int, _ a: UnsafePointer<Float>, _ aRow: Int, _ aColumn: Int, _ panel: UnsafePointer<Float>,
        _ c: UnsafeMutablePointer<Float>, _ cRow: Int, _ adds: Bool
    ) {
        var c00 = SIMD8<Float>(repeating: 0)
        var (c01, c10, c11, c20, c21, c30, c31) = (c00, c00, c00, c00, c00, c00, c00)
        let (a0, a1, a2, a3) = (a, a + aRow, a + 2 * aRow, a + 3 * aRow)
        var b = panel
        var offset = 0
        var p = 0
        while p < depth {
            let (b0, b1) = (load(b), load(b + 8))
            let (x0, x1) = (SIMD8(repeating: a0[offset]), SIMD8(repeating: a1[offset]))
            let (x2, x3) = (SIMD8(repeating: a2[offset]), SIMD8(repeating: a3[offset]))
            c00 = fma(c00, x0, b0)
            c01 = fma(c01, x0, b1)
            c10 = fma(c10, x1, b0)
            c11 = fma(c11, x1, b1)
            c20 = fma(c20, x2, b0)
            c21 = fma(c21, x2, b1)
            c30 = fma(c30, x3, b0)
            c31 = fma(c31, x3, b1)
            b += panelWidth
            offset += aColumn
            p += 1
        }
        write(c00, c01, c, adds)
        write(c10, c11, c + cRow, adds)
        write(c20, c21, c + 2 * cRow, adds)
        write(c30, c31, c + 3 * cRow, adds)
    }

    @inline(__always)
    private static func write(
        _ low: SIMD8<Float>, _ high: SIMD8<Float>, _ c: UnsafeMutablePointer<Float>, _ adds: Bool
    ) {
        store(adds ? load(c) + low : low, c)
        store(adds ? load(c + 8) + high : high, c + 8)
    }

    /// One row of `A` times `B`: 64 columns at a time, read straight from `B`, as each of its numbers is used only once.
    @inline(__always)
    static func rowProduct(
        _ n: Int, _ k: Int, _ a: UnsafePointer<Float>, _ aColumn: Int, _ b: UnsafePointer<Float>, _ bRow: Int,
        _ c: UnsafeMutablePointer<Float>, _ accumulate: Bool
    ) {
        var j = 0
        while j + 64 <= n {
            rowProduct64(k, a, aColumn, b + j, bRow, c + j, accumulate)
            j += 64
        }
        while j + 16 <= n {
            rowProduct16(k, a, aColumn, b + j, bRow, c + j, accumulate)
            j += 16
        }
        while j < n {
            var sum = SIMD8<Float>(repeating: 0)
            var p = 0
            while p < k {
                sum = fma(sum, SIMD8(repeating: a[p * aColumn]), load(b + p * bRow + j, n - j))
                p += 1
            }
            store(accumulate ? load(c + j, n - j) + sum : sum, c + j, n - j)
            j += 8
        }
    }

    @inline(__always)
    private static func rowProduct64(
        _ k: Int, _ a: UnsafePointer<Float>, _ aColumn: Int, _ b: UnsafePointer<Float>, _ bRow: Int,
        _ c: UnsafeMutablePointer<Float>, _ accumulate: Bool
    ) {
        var s0 = SIMD8<Float>(repeating: 0)
        var (s1, s2, s3, s4, s5, s6, s7) = (s0, s0, s0, s0, s0, s0, s0)
        var row = b
        var offset = 0
        var p = 0
        while p < k {
            let x = SIMD8(repeating: a[offset])
            s0 = fma(s0, x, load(row))
            s1 = fma(s1, x, load(row + 8))
            s2 = fma(s2, x, load(row + 16))
            s3 = fma(s3, x, load(row + 24))
            s4 = fma(s4, x, load(row + 32))
            s5 = fma(s5, x, load(row + 40))
            s6 = fma(s6, x, load(row + 48))
            s7 = fma(s7, x, load(row + 56))
            row += bRow
            offset += aColumn
            p += 1
        }
        write(s0, s1, c, accumulate)
        write(s2, s3, c + 16, accumulate)
        write(s4, s5, c + 32, accumulate)
        write(s6, s7, c + 48, accumulate)
    }

    @inline(__always)
    private static func rowProduct16(
        _ k: Int, _ a: UnsafePointer<Float>, _ aColumn: Int, _ b: UnsafePointer<Float>, _ bRow: Int,
        _ c: UnsafeMutablePointer<Float>, _ accumulate: Bool
    ) {
        var s0 = SIMD8<Float>(repeating: 0)
        var s1 = s0
        var p = 0
        while p < k {
            let x = SIMD8(repeating: a[p * aColumn])
            s0 = fma(s0, x, load(b + p * bRow))
            s1 = fma(s1, x, load(b + p * bRow + 8))
            p += 1
        }
        write(s0, s1, c, accumulate)
    }
}
