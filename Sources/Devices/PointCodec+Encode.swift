// SPDX-License-Identifier: Apache-2.0

/// Why a number cannot be put into a point's registers.
public enum EncodingFailure: Error, Hashable, Sendable {
    /// NaN or infinite.
    case notFinite
    /// Outside the range that the profile states.
    case outOfRange(value: Double, lowest: Double, highest: Double)
    /// The registers cannot hold it, or would mean "not available" by it.
    case doesNotFit(value: Double, type: String)
}

extension PointCodec {
    /// The bit pattern of a number.
    ///
    /// - Parameters:
    ///   - value: in the point's unit, after scaling.
    ///   - exponent: power of ten of the scale-factor point, 0 where there is none.
    ///   - rounding: direction in the point's unit; floating point always takes the nearest.
    /// - Throws: `EncodingFailure` when the number is not finite, outside the range, or not representable.
    @inline(__always)
    public func encode(
        _ value: Double, exponent: Int = 0, rounding: Rounding = .nearest
    ) throws(EncodingFailure) -> UInt64 {
        guard value.isFinite else { throw .notFinite }
        guard value >= lowest, value <= highest else {
            throw .outOfRange(value: value, lowest: lowest, highest: highest)
        }
        let shifted = factor == 1 ? value - offset : (value - offset) / factor
        let unscaled = exponent == 0 ? shifted : scaled(shifted, exponent: -exponent)
        guard let pattern = pattern(of: unscaled, rounding: factor < 0 ? rounding.mirrored : rounding),
            !isNotAvailable(pattern)
        else { throw .doesNotFit(value: value, type: "\(kind)") }
        return pattern
    }

    /// The bit pattern that a device sends where it has no value; nil when the codec knows none.
    var notAvailablePattern: UInt64? {
        switch kind {
        case .f32: UInt64(Float.nan.bitPattern)
        case .f64: Double.nan.bitPattern
        default: notAvailableCount > 0 ? notAvailable0 : nil
        }
    }

    /// The words of a bit pattern in the point's order.
    public func words(pattern: UInt64) -> [UInt16] {
        var words = [UInt16](repeating: 0, count: kind.fixedWidth)
        store(pattern, into: &words, at: 0)
        return words
    }

    /// Stores a bit pattern; the caller has checked that the point lies inside.
    @inline(__always)
    func store(_ pattern: UInt64, into words: inout [UInt16], at index: Int) {
        let width = kind.fixedWidth
        if width == 1 {
            words[index] = UInt16(truncatingIfNeeded: pattern)
            return
        }
        for place in 0..<width {
            let significance = order == .big ? width - 1 - place : place
            words[index + place] = UInt16(truncatingIfNeeded: pattern >> UInt64(16 * significance))
        }
    }

    @inline(__always)
    private func pattern(of unscaled: Double, rounding: Rounding) -> UInt64? {
        switch kind {
        case .f32:
            let single = Float(unscaled)
            return single.isFinite ? UInt64(single.bitPattern) : nil
        case .f64: return unscaled.isFinite ? unscaled.bitPattern : nil
        case .u64, .acc64: return UInt64(exactly: rounding.whole(unscaled))
        case .s64: return Int64(exactly: rounding.whole(unscaled)).map { UInt64(bitPattern: $0) }
        case .string: return nil
        default:
            let whole = rounding.whole(unscaled)
            let limits = kind.wholeLimits
            guard whole >= limits.lowest, whole <= limits.highest else { return nil }
            // The width's low bits of the two's complement.
            let mask: UInt64 = kind.fixedWidth == 1 ? 0xFFFF : 0xFFFF_FFFF
            return UInt64(bitPattern: Int64(whole)) & mask
        }
    }
}

extension PointType.Kind {
    /// The whole numbers that an integer of up to 32 bits holds.
    fileprivate var wholeLimits: (lowest: Double, highest: Double) {
        switch self {
        case .u16, .acc16, .enum16, .bitfield16: (0, 65535)
        case .s16: (-32768, 32767)
        case .s32: (-2_147_483_648, 2_147_483_647)
        case .sunssf: (-10, 10)
        case .bool: (0, 1)
        default: (0, 4_294_967_295)
        }
    }
}

extension Rounding {
    /// The direction seen from the other side of zero: a negative factor turns down into up.
    var mirrored: Rounding {
        switch self {
        case .nearest: .nearest
        case .down: .up
        case .up: .down
        }
    }
}
