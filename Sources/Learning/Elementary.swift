// SPDX-License-Identifier: Apache-2.0

import Glibc

extension Double {
    /// This number to a power.
    func power(_ exponent: Double) -> Double { pow(self, exponent) }
    /// e to this number.
    var exponential: Double { exp(self) }
    /// Natural logarithm.
    var logarithm: Double { log(self) }
    /// Cosine of this angle in radians.
    var cosine: Double { cos(self) }
}
