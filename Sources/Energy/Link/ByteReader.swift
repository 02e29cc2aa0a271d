// SPDX-License-Identifier: Apache-2.0

/// Reads what `ByteWriter` wrote; every read is checked, whatever the bytes.
struct ByteReader {
    static let maxText = 1000

    private let bytes: [UInt8]
    private var position = FrameHeader.size

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Ends the message: nothing may be left over.
    func finish() throws(FrameError) {
        if position != bytes.count { throw .trailingBytes(bytes.count - position) }
    }

    mutating func integer<Value: FixedWidthInteger>(_: Value.Type = Value.self) throws(FrameError) -> Value {
        let size = Value.bitWidth / 8
        guard bytes.count - position >= size else {
            throw .truncated(expected: position + size, found: bytes.count)
        }
        var value: Value = 0
        for k in 0..<size { value |= Value(truncatingIfNeeded: bytes[position + k]) << Value(8 * k) }
        position += size
        return value
    }

    mutating func bool(_ field: String) throws(FrameError) -> Bool {
        switch try integer(UInt8.self) {
        case 0: return false
        case 1: return true
        default: throw .field(field)
        }
    }

    /// A number that may be NaN where the message says so.
    mutating func anyDouble() throws(FrameError) -> Double { Double(bitPattern: try integer(UInt64.self)) }

    mutating func finite(_ field: String) throws(FrameError) -> Double {
        let value = try anyDouble()
        guard value.isFinite else { throw .field(field) }
        return value
    }

    mutating func bootInstant() throws(FrameError) -> BootInstant { BootInstant(nanoseconds: try integer()) }

    /// A wall time within the years Hearth can label.
    mutating func utcInstant(_ field: String) throws(FrameError) -> UTCInstant {
        let seconds = try integer(Int64.self)
        guard (-62_135_596_800...253_402_300_799).contains(seconds) else { throw .field(field) }
        return UTCInstant(secondsSinceEpoch: Int(seconds))
    }

    mutating func slot(_ field: String) throws(FrameError) -> Slot { Slot(containing: try utcInstant(field)) }

    mutating func count(_ field: String, most: Int) throws(FrameError) -> Int {
        let value = try integer(UInt32.self)
        guard value <= most else { throw .field(field) }
        return Int(value)
    }

    mutating func text(_ field: String) throws(FrameError) -> String {
        let size = Int(try integer(UInt16.self))
        guard size <= Self.maxText else { throw .field(field) }
        guard bytes.count - position >= size else { throw .truncated(expected: position + size, found: bytes.count) }
        defer { position += size }
        return String(decoding: bytes[position..<position + size], as: UTF8.self)
    }

    mutating func raw<Value: RawRepresentable>(_: Value.Type, _ field: String) throws(FrameError) -> Value
    where Value.RawValue == UInt8 {
        guard let value = Value(rawValue: try integer()) else { throw .field(field) }
        return value
    }

    mutating func measured(_ field: String) throws(FrameError) -> Measured<Double> {
        let quality = try raw(Quality.self, field)
        let time = try bootInstant()
        let value = try finite(field)
        return quality == .good ? Measured(value, at: time) : .absent(quality, at: time)
    }

    mutating func watts(_ field: String) throws(FrameError) -> Measured<Watts> {
        try measured(field).map { Watts($0) }
    }
}
