// SPDX-License-Identifier: Apache-2.0

import Bits
import Testing

@testable import Learning

/// Random numbers in -1...1.
func randomNumbers(_ count: Int, seed: UInt64) -> [Float] {
    var generator = SplitMix64(seed: seed)
    return (0..<count).map { _ in Float(2 * generator.nextUniform() - 1) }
}

/// Largest difference, each number relative to 1 or to its own size, whichever is more.
func largestError(_ found: [Float], _ expected: [Double]) -> Double {
    guard found.count == expected.count else { return .infinity }
    return zip(found, expected).reduce(0) { max($0, abs(Double($1.0) - $1.1) / max(1, abs($1.1))) }
}

/// Each kernel against a plain version in double precision; widths that are and are not whole vectors.
@Suite struct KernelTests {
    /// What the kernels may be off: a few hundred additions in single precision.
    static let tolerance = 2e-6

    @Test(arguments: Arithmetic.available)
    func matrixProduct_agreesWithPlainLoops_forAllShapes(arithmetic: Arithmetic) {
        let kernels = KernelSet(arithmetic)
        let scratch = FloatBuffer(KernelSet.matrixProductScratch)
        let shapes = [
            (1, 1, 1), (3, 5, 7), (4, 16, 8), (5, 17, 3), (8, 6, 128), (1, 256, 16), (1, 70, 9), (13, 40, 300),
            (64, 33, 257), (2, 130, 5),
        ]
        for (m, n, k) in shapes {
            for transposed in [false, true] {
                for adding in [false, true] {
                    let a = randomNumbers(m * k, seed: 1)
                    let b = randomNumbers(k * (n + 3), seed: 2)
                    var c = randomNumbers(m * (n + 2), seed: 3)
                    let (rowStride, columnStride) = transposed ? (1, m) : (k, 1)
                    var expected = c.map { Double($0) }
                    for i in 0..<m {
                        for j in 0..<n {
                            var sum = adding ? expected[i * (n + 2) + j] : 0
                            for p in 0..<k {
                                sum += Double(a[i * rowStride + p * columnStride]) * Double(b[p * (n + 3) + j])
                            }
                            expected[i * (n + 2) + j] = sum
                        }
                    }
                    kernels.matrixProduct(
                        m, n, k, a, rowStride, columnStride, b, n + 3, &c, n + 2, adding, scratch.start)
                    #expect(largestError(c, expected) < 1e-5, "\(m) x \(n) x \(k), \(transposed), \(adding)")
                }
            }
        }
    }

    @Test(arguments: Arithmetic.available)
    func exponentials_agreeWithTheLibrary_overTheirWholeRange(arithmetic: Arithmetic) {
        let kernels = KernelSet(arithmetic)
        let x = (0...2003).map { Float($0 - 1001) * 0.08 }
        var y = x
        kernels.exponential(x.count, x, &y)
        for (found, argument) in zip(y, x) {
            let expected = Double(argument).exponential
            #expect(abs(Double(found) - expected) <= 3e-7 * expected, "e^\(argument)")
        }
        kernels.sigmoid(x.count, x, &y)
        #expect(largestError(y, x.map { 1 / (1 + Double(-$0).exponential) }) < 2e-7)
        kernels.hyperbolicTangent(x.count, x, &y)
        #expect(largestError(y, x.map { 1 - 2 / (Double(2 * $0).exponential + 1) }) < 3e-7)
        let extremes: [Float] = [-.infinity, -200, 200, .infinity]
        y = extremes
        kernels.sigmoid(4, extremes, &y)
        #expect(y[0] < 1e-30 && y[1] < 1e-30 && y[2] == 1 && y[3] == 1)
        kernels.hyperbolicTangent(4, extremes, &y)
        #expect(y == [-1, -1, 1, 1])
    }

    @Test(arguments: Arithmetic.available)
    func rowOperations_agreeWithPlainLoops(arithmetic: Arithmetic) {
        let kernels = KernelSet(arithmetic)
        let (m, n) = (3, 13)
        let (x, y, s) = (randomNumbers(m * n, seed: 1), randomNumbers(m * n, seed: 2), randomNumbers(m, seed: 3))
        let places = Array(0..<m * n)

        var result = y
        kernels.fillRows(m, n, x, &result)
        #expect(result == places.map { x[$0 % n] })
        result = y
        kernels.axpy(m * n, 0.5, x, &result)
        #expect(largestError(result, places.map { Double(y[$0]) + 0.5 * Double(x[$0]) }) < Self.tolerance)
        result = y
        kernels.addScaledRows(m, n, s, x, &result)
        #expect(
            largestError(result, places.map { Double(y[$0]) + Double(s[$0 / n]) * Double(x[$0]) }) < Self.tolerance)
        kernels.scaleRows(m, n, s, x, &result)
        #expect(result == places.map { s[$0 / n] * x[$0] })
        kernels.rectify(m * n, x, &result)
        #expect(result == x.map { max($0, 0) })
        result = y
        kernels.rectifyBackward(m * n, x, &result)
        #expect(result == places.map { x[$0] > 0 ? y[$0] : 0 })

