// SPDX-License-Identifier: Apache-2.0

/// Maps numbers to positions on an axis that ends at round numbers and is marked by steps of 1, 2 or 5 times a power of ten.
struct LinearScale: Hashable {
    /// The numbers at the two ends, multiples of `step`.
    let domain: ClosedRange<Double>
    /// The distance between two ticks.
    let step: Double
    /// Position of the lower end of the domain.
    let start: Double
    /// Position of the upper end.
    let end: Double

    /// The largest amount that is drawn; a number beyond it is treated as missing.
    static let largest = 1e12

    /// True for numbers that can be drawn.
    static func isDrawable(_ value: Double) -> Bool { value.isFinite && abs(value) <= largest }

    /// A scale for a range of numbers.
    ///
    /// A range without extent, or with next to none beside its amount, is widened, so that a constant gets a line in the middle
    /// rather than a division by zero.
    ///
    /// - Parameters:
    ///   - range: what must be inside, within `largest`.
    ///   - start: position of the lower end.
    ///   - end: position of the upper end; smaller than `start` for an axis upwards.
    ///   - steps: the most steps between ticks wanted for `range`, > 0.
    init(covering range: ClosedRange<Double>, start: Double, end: Double, steps: Int = 5) {
        let wide = Self.widened(range)
        let step = Self.roundStep(atLeast: (wide.upperBound - wide.lowerBound) / Double(max(1, steps)))
        // A hair's breadth of tolerance: 0.3 / 0.1 is 2.9999999999999996.
        let low = (wide.lowerBound / step + 1e-9).rounded(.down) * step
        let high = (wide.upperBound / step - 1e-9).rounded(.up) * step
        (self.domain, self.step, self.start, self.end) = (low...max(high, low + step), step, start, end)
    }

    /// The position of a number; numbers outside the domain are put at its ends.
    func position(_ value: Double) -> Double {
        let inside = min(max(value, domain.lowerBound), domain.upperBound)
        return start + (inside - domain.lowerBound) / (domain.upperBound - domain.lowerBound) * (end - start)
    }

    /// The numbers marked on the axis, both ends among them.
    var ticks: [Double] {
        let count = Int(((domain.upperBound - domain.lowerBound) / step).rounded())
        return (0...max(1, count)).map { k in
            let tick = domain.lowerBound + Double(k) * step
            return abs(tick) < step / 2 ? 0 : tick
        }
    }

    /// The power of ten, a multiple of three, that is named beside the unit to keep the ticks' labels short.
    var exponent: Int {
        let size = max(abs(domain.lowerBound), abs(domain.upperBound))
        var (exponent, power) = (0, 1.0)
        while size / power >= 1e5 { (exponent, power) = (exponent + 3, power * 1000) }
        while size / power < 1e-2, exponent > -12 { (exponent, power) = (exponent - 3, power / 1000) }
        return exponent
    }

    /// A tick as it stands on the axis, all with as many decimals as the step needs.
    func label(_ tick: Double) -> String {
        let power = Self.powerOfTen(exponent)
        var (decimals, rest) = (0, step / power)
        while decimals < 9, rest < 1 - 1e-9 { (decimals, rest) = (decimals + 1, rest * 10) }
        return numberText(tick / power, decimals: decimals)
    }

    /// The unit as it stands at the axis, with the power of ten of `exponent`.
    func unitLabel(_ unit: String) -> String {
        guard exponent != 0 else { return unit }
        let digits = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]
        let size = abs(exponent)
        let power = (size >= 10 ? digits[size / 10] : "") + digits[size % 10]
        return "10\(exponent < 0 ? "⁻" : "")\(power) \(unit)"
    }

    private static func widened(_ range: ClosedRange<Double>) -> ClosedRange<Double> {
        let low = max(-largest, min(largest, range.lowerBound))
        let high = max(-largest, min(largest, range.upperBound))
        let size = max(abs(low), abs(high))
        guard size > 1e-12 else { return 0...1 }
        guard high - low < size * 1e-6 else { return low...high }
        return (low - size * 0.1)...(high + size * 0.1)
    }

    /// The smallest number of the form 1, 2 or 5 times a power of ten that is not below a number > 0.
    static func roundStep(atLeast wanted: Double) -> Double {
        let least = wanted * (1 - 1e-9)
        var exponent = 0
        while powerOfTen(exponent) < least { exponent += 1 }
        while powerOfTen(exponent - 1) >= least { exponent -= 1 }
        let lower = powerOfTen(exponent - 1)
        return [2, 5].map { $0 * lower }.first { $0 >= least } ?? powerOfTen(exponent)
    }

    /// A power of ten; negative ones by division, which rounds once.
    private static func powerOfTen(_ exponent: Int) -> Double {
        var power = 1.0
        for _ in 0..<abs(exponent) { power *= 10 }
        return exponent < 0 ? 1 / power : power
    }
}

extension ClosedRange<Double> {
    /// The range with zero: for bars and steps, whose height is read.
    var withZero: ClosedRange<Double> { Swift.min(0, lowerBound)...Swift.max(0, upperBound) }

    /// The range with zero, unless the numbers vary little far away from it.
    var withZeroIfNear: ClosedRange<Double> {
        lowerBound > 0.6 * upperBound || upperBound < 0.6 * lowerBound ? self : withZero
    }

    /// The range with a little room at its ends, but for an end at zero.
    var withRoom: ClosedRange<Double> {
        let room = (upperBound - lowerBound) * 0.03
        return (lowerBound == 0 ? 0 : lowerBound - room)...(upperBound == 0 ? 0 : upperBound + room)
    }
}
