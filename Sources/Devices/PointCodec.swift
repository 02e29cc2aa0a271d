// SPDX-License-Identifier: Apache-2.0

import Energy

/// How one point turns registers into a number and back: a flat value, so that an array of them decodes without
/// following pointers.
///
/// number = raw x 10^exponent x factor + offset; the exponent comes from a scale-factor point, else it is 0.
public struct PointCodec: Hashable, Sendable {
    /// What the registers hold.
    public let kind: PointType.Kind
    /// Order of the words.
    public let order: WordOrder
    /// Registers of the point.
    public let width: Int
    /// Constant factor, sign included, never 0.
    public let factor: Double
    /// Added after scaling.
    public let offset: Double
    /// Lowest plausible number.
    public let lowest: Double
    /// Highest plausible number.
    public let highest: Double
    let notAvailableCount: UInt8
    let notAvailable0: UInt64
    let notAvailable1: UInt64

    /// Puts a codec together.
    ///
    /// - Parameters:
    ///   - type: what the registers hold.
    ///   - order: of the words of a longer value.
    ///   - factor: finite and not 0; 0 counts as 1.
    ///   - offset: finite.
    ///   - range: plausible numbers after scaling; outside it a value is lost as `.outOfRange`.
    ///   - notAvailable: bit patterns that mean "no value", at most two; more are ignored.
    public init(
        _ type: PointType, order: WordOrder = .big, factor: Double = 1, offset: Double = 0,
        range: ClosedRange<Double>? = nil, notAvailable: [UInt64] = []
    ) {
        (self.kind, self.width, self.order) = (type.kind, type.width, order)
        self.factor = factor == 0 ? 1 : factor
        self.offset = offset
        self.lowest = range?.lowerBound ?? -Double.greatestFiniteMagnitude
        self.highest = range?.upperBound ?? Double.greatestFiniteMagnitude
        self.notAvailableCount = UInt8(min(2, notAvailable.count))
        self.notAvailable0 = notAvailable.first ?? 0
        self.notAvailable1 = notAvailable.count > 1 ? notAvailable[1] : (notAvailable.first ?? 0)
    }

    /// Decodes the registers of one point.
    ///
    /// - Parameters:
    ///   - words: exactly the point's registers; another number of them is `.malformed`.
    ///   - exponent: power of ten from the scale-factor point, 0 where there is none.
    public func reading(_ words: [UInt16], exponent: Int = 0) -> SignalReading {
        guard words.count == width, kind != .string else { return .lost(.malformed) }
        let (number, status) = decode(words.span, at: 0, exponent: exponent)
        return status.loss.map { .lost($0) } ?? .value(number)
    }

    /// The bit pattern as an integer of the point's width.
    @inline(__always)
    func raw(_ words: Span<UInt16>, at index: Int) -> UInt64 {
        switch kind.fixedWidth {
        case 1:
            return UInt64(words[index])
        case 2:
            let (a, b) = (UInt64(words[index]), UInt64(words[index + 1]))
            return order == .big ? a << 16 | b : b << 16 | a
        default:
            let (a, b) = (UInt64(words[index]), UInt64(words[index + 1]))
            let (c, d) = (UInt64(words[index + 2]), UInt64(words[index + 3]))
            return order == .big ? a << 48 | b << 32 | c << 16 | d : d << 48 | c << 32 | b << 16 | a
        }
    }

    /// True when a bit pattern means "no value".
    @inline(__always)
    func isNotAvailable(_ raw: UInt64) -> Bool {
        notAvailableCount > 0 && (raw == notAvailable0 || raw == notAvailable1)
    }

    /// The bit pattern as an unscaled number; 64-bit integers are rounded to 53 bits.
    @inline(__always)
    func number(raw: UInt64) -> Double {
        switch kind {
        case .u16, .u32, .u64, .acc16, .acc32, .acc64, .enum16, .enum32, .bitfield16, .bitfield32: Double(raw)
        case .s16, .sunssf: Double(Int16(truncatingIfNeeded: raw))
        case .s32: Double(Int32(truncatingIfNeeded: raw))
        case .s64: Double(Int64(bitPattern: raw))
        case .f32: Double(Float(bitPattern: UInt32(truncatingIfNeeded: raw)))
        case .f64: Double(bitPattern: raw)
        case .bool: raw == 0 ? 0 : 1
        case .string: 0
        }
    }

    /// Decodes registers.
    ///
    /// - Parameters:
    ///   - words: registers, of which `width` from `index` on belong to the point.
    ///   - index: first register; the caller has checked that the point lies inside.
    ///   - exponent: power of ten from the scale-factor point, 0 where there is none.
    /// - Returns: the number and `.value`, or 0 and why there is none.
    @inline(__always)
    func decode(_ words: Span<UInt16>, at index: Int, exponent: Int) -> (number: Double, status: PointStatus) {
        let pattern = raw(words, at: index)
        if isNotAvailable(pattern) { return (0, PointStatus(.notAvailable)) }
        let unscaled = number(raw: pattern)
        if unscaled.isNaN { return (0, PointStatus(.notAvailable)) }
        let scaledNumber = (exponent == 0 ? unscaled : scaled(unscaled, exponent: exponent)) * factor + offset
        guard scaledNumber >= lowest, scaledNumber <= highest else { return (0, PointStatus(.outOfRange)) }
        return (scaledNumber, .value)
    }
}
