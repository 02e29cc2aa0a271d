// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy

/// A value as SQLite keeps it.
enum SQLValue: Hashable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])

    init(_ value: Int) { self = .integer(Int64(value)) }

    init(_ value: Int?) { self = value.map { .integer(Int64($0)) } ?? .null }

    /// SQLite turns NaN into NULL by itself; here it is said, so that the checksum sees what the file will hold.
    init(finite value: Double?) { self = value.flatMap { $0.isFinite ? .real($0) : nil } ?? .null }

    var integer: Int? {
        guard case .integer(let value) = self else { return nil }
        return Int(exactly: value)
    }

    var real: Double? {
        guard case .real(let value) = self else { return nil }
        return value
    }

    var text: String? {
        guard case .text(let value) = self else { return nil }
        return value
    }

    var blob: [UInt8]? {
        guard case .blob(let value) = self else { return nil }
        return value
    }

    /// The checksum over a row's values, its key included, as the column `crc` holds it.
    ///
    /// A page that reads well can still hold wrong bytes: `integrity_check` passed 900 of 2,000 damaged files.
    /// Signed, because SQLite keeps 32 signed bits in four bytes and 32 unsigned ones in six.
    static func checksum(_ values: [SQLValue]) -> SQLValue {
        var bytes = ByteWriter()
        for value in values { value.append(to: &bytes) }
        var sum = CRC32.Accumulator()
        sum.add(bytes.bytes)
        return .integer(Int64(Int32(bitPattern: sum.checksum)))
    }

    private func append(to bytes: inout ByteWriter) {
        switch self {
        case .null: bytes.append(UInt8(0))
        case .integer(let value):
            bytes.append(UInt8(1))
            bytes.append(UInt64(bitPattern: value))
        case .real(let value):
            bytes.append(UInt8(2))
            // A whole number in a REAL column lies in the file as an integer, so that -0 comes back as 0.
            bytes.append(value == 0 ? 0.0 : value)
        case .text(let value):
            bytes.append(UInt8(3))
            bytes.append(text: value)
        case .blob(let value):
            bytes.append(UInt8(4))
            bytes.append(varint: UInt64(value.count))
            bytes.append(contentsOf: value)
        }
    }
}

extension Array where Element == SQLValue {
    /// The values without their last, which is the checksum over them; nil where it does not fit.
    var verified: [SQLValue]? { verified(addedLater: []) }

    /// The values followed by the checksum over them.
    var sealed: [SQLValue] { sealed(addedLater: []) }

    /// `verified` where the last values are of columns that the table has not had from the beginning.
    ///
    /// - Parameter counts: how many columns each schema added, the oldest first.
    func verified(addedLater counts: [Int]) -> [SQLValue]? {
        guard let stored = last else { return nil }
        let values = Array(dropLast())
        return SQLValue.checksum(values.covered(addedLater: counts)) == stored ? values : nil
    }

    /// `sealed` where the last values are of columns that the table has not had from the beginning.
    func sealed(addedLater counts: [Int]) -> [SQLValue] { self + [SQLValue.checksum(covered(addedLater: counts))] }

    /// The values that the checksum covers: those of the columns up to the last schema that added a value, so that the
    /// rows of before and after are told from damaged ones in the same way.
    private func covered(addedLater counts: [Int]) -> [SQLValue] {
        var values = self[...]
        for count in counts.reversed() {
            guard values.suffix(count).allSatisfy({ $0 == .null }) else { break }
            values = values.dropLast(count)
        }
        return Array(values)
    }
}
