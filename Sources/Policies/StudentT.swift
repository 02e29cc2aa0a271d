// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Student's t distribution with a whole number of degrees of freedom.
enum StudentT {
    /// The probability of a value below `t`, to about 1e-15.
    ///
    /// Finite sums: Abramowitz and Stegun, "Handbook of Mathematical Functions", 26.7.3 and 26.7.4.
    ///
    /// - Parameters:
    ///   - t: any number; NaN gives NaN.
    ///   - degrees: of freedom, > 1; half as many terms are summed.
    static func probability(below t: Double, degrees: Int) -> Double {
        // Beyond the limit the sine is 1 already, and squares of larger numbers overflow.
        let tangent = max(-1e8, min(1e8, t / Double(degrees).squareRoot()))
        let cosine = 1 / (1 + tangent * tangent).squareRoot()
        let sine = tangent * cosine
        let isOdd = degrees % 2 == 1
        var term = isOdd ? cosine : 1
        var sum = term
        for k in stride(from: isOdd ? 3 : 2, through: degrees - 2, by: 2) {
            term *= cosine * cosine * Double(k - 1) / Double(k)
            sum += term
        }
        let within = isOdd ? 2 / Double.pi * (atan(tangent) + sine * sum) : sine * sum
        return t.isNaN ? t : max(0, min(1, (1 + within) / 2))
    }
}
