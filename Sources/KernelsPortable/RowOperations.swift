// SPDX-License-Identifier: Apache-2.0

extension Kernel {
    /// Writes the bias into each row of an `m x n` matrix.
    public static func fillRows(_ m: Int, _ n: Int, _ bias: UnsafePointer<Float>, _ c: UnsafeMutablePointer<Float>) {
        var i = 0
        while i < m {
            let row = c + i * n
            var j = 0
            while j < n {
                row[j] = bias[j]
                j += 1
            }
            i += 1
        }
    }

    /// Adds the rows of an `m x n` matrix to `sums`: the gradient of a row bias.
    public static func addColumnSums(
        _ m: Int, _ n: Int, _ c: UnsafePointer<Float>, _ sums: UnsafeMutablePointer<Float>
    ) {
        var j = 0
        while j < n {
            var sum = load(sums + j, n - j)
            var i = 0
            while i < m {
                sum = sum + load(c + i * n + j, n - j)
                i += 1
            }
            store(sum, sums + j, n - j)
            j += 8
        }
    }

    /// `y += scale * x`.
    public static func axpy(
        _ count: Int, _ scale: Float, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>
    ) {
        let factor = SIMD8(repeating: scale)
        var j = 0
        while j < count {
            store(fma(load(y + j, count - j), factor, load(x + j, count - j)), y + j, count - j)
            j += 8
        }
    }

    /// `y[i] += scale[i] * x[i]` row by row, for `m` rows of `n` numbers: a weighted sum of vectors.
    public static func addScaledRows(
        _ m: Int, _ n: Int, _ scale: UnsafePointer<Float>, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>
    ) {
        var i = 0
        while i < m {
            axpy(n, scale[i], x + i * n, y + i * n)
            i += 1
        }
    }

    /// `y[i] = scale[i] * x[i]` row by row; `y` may be `x`.
    public static func scaleRows(
        _ m: Int, _ n: Int, _ scale: UnsafePointer<Float>, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>
    ) {
        var i = 0
        while i < m {
            var j = 0
            while j < n {
                y[i * n + j] = scale[i] * x[i * n + j]
                j += 1
            }
            i += 1
        }
    }

    /// `d[i] = x[i] . y[i]` for `m` rows of `n` numbers.
    public static func rowDots(
        _ m: Int, _ n: Int, _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ d: UnsafeMutablePointer<Float>
    ) {
        var i = 0
        while i < m {
            d[i] = dot(n, x + i * n, y + i * n)
            i += 1
        }
    }

    /// Sum of the products of two vectors, in eight partial sums.
    @inline(__always)
    static func dot(_ count: Int, _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>) -> Float {
        var sum = SIMD8<Float>(repeating: 0)
        var j = 0
        while j < count {
            sum = fma(sum, load(x + j, count - j), load(y + j, count - j))
            j += 8
        }
        return horizontalSum(sum)
    }

    /// `y = max(x, 0)`; `y` may be `x`.
    public static func rectify(_ count: Int, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>) {
        var j = 0
        while j < count {
            y[j] = x[j] > 0 ? x[j] : 0
            j += 1
        }
    }

    /// Gradient of `rectify`: `d` becomes zero where the output `y` is not positive.
    public static func rectifyBackward(_ count: Int, _ y: UnsafePointer<Float>, _ d: UnsafeMutablePointer<Float>) {
        var j = 0
        while j < count {
            d[j] = y[j] > 0 ? d[j] : 0
            j += 1
        }
    }
}
