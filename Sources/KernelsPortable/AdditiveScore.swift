// SPDX-License-Identifier: Apache-2.0

extension Kernel {
    /// Scores of additive attention (Bahdanau, Cho and Bengio 2015, equation 6): `e = v . tanh(key + query)`, row by row.
    ///
    /// - Parameters:
    ///   - batch: number of rows.
    ///   - width: length of a row.
    ///   - keys: `batch x width`; replaced by the tangents, for the way back.
    ///   - queries: `batch x width`.
    ///   - direction: `v`, `width` numbers.
    ///   - scores: receives `batch` numbers.
    public static func additiveScore(
        _ batch: Int, _ width: Int, _ keys: UnsafeMutablePointer<Float>, _ queries: UnsafePointer<Float>,
        _ direction: UnsafePointer<Float>, _ scores: UnsafeMutablePointer<Float>
    ) {
        var row = 0
        while row < batch {
            var sum = SIMD8<Float>(repeating: 0)
            var j = 0
            while j < width {
                let at = row * width + j
                let count = width - j
                let tangent = tanh8(load(keys + at, count) + load(queries + at, count))
                sum = fma(sum, load(direction + j, count), tangent)
                store(tangent, keys + at, count)
                j += 8
            }
            scores[row] = horizontalSum(sum)
            row += 1
        }
    }

    /// The way back through `additiveScore`.
    ///
    /// - Parameters:
    ///   - tangents: what `additiveScore` left; replaced by the gradient of `keys`.
    ///   - scoreGradient: `batch` numbers.
    ///   - queryGradient: `batch x width`; the gradient of `queries` is added.
    ///   - directionGradient: `width` numbers; the gradient of `v` is added.
    public static func additiveScoreBackward(
        _ batch: Int, _ width: Int, _ tangents: UnsafeMutablePointer<Float>, _ scoreGradient: UnsafePointer<Float>,
        _ direction: UnsafePointer<Float>, _ queryGradient: UnsafeMutablePointer<Float>,
        _ directionGradient: UnsafeMutablePointer<Float>
    ) {
        let one = SIMD8<Float>(repeating: 1)
        var row = 0
        while row < batch {
            let de = SIMD8(repeating: scoreGradient[row])
            var j = 0
            while j < width {
                let at = row * width + j
                let count = width - j
                let t = load(tangents + at, count)
                let gradient = de * load(direction + j, count) * (one - t * t)
                store(fma(load(directionGradient + j, count), de, t), directionGradient + j, count)
                store(load(queryGradient + at, count) + gradient, queryGradient + at, count)
                store(gradient, tangents + at, count)
                j += 8
            }
            row += 1
        }
    }

    /// Softmax down each column of a `steps x batch` matrix, in place.
    public static func softmaxColumns(_ steps: Int, _ batch: Int, _ x: UnsafeMutablePointer<Float>) {
        var j = 0
        while j < batch {
            let count = batch - j
            var largest = load(x + j, count)
            var t = 1
            while t < steps {
                let value = load(x + t * batch + j, count)
                largest = largest.replacing(with: value, where: value .> largest)
                t += 1
            }
            var sum = SIMD8<Float>(repeating: 0)
            t = 0
            while t < steps {
                let value = exp8(load(x + t * batch + j, count) - largest)
                sum = sum + value
                store(value, x + t * batch + j, count)
                t += 1
            }
            let share = SIMD8<Float>(repeating: 1) / sum
            t = 0
            while t < steps {
                store(load(x + t * batch + j, count) * share, x + t * batch + j, count)
                t += 1
            }
            j += 8
        }
    }

    /// The way back through `softmaxColumns`: `d` becomes `y (d - sum of y d)`, column by column.
    public static func softmaxColumnsBackward(
        _ steps: Int, _ batch: Int, _ y: UnsafePointer<Float>, _ d: UnsafeMutablePointer<Float>
    ) {
        var j = 0
        while j < batch {
            let count = batch - j
            var sum = SIMD8<Float>(repeating: 0)
            var t = 0
            while t < steps {
                sum = fma(sum, load(y + t * batch + j, count), load(d + t * batch + j, count))
                t += 1
            }
            t = 0
            while t < steps {
                let at = t * batch + j
                store(load(y + at, count) * (load(d + at, count) - sum), d + at, count)
                t += 1
            }
            j += 8
        }
    }
}
