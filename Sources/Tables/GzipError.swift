// SPDX-License-Identifier: Apache-2.0

/// What is wrong with gzip data; offsets count compressed bytes from 0.
public enum GzipError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The data end inside a member or before the first.
    case truncated(atByte: Int)
    /// Header, deflate data or checksum are damaged, or something else follows a member; `reason` is zlib's.
    case corrupt(atByte: Int, reason: String)
    /// The content is larger than the caller allows, bytes.
    case tooLarge(limit: Int)
    /// zlib got no memory.
    case outOfMemory

    /// One line.
    public var description: String {
        switch self {
        case .truncated(let byte): "gzip data end early at byte \(byte)"
        case .corrupt(let byte, let reason): "gzip data are damaged at byte \(byte) (\(reason))"
        case .tooLarge(let limit): "gzip data hold more than \(limit) bytes"
        case .outOfMemory: "no memory for gzip data"
        }
    }
}
