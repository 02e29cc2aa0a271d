// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A stationary first-order autoregression with unit variance: noise with a memory.
struct AutoregressiveNoise: Sendable {
    private let memory: Double
    private let innovation: Double
    private(set) var value: Double

    /// Noise whose correlation falls to 1/e after `timeConstant` steps.
    init(timeConstant: Double, using generator: inout SplitMix64) {
        memory = exp(-1 / timeConstant)
        innovation = (1 - memory * memory).squareRoot()
        value = generator.nextGaussian()
    }

    mutating func step(using generator: inout SplitMix64) {
        value = memory * value + innovation * generator.nextGaussian()
    }
}

extension SplitMix64 {
    /// A standard normal number (Box and Muller 1958).
    mutating func nextGaussian() -> Double {
        let radius = (-2 * log(1 - nextUniform())).squareRoot()
        return radius * cos(2 * Double.pi * nextUniform())
    }
}

extension SplitMix64 {
    /// Uniform in a range, in whole steps so that sizes can be read.
    mutating func uniform(_ range: ClosedRange<Double>, step: Double) -> Double {
        let value = range.lowerBound + (range.upperBound - range.lowerBound) * nextUniform()
        let steps = (value / step).rounded()
        // Divided where it can be: 0.95 and not 0.9500000000000001.
        return step < 1 ? steps / (1 / step).rounded() : steps * step
    }
}

/// What draws numbers of its own from the seed of a house and its market, so that none shifts those of another.
enum DrawnPart: UInt64 {
    case weather = 1
    case occupants, gridConnection, sizes, place, market, spotCourse, tariff, daysOfOccupants, peakFee
}

extension SplitMix64 {
    static func stream(_ part: DrawnPart, of seed: UInt64) -> SplitMix64 { .stream(part.rawValue, of: seed) }
}
