// SPDX-License-Identifier: Apache-2.0

/// One of the four Modbus address spaces (Modbus Application Protocol V1.1b3, 4.3).
public enum RegisterTable: String, CaseIterable, Hashable, Sendable {
    /// Bits that can be read and written.
    case coil
    /// Bits that can only be read.
    case discreteInput = "discrete"
    /// 16-bit registers that can be read and written.
    case holding
    /// 16-bit registers that can only be read.
    case input

    /// True for the two tables of bits.
    public var isBits: Bool { self == .coil || self == .discreteInput }

    /// True for the two tables that a master may write.
    public var isWritable: Bool { self == .coil || self == .holding }

    /// Modbus function code that reads from this table.
    public var readFunction: UInt8 {
        switch self {
        case .coil: 1
        case .discreteInput: 2
        case .holding: 3
        case .input: 4
        }
    }

    /// Modbus function code that writes several values to this table, nil for a table that cannot be written.
    public var writeFunction: UInt8? {
        switch self {
        case .coil: 15
        case .holding: 16
        case .discreteInput, .input: nil
        }
    }

    /// Most bits or registers one read may ask for: 2000 or 125.
    public var maxReadCount: Int { isBits ? 2000 : 125 }

    /// Most bits or registers one write may carry: 1968 or 123.
    public var maxWriteCount: Int { isBits ? 1968 : 123 }
}
