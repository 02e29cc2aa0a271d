// SPDX-License-Identifier: Apache-2.0

/// The frame around every message of the link.
///
/// 16 bytes, little-endian: magic `HRTH` (4), protocol version (1), kind (1), reserved 0 (2), payload length (4), CRC-32 of
/// the first 12 bytes and the payload (4); then the payload.
enum FrameHeader {
    static let magic: [UInt8] = Array("HRTH".utf8)
    static let version: UInt8 = 1
    static let size = 16
    /// Larger than any slice of a device with every signal.
    static let maxPayload = 65_536

    /// Puts header and checksum around a payload that was written behind `size` spare bytes.
    static func seal(_ bytes: inout [UInt8], kind: UInt8) {
        let length = UInt32(clamping: bytes.count - size)
        for k in 0..<4 { bytes[k] = magic[k] }
        (bytes[4], bytes[5], bytes[6], bytes[7]) = (version, kind, 0, 0)
        for k in 0..<4 { bytes[8 + k] = UInt8(truncatingIfNeeded: length >> UInt32(8 * k)) }
        let checksum = checksum(of: bytes)
        for k in 0..<4 { bytes[12 + k] = UInt8(truncatingIfNeeded: checksum >> UInt32(8 * k)) }
    }

    /// The kind a frame says it is, unchecked; nil when it is too short to say.
    static func kind(of frame: [UInt8]) -> UInt8? { frame.count > 5 ? frame[5] : nil }

    /// Checks header and checksum.
    ///
    /// - Returns: the kind; the payload begins at `size`.
    static func open(_ bytes: [UInt8]) throws(FrameError) -> UInt8 {
        guard bytes.count >= size else { throw .truncated(expected: size, found: bytes.count) }
        for k in 0..<4 where bytes[k] != magic[k] { throw .notAFrame }
        guard bytes[4] == version else { throw .version(bytes[4]) }
        var length = 0
        var stored: UInt32 = 0
        for k in 0..<4 {
            length |= Int(bytes[8 + k]) << (8 * k)
            stored |= UInt32(bytes[12 + k]) << UInt32(8 * k)
        }
        guard length <= maxPayload else { throw .oversized(length) }
        guard bytes.count >= size + length else { throw .truncated(expected: size + length, found: bytes.count) }
        guard bytes.count == size + length else { throw .trailingBytes(bytes.count - size - length) }
        guard checksum(of: bytes) == stored else { throw .checksum }
        return bytes[5]
    }

    private static func checksum(of bytes: [UInt8]) -> UInt32 {
        var crc = CRC32.Accumulator()
        crc.add(bytes, in: 0..<12)
        crc.add(bytes, in: size..<bytes.count)
        return crc.checksum
    }
}
