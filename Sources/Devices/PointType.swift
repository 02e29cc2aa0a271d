// SPDX-License-Identifier: Apache-2.0

/// How the registers of a point are to be read as a number, a text or a bit.
public struct PointType: Hashable, Sendable, CustomStringConvertible {
    /// The kinds without the length of a text, named as in the profile format.
    public enum Kind: UInt8, CaseIterable, Hashable, Sendable {
        /// Unsigned integers.
        case u16, u32, u64
        /// Two's complement integers.
        case s16, s32, s64
        /// IEEE 754 numbers.
        case f32, f64
        /// SunSpec accumulators: count up and wrap; 0 = not available.
        case acc16, acc32, acc64
        /// Enumerations.
        case enum16, enum32
        /// Sets of bits.
        case bitfield16, bitfield32
        /// SunSpec scale factor: a power of ten, -10...10.
        case sunssf
        /// ASCII text, two characters a register, padded with NUL.
        case string
        /// A coil or a discrete input.
        case bool
    }

    /// What the registers hold.
    public let kind: Kind
    /// How many registers (or, for `bool`, one bit).
    public let width: Int

    /// A type of fixed width.
    ///
    /// - Parameter kind: any; `.string` gets one register, use `string(registers:)` for another length.
    public init(_ kind: Kind) {
        self.kind = kind
        self.width = kind.fixedWidth
    }

    private init(kind: Kind, width: Int) { (self.kind, self.width) = (kind, width) }

    /// A text.
    ///
    /// - Parameter registers: 1...125, clamped.
    public static func string(registers: Int) -> PointType {
        PointType(kind: .string, width: max(1, min(125, registers)))
    }

    /// Reads the spelling of the profile format, such as `u16` or `string(16)`.
    public init?(_ text: String) {
        if let kind = Kind.allCases.first(where: { "\($0)" == text }), kind != .string {
            self.init(kind)
            return
        }
        guard text.hasPrefix("string("), text.hasSuffix(")"),
            let registers = Int(text.dropFirst("string(".count).dropLast()), (1...125).contains(registers)
        else { return nil }
        self = .string(registers: registers)
    }

    /// The spelling of the profile format.
    public var description: String { kind == .string ? "string(\(width))" : "\(kind)" }

    /// The bit pattern by which SunSpec marks a value that the device does not have (Device Information Model
    /// Specification, table of types); nil for floating point, where every NaN is one, and for `string` and `bool`.
    public var sunSpecNotAvailable: UInt64? {
        switch kind {
        case .u16, .enum16, .bitfield16: 0xFFFF
        case .u32, .enum32, .bitfield32: 0xFFFF_FFFF
        case .u64: .max
        case .s16, .sunssf: 0x8000
        case .s32: 0x8000_0000
        case .s64: 0x8000_0000_0000_0000
        case .acc16, .acc32, .acc64: 0
        case .f32, .f64, .string, .bool: nil
        }
    }
}

extension PointType.Kind {
    /// Registers of one value; 1 for a text, whose length is not fixed.
    var fixedWidth: Int {
        switch self {
        case .u16, .s16, .acc16, .enum16, .bitfield16, .sunssf, .bool, .string: 1
        case .u32, .s32, .f32, .acc32, .enum32, .bitfield32: 2
        case .u64, .s64, .f64, .acc64: 4
        }
    }
}
