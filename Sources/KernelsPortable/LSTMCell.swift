// SPDX-License-Identifier: Apache-2.0

extension Kernel {
    /// One step of a long short-term memory from its gates' sums on (Hochreiter and Schmidhuber 1997, with forget gate).
    ///
    /// `c' = f c + i g`, `h' = o tanh c'`, with `i, f, o` through the sigmoid and `g` through tanh.
    ///
    /// - Parameters:
    ///   - batch: number of sequences.
    ///   - width: number of cells `H`.
    ///   - gates: `batch x 4H`, the sums of `i, f, g, o` side by side; replaced by the gates themselves.
    ///   - previousCell: `batch x H`, `c`.
    ///   - cell: `batch x H`, receives `c'`.
    ///   - cellTangent: `batch x H`, receives `tanh c'` for the way back.
    ///   - hidden: `batch x H`, receives `h'`.
    public static func cellForward(
        _ batch: Int, _ width: Int, _ gates: UnsafeMutablePointer<Float>, _ previousCell: UnsafePointer<Float>,
        _ cell: UnsafeMutablePointer<Float>, _ cellTangent: UnsafeMutablePointer<Float>,
        _ hidden: UnsafeMutablePointer<Float>
    ) {
        var row = 0
        while row < batch {
            let z = gates + row * 4 * width
            var j = 0
            while j < width {
                let count = width - j
                let at = row * width + j
                let i = sigmoid8(load(z + j, count))
                let f = sigmoid8(load(z + width + j, count))
                let g = tanh8(load(z + 2 * width + j, count))
                let o = sigmoid8(load(z + 3 * width + j, count))
                let c = fma(i * g, f, load(previousCell + at, count))
                let t = tanh8(c)
                store(i, z + j, count)
                store(f, z + width + j, count)
                store(g, z + 2 * width + j, count)
                store(o, z + 3 * width + j, count)
                store(c, cell + at, count)
                store(t, cellTangent + at, count)
                store(o * t, hidden + at, count)
                j += 8
            }
            row += 1
        }
    }

    /// The way back through `cellForward`.
    ///
    /// - Parameters:
    ///   - gates: what `cellForward` left; replaced by the gradient of the sums, in the same order.
    ///   - previousCell, cellTangent: as in `cellForward`.
    ///   - hiddenGradient: `batch x H`, gradient of `h'`.
    ///   - cellGradient: `batch x H`, gradient of `c'` by later steps; replaced by the gradient of `c`.
    public static func cellBackward(
        _ batch: Int, _ width: Int, _ gates: UnsafeMutablePointer<Float>, _ previousCell: UnsafePointer<Float>,
        _ cellTangent: UnsafePointer<Float>, _ hiddenGradient: UnsafePointer<Float>,
        _ cellGradient: UnsafeMutablePointer<Float>
    ) {
        let one = SIMD8<Float>(repeating: 1)
        var row = 0
        while row < batch {
            let z = gates + row * 4 * width
            var j = 0
            while j < width {
                let count = width - j
                let at = row * width + j
                let (i, f) = (load(z + j, count), load(z + width + j, count))
                let (g, o) = (load(z + 2 * width + j, count), load(z + 3 * width + j, count))
                let t = load(cellTangent + at, count)
                let dh = load(hiddenGradient + at, count)
                let dc = fma(load(cellGradient + at, count), dh * o, one - t * t)
                store(dc * g * i * (one - i), z + j, count)
                store(dc * load(previousCell + at, count) * f * (one - f), z + width + j, count)
                store(dc * i * (one - g * g), z + 2 * width + j, count)
                store(dh * t * o * (one - o), z + 3 * width + j, count)
                store(dc * f, cellGradient + at, count)
                j += 8
            }
            row += 1
        }
    }
}
