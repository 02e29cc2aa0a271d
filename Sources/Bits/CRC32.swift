// SPDX-License-Identifier: Apache-2.0

/// The CRC-32 of IEEE 802.3 (reflected polynomial 0xEDB88320), as zlib computes it.
public enum CRC32 {
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? (value >> 1) ^ 0xEDB8_8320 : value >> 1 }
    }

    /// Checksum of some bytes.
    public static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
        var accumulator = Accumulator()
        accumulator.add(Array(bytes))
        return accumulator.checksum
    }

    /// A checksum over bytes that come in pieces.
    public struct Accumulator: Hashable, Sendable {
        private var state: UInt32 = 0xFFFF_FFFF

        /// A checksum of nothing.
        public init() {}

        /// Takes in more bytes.
        public mutating func add(_ bytes: [UInt8]) { add(bytes, in: bytes.indices) }

        /// Takes in a part of some bytes; a range outside them is cut to them.
        public mutating func add(_ bytes: [UInt8], in range: Range<Int>) {
            var value = state
            CRC32.table.withUnsafeBufferPointer { table in
                bytes.withUnsafeBufferPointer { bytes in
                    for k in range.clamped(to: bytes.indices) {
                        value = table[Int((value ^ UInt32(bytes[k])) & 0xFF)] ^ (value >> 8)
                    }
                }
            }
            state = value
        }

        /// The checksum of all bytes so far.
        public var checksum: UInt32 { state ^ 0xFFFF_FFFF }
    }
}
