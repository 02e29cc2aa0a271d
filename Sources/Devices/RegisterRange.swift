// SPDX-License-Identifier: Apache-2.0

/// A span of registers or bits that one Modbus read can ask for; it cannot leave the address space.
public struct RegisterRange: Hashable, Sendable, CustomStringConvertible {
    /// Which address space.
    public let table: RegisterTable
    /// Zero-based protocol address of the first register or bit.
    public let address: UInt16
    /// How many registers (1...125) or bits (1...2000).
    public let count: Int

    /// A span, nil when it is empty, longer than one request may be, or ends beyond address 65535.
    public init?(table: RegisterTable, address: Int, count: Int) {
        guard let first = UInt16(exactly: address), (1...table.maxReadCount).contains(count),
            address + count <= 65536
        else { return nil }
        (self.table, self.address, self.count) = (table, first, count)
    }

    /// The addresses covered, at most up to 65536 exclusive.
    public var addresses: Range<Int> { Int(address)..<Int(address) + count }

    /// As `holding 40000 x 2`.
    public var description: String { "\(table) \(address) x \(count)" }
}
