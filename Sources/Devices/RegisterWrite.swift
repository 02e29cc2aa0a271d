// SPDX-License-Identifier: Apache-2.0

/// Values for one Modbus write request; it cannot leave the address space or go to a read-only table.
public struct RegisterWrite: Hashable, Sendable, CustomStringConvertible {
    /// `.holding` or `.coil`.
    public let table: RegisterTable
    /// Zero-based protocol address of the first register or coil.
    public let address: UInt16
    /// Register contents in order; for coils 0 or 1 each.
    public let words: [UInt16]

    /// A write, nil when the table is read-only, `words` is empty or longer than one request carries (123 registers,
    /// 1968 coils), it ends beyond address 65535, or a coil is neither 0 nor 1.
    public init?(table: RegisterTable, address: Int, words: [UInt16]) {
        guard table.isWritable, let first = UInt16(exactly: address),
            (1...table.maxWriteCount).contains(words.count), address + words.count <= 65536,
            !table.isBits || words.allSatisfy({ $0 <= 1 })
        else { return nil }
        (self.table, self.address, self.words) = (table, first, words)
    }

    /// The addresses covered, at most up to 65536 exclusive.
    public var addresses: Range<Int> { Int(address)..<Int(address) + words.count }

    /// As `holding 40361 <- [0, 65036]`.
    public var description: String { "\(table) \(address) <- \(words)" }
}
