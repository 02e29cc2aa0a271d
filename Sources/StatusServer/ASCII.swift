// SPDX-License-Identifier: Apache-2.0

/// Classes of bytes in the grammar of HTTP/1.1 (RFC 9110, RFC 9112).
enum ASCII {
    static let carriageReturn: UInt8 = 13
    static let lineFeed: UInt8 = 10
    static let space: UInt8 = 32
    static let tab: UInt8 = 9

    static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

    static func isLetter(_ byte: UInt8) -> Bool { (65...90).contains(byte) || (97...122).contains(byte) }

    /// A character of a token (RFC 9110, 5.6.2): methods and field names.
    static func isToken(_ byte: UInt8) -> Bool {
        isDigit(byte) || isLetter(byte) || tokenMarks.contains(byte)
    }

    /// A visible character.
    static func isVisible(_ byte: UInt8) -> Bool { (33...126).contains(byte) }

    /// A character of a host name.
    static func isHostCharacter(_ byte: UInt8) -> Bool { isDigit(byte) || isLetter(byte) || byte == 45 || byte == 46 }

    private static let tokenMarks = Array("!#$%&'*+-.^_`|~".utf8)

    /// The value of a hexadecimal digit, nil for any other byte.
    static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 48...57: byte - 48
        case 65...70: byte - 55
        case 97...102: byte - 87
        default: nil
        }
    }

    /// Bytes as lower-case hexadecimal text.
    static func hex(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
