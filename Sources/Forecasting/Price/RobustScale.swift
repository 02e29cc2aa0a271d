// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The scaling of prices that tames spikes: `asinh((x - median) / deviation)` (Uniejewski, Weron and Ziel, 2018).
///
/// The deviation is the median absolute one divided by 0.67449, the standard deviation of a normal variable; 1 where it is 0.
struct RobustScale: Hashable, Sendable {
    let median: Double
    let deviation: Double

    /// The scale of a sample; of none, the identity within the arc sine.
    init(_ sample: [Double]) {
        let center = Self.median(of: sample)
        median = center
        let spread = Self.median(of: sample.map { abs($0 - center) }) / 0.674489750196082
        deviation = spread > 0 ? spread : 1
    }

    init(median: Double, deviation: Double) { (self.median, self.deviation) = (median, deviation) }

    func scaled(_ value: Double) -> Double { asinh((value - median) / deviation) }

    /// Back from the scale; arguments beyond +-20 would be prices of 10^8 deviations and are cut.
    func unscaled(_ value: Double) -> Double { sinh(max(-20, min(20, value))) * deviation + median }

    /// The middle of a sample; 0 of none.
    static func median(of sample: [Double]) -> Double {
        guard !sample.isEmpty else { return 0 }
        let sorted = sample.sorted()
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : 0.5 * (sorted[middle - 1] + sorted[middle])
    }
}

extension Double {
    /// Sine of an angle in radians.
    var sine: Double { sin(self) }
    /// Cosine of an angle in radians.
    var cosine: Double { cos(self) }
    /// The logistic function, 0...1.
    var logistic: Double { 1 / (1 + exp(-self)) }
}
