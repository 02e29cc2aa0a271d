// SPDX-License-Identifier: Apache-2.0

/// Writes little-endian values behind the room for a header; the buffer is kept from message to message.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    mutating func begin() {
        bytes.removeAll(keepingCapacity: true)
        bytes.append(contentsOf: repeatElement(0, count: FrameHeader.size))
    }

    mutating func seal(kind: UInt8) -> [UInt8] {
        FrameHeader.seal(&bytes, kind: kind)
        return bytes
    }

    mutating func write(_ value: UInt8) { bytes.append(value) }

    mutating func write(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func write(_ value: Bool) { bytes.append(value ? 1 : 0) }

    mutating func write(_ value: Double) { write(value.bitPattern) }

    mutating func write(_ value: BootInstant) { write(value.nanoseconds) }

    mutating func write(_ value: UTCInstant) { write(Int64(value.secondsSinceEpoch)) }

    mutating func write(count: Int) { write(UInt32(clamping: count)) }

    /// Text as UTF-8 with its length, cut at 1,000 bytes.
    mutating func write(_ text: String) {
        let utf8 = Array(text.utf8.prefix(ByteReader.maxText))
        write(UInt16(clamping: utf8.count))
        bytes.append(contentsOf: utf8)
    }

    mutating func write(_ value: Measured<Watts>) { write(value.map(\.value)) }

    mutating func write(_ value: Measured<Celsius>) { write(value.map(\.value)) }

    mutating func write(_ measured: Measured<Double>) {
        write(measured.quality.rawValue)
        write(measured.time)
        write(measured.value ?? 0)
    }
}
