// SPDX-License-Identifier: Apache-2.0

import Bits

/// Random matrices with orthogonal rows or columns, as new weights of dense layers (Saxe, McClelland and Ganguli 2014).
enum OrthogonalWeights {
    /// An `inputs x outputs` matrix whose shorter dimension has orthogonal vectors of length `gain`.
    static func matrix(inputs: Int, outputs: Int, gain: Double, _ generator: inout SplitMix64) -> [Float] {
        let (vectors, length) = (min(inputs, outputs), max(inputs, outputs))
        var basis: [[Double]] = []
        while basis.count < vectors {
            var vector = (0..<length).map { _ in gaussian(&generator) }
            // Twice is enough (Kahan): a second pass takes away what rounding left of the first.
            for _ in 0..<2 {
                for other in basis {
                    let share = zip(vector, other).reduce(0) { $0 + $1.0 * $1.1 }
                    for index in vector.indices { vector[index] -= share * other[index] }
                }
            }
            let norm = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
            guard norm > 1e-6 else { continue }
            basis.append(vector.map { $0 / norm })
        }
        return (0..<inputs * outputs).map { at in
            let (row, column) = (at / outputs, at % outputs)
            return Float(gain * (inputs < outputs ? basis[row][column] : basis[column][row]))
        }
    }

    /// A standard normal number (Box and Muller 1958).
    static func gaussian(_ generator: inout SplitMix64) -> Double {
        let radius = (-2 * (1 - generator.nextUniform()).logarithm).squareRoot()
        return radius * (2 * Double.pi * generator.nextUniform()).cosine
    }
}