        var dots = s
        kernels.rowDots(m, n, x, y, &dots)
        let products = places.map { Double(x[$0]) * Double(y[$0]) }
        #expect(largestError(dots, (0..<m).map { products[$0 * n..<($0 + 1) * n].reduce(0, +) }) < Self.tolerance)
        var sums = Array(y[0..<n])
        kernels.addColumnSums(m, n, x, &sums)
        let expected = (0..<n).map { j in Double(y[j]) + (0..<m).reduce(0) { $0 + Double(x[$1 * n + j]) } }
        #expect(largestError(sums, expected) < Self.tolerance)
        let squares = x.reduce(0) { $0 + Double($1) * Double($1) }
        #expect(largestError([kernels.sumOfSquares(m * n, x)], [squares]) < Self.tolerance)
    }

    @Test(arguments: Arithmetic.available)
    func softmax_agreesWithPlainLoops_forwardAndBack(arithmetic: Arithmetic) {
        let kernels = KernelSet(arithmetic)
        let (steps, batch) = (5, 11)
        let x = randomNumbers(steps * batch, seed: 4).map { 30 * $0 }
        let dy = randomNumbers(steps * batch, seed: 5)
        var (y, dx) = (x, dy)
        kernels.softmaxColumns(steps, batch, &y)
        kernels.softmaxColumnsBackward(steps, batch, y, &dx)
        for column in 0..<batch {
            let places = (0..<steps).map { $0 * batch + column }
            let total = places.reduce(0) { $0 + Double(x[$1]).exponential }
            let shares = places.map { Double(x[$0]).exponential / total }
            #expect(largestError(places.map { y[$0] }, shares) < Self.tolerance)
            let mean = zip(places, shares).reduce(0) { $0 + Double(dy[$1.0]) * $1.1 }
            let slopes = zip(places, shares).map { $0.1 * (Double(dy[$0.0]) - mean) }
            #expect(largestError(places.map { dx[$0] }, slopes) < Self.tolerance)
        }
    }

    @Test(arguments: Arithmetic.available)
    func cell_agreesWithItsEquations(arithmetic: Arithmetic) {
        let (batch, width) = (3, 11)
        let sums = randomNumbers(batch * 4 * width, seed: 6).map { 3 * $0 }
        let before = randomNumbers(batch * width, seed: 7)
        var (gates, cell, tangent, hidden) = (sums, before, before, before)
        KernelSet(arithmetic).cellForward(batch, width, &gates, before, &cell, &tangent, &hidden)
        func sigmoid(_ x: Float) -> Double { 1 / (1 + Double(-x).exponential) }
        func tangentOf(_ x: Double) -> Double { 1 - 2 / ((2 * x).exponential + 1) }
        for row in 0..<batch {
            for unit in 0..<width {
                let z = (0..<4).map { sums[row * 4 * width + $0 * width + unit] }
                let at = row * width + unit
                let c = sigmoid(z[1]) * Double(before[at]) + sigmoid(z[0]) * tangentOf(Double(z[2]))
                #expect(largestError([cell[at]], [c]) < Self.tolerance)
                #expect(largestError([hidden[at]], [sigmoid(z[3]) * tangentOf(c)]) < Self.tolerance)
            }
        }
    }

    @Test func portableAndFused_agreeOnAWholeTrainingStep() throws {
        try #require(Arithmetic.available.count == 2)
        let outcomes = try Arithmetic.available.map { arithmetic in
            let model = try AttentionLSTM(
                parameters: .init(inputCount: 3, windowLength: 6, width: 20, outputCount: 2), seed: 4)
            return networkGradient(model, batch: 7, arithmetic: arithmetic)
        }
        #expect(largestError(outcomes[0].output, outcomes[1].output.map { Double($0) }) < 2e-6)
        #expect(largestError(outcomes[0].gradient, outcomes[1].gradient.map { Double($0) }) < 1e-5)
        #expect(outcomes[0].gradient.contains { abs($0) > 0.01 })
    }
}
