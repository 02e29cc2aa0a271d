// SPDX-License-Identifier: Apache-2.0

import Bits

/// The frame around every message of the link.
///
/// 16 bytes, little-endian: magic `HRTH` (4), protocol version (1), kind (1), reserved 0 (2), payload length (4), CRC-32 of
/// the first 12 bytes and the payload (4); then the payload.
enum FrameHeader {
    static let magic: [UInt8] = Array("HRTH".utf8)
    static let version: UInt8 = 1
    static let size = 16
    /// See `FrameReassembler.longestFrame`.
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
        guard bytes.count >= size, let length = try length(ofFrameWith: bytes) else {
            throw .truncated(expected: size, found: bytes.count)
        }
        guard bytes.count >= length else { throw .truncated(expected: length, found: bytes.count) }
        guard bytes.count == length else { throw .trailingBytes(bytes.count - length) }
        guard checksum(of: bytes) == number(bytes, at: 12) else { throw .checksum }
        return bytes[5]
    }

    /// Checks as much of a header as is there.
    ///
    /// - Parameter bytes: the beginning of a frame.
    /// - Returns: the length of the frame with its header, nil while the bytes do not say it.
    static func length(ofFrameWith bytes: [UInt8]) throws(FrameError) -> Int? {
        for (found, expected) in zip(bytes, magic) where found != expected { throw .notAFrame }
        guard bytes.count > 4 else { return nil }
        guard bytes[4] == version else { throw .version(bytes[4]) }
        guard bytes.count >= 12 else { return nil }
        let payload = Int(number(bytes, at: 8))
        guard payload <= maxPayload else { throw .oversized(payload) }
        return size + payload
    }

    private static func number(_ bytes: [UInt8], at offset: Int) -> UInt32 {
        (0..<4).reduce(0) { $0 | UInt32(bytes[offset + $1]) << UInt32(8 * $1) }
    }

    private static func checksum(of bytes: [UInt8]) -> UInt32 {
        var crc = CRC32.Accumulator()
        crc.add(bytes, in: 0..<12)
        crc.add(bytes, in: size..<bytes.count)
        return crc.checksum
    }
}
