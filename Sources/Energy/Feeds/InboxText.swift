// SPDX-License-Identifier: Apache-2.0

import Bits

/// What is wrong with the text of a document of the inbox.
public struct InboxTextFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// Line of the text, from 1.
    public let line: Int
    /// What was found, in words.
    public let found: String
    /// What should have been there, in words.
    public let expected: String
    /// As `line 2: found "kind = wether", expected kind = price, weather, solar or carbon`.
    public var description: String { "line \(line): found \(found), expected \(expected)" }
}

/// Texts of documents of the inbox: lines `key = value` in one order, the last of them a checksum over those before it, so that
/// a text that was cut or damaged is known.
enum InboxText {
    fileprivate static let lineEnd = UInt8(ascii: "\n")
    fileprivate static let sumKey = "crc"

    /// The lines as a text, with their checksum.
    static func sealed(_ lines: [String]) -> String {
        let body = lines.map { $0 + "\n" }.joined()
        return body + "\(sumKey) = \(sum(CRC32.checksum(body.utf8)))\n"
    }

    fileprivate static func sum(_ checksum: UInt32) -> String {
        let digits = String(checksum, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }

    /// Whether a text can stand in a line and in a log: 1 to 64 characters, none of them a control character.
    static func isName(_ text: String) -> Bool {
        (1...64).contains(text.unicodeScalars.count) && text.unicodeScalars.allSatisfy(isPlain)
    }

    /// False for what moves the cursor, breaks a line or cannot be seen.
    static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }

    /// A moment as it is written, and no other way of writing it.
    static func instant(_ text: Substring) -> UTCInstant? {
        UTCInstant(iso8601: text).flatMap { $0.iso8601 == text ? $0 : nil }
    }
}

/// The lines of such a text, one after the other.
struct InboxTextReader {
    private let lines: [Substring.UTF8View]
    private var next = 0

    /// - Parameter limit: longest text, bytes.
    init(_ text: String, limit: Int) throws(InboxTextFault) {
        var text = text
        // Others may hand over what is no native string, and walking through that is slow.
        text.makeContiguousUTF8()
        guard text.utf8.count <= limit else {
            throw InboxTextFault(line: 1, found: "\(text.utf8.count) bytes", expected: "at most \(limit)")
        }
        var lines = text[...].utf8.split(separator: InboxText.lineEnd, omittingEmptySubsequences: false)
        // Behind the last line's end.
        if lines.last?.isEmpty == true { lines.removeLast() }
        self.lines = lines
    }

    /// True where the next line has a key.
    func isNext(_ key: String) -> Bool { field(key, at: next) != nil }

    /// The value of the next line, which must have the key.
    mutating func value<Value>(
        _ key: String, _ expected: String, _ make: (Substring) -> Value?
    ) throws(InboxTextFault) -> Value {
        next += 1
        guard let text = field(key, at: next - 1), let value = make(text) else {
            throw fault("\(key) = \(expected)")
        }
        return value
    }

    /// A value that may be missing: nil for `-`.
    mutating func optional<Value>(
        _ key: String, _ expected: String, _ make: (Substring) -> Value?
    ) throws(InboxTextFault) -> Value? {
        try value(key, "\(expected), or -") { text -> Value?? in
            if text == "-" { return .some(nil) }
            return make(text).map(Optional.some)
        }
    }

    /// A whole number of a range.
    mutating func count(_ key: String, _ range: ClosedRange<Int>) throws(InboxTextFault) -> Int {
        try value(key, "a number in \(range)") { text in
            Int(text).flatMap { range.contains($0) && "\($0)" == text ? $0 : nil }
        }
    }

    /// The checksum, and nothing behind it.
    mutating func end() throws(InboxTextFault) {
        var sum = CRC32.Accumulator()
        for line in lines[..<min(next, lines.count)] {
            sum.add(Array(line))
            sum.add([InboxText.lineEnd])
        }
        let expected = InboxText.sum(sum.checksum)
        try value(InboxText.sumKey, "\(expected), the sum of all before") { $0 == expected ? () : nil }
        guard next < lines.count else { return }
        next += 1
        throw fault("nothing more")
    }

    /// A fault of the line read last.
    ///
    /// - Parameter found: what was found; nil quotes the line.
    func fault(_ expected: String, found: String? = nil) -> InboxTextFault {
        let line = lines.indices.contains(next - 1) ? Self.quoted(lines[next - 1]) : "the end"
        return InboxTextFault(line: next, found: found ?? line, expected: expected)
    }

    /// Whatever it is, it will stand in a log.
    static func quoted(_ text: Substring.UTF8View) -> String {
        let plain = text.prefix(80).map { (32...126).contains($0) ? Character(Unicode.Scalar($0)) : "?" }
        return "\"\(String(plain))\""
    }

    private func field(_ key: String, at index: Int) -> Substring? {
        guard lines.indices.contains(index), lines[index].starts(with: "\(key) = ".utf8) else { return nil }
        return Substring(lines[index].dropFirst(key.utf8.count + 3))
    }
}
