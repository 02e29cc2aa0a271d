// SPDX-License-Identifier: Apache-2.0

/// Why a frame of the link was not taken.
public enum FrameError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Fewer bytes than the header or the payload it announces.
    case truncated(expected: Int, found: Int)
    /// More bytes than the header announces.
    case trailingBytes(Int)
    /// The first bytes are not those of a Hearth frame.
    case notAFrame
    /// A version of the protocol this program does not speak.
    case version(UInt8)
    /// A kind of message this program does not know, or one that belongs to the other direction.
    case kind(UInt8)
    /// The checksum does not fit the bytes.
    case checksum
    /// A payload larger than any message can be.
    case oversized(Int)
    /// A field holds what it must not hold.
    case field(String)

    /// The reason in words.
    public var description: String {
        switch self {
        case .truncated(let expected, let found): "a frame of \(found) bytes where \(expected) were expected"
        case .trailingBytes(let count): "a frame with \(count) bytes too many"
        case .notAFrame: "bytes that are no frame"
        case .version(let version): "a frame of protocol version \(version), expected \(FrameHeader.version)"
        case .kind(let kind): "a frame of unknown kind \(kind)"
        case .checksum: "a frame whose checksum does not fit"
        case .oversized(let count): "a frame of \(count) bytes, expected at most \(FrameHeader.maxPayload)"
        case .field(let name): "a frame whose field \(name) holds an impossible value"
        }
    }
}
