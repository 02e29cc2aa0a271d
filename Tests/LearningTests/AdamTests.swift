// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Learning

@Suite struct AdamTests {
    @Test func firstStep_hasTheLengthOfTheLearningRate_whateverTheGradient() {
        var adam = Adam(parameters: .init(learningRate: 0.1), count: 4)
        var weights: [Float] = [1, 1, 1, 1]
        adam.step(&weights, gradient: [1e-3, -20, 0, 5])
        #expect(largestError(weights, [0.9, 1.1, 1, 0.9]) < 1e-5)
        #expect(adam.stepCount == 1)
        adam.step(&weights, gradient: [0, 0, 0, 0], learningRate: 0)
        #expect(largestError(weights, [0.9, 1.1, 1, 0.9]) < 1e-5)
    }

    @Test(arguments: Arithmetic.available)
    func steps_followThePaper(arithmetic: Arithmetic) {
        let parameters = Adam.Parameters(learningRate: 0.05, beta1: 0.8, beta2: 0.95, epsilon: 1e-3)
        var adam = Adam(parameters: parameters, count: 9)
        var weights = randomNumbers(9, seed: 1)
        var expected = weights.map { Double($0) }
        var (m, v) = ([Double](repeating: 0, count: 9), [Double](repeating: 0, count: 9))
        for step in 1...20 {
            let gradient = randomNumbers(9, seed: UInt64(step))
            adam.step(&weights, gradient: gradient, arithmetic: arithmetic)
            for i in 0..<9 {
                let g = Double(gradient[i])
                m[i] = 0.8 * m[i] + 0.2 * g
                v[i] = 0.95 * v[i] + 0.05 * g * g
                let (a, b) = (m[i] / (1 - 0.8.power(Double(step))), v[i] / (1 - 0.95.power(Double(step))))
                expected[i] -= 0.05 * a / (b.squareRoot() + 1e-3)
            }
        }
        #expect(largestError(weights, expected) < 1e-5)
    }

    @Test func longGradient_isCutToItsLimit() {
        var (cut, short) = (
            Adam(parameters: .init(gradientNormLimit: 1), count: 2), Adam(parameters: .init(), count: 2)
        )
        var (a, b): ([Float], [Float]) = ([0, 0], [0, 0])
        cut.step(&a, gradient: [30, 40])
        short.step(&b, gradient: [0.6, 0.8])
        #expect(largestError(cut.first, short.first.map { Double($0) }) < 1e-6)
        #expect(largestError(a, b.map { Double($0) }) < 1e-6)
    }
}
