// SPDX-License-Identifier: Apache-2.0

/// Finds the line of every key and array element in the source text of a TOML document.
///
/// The parser gives positions for syntax errors only. This scan runs on text the parser has accepted, so it knows just
/// enough of TOML to tell keys from strings and comments. On any other text it ends too, and what it says holds up to
/// the first syntax error.
struct KeyLineScanner {
    /// Line from 1 by path (`joined`, `indexed`).
    private(set) var lines: [String: Int] = [:]
    /// Line of the first `\u0000` escape: the parser hands strings over as C strings, which end there.
    private(set) var lineOfNull: Int?
    /// The first place where the parser would abort the process instead of throwing; valid TOML has none.
    private(set) var trap: Trap?

    /// A syntax error on which toml++ (3.4, inside TOMLKit 0.6.0) stops at an assertion, or goes on undefined without.
    struct Trap {
        /// Offset in UTF-8 of the statement it stands in.
        let statement: Int
        let line: Int
        /// A phrase for after "found".
        let found: String
    }

    private let bytes: [UInt8]
    private var position = 0
    private var line = 1
    private var statement = 0
    private var depth = 0
    /// How many `[[path]]` headers were seen, by path.
    private var tableCounts: [String: Int] = [:]

    init(scanning text: String) {
        bytes = Array(text.utf8)
        var table = ""
        while true {
            skipBlank()
            guard let byte = peek() else { return }
            let start = position
            statement = start
            if byte == UInt8(ascii: "[") { table = header() } else { keyAndValue(under: table) }
            if position == start { advance() }
        }
    }

    private func peek(_ ahead: Int = 0) -> UInt8? {
        position + ahead < bytes.count ? bytes[position + ahead] : nil
    }

    private mutating func advance(_ count: Int = 1) {
        for _ in 0..<count where position < bytes.count {
            if bytes[position] == UInt8(ascii: "\n") { line += 1 }
            position += 1
        }
    }

    private mutating func skip(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        advance()
        return true
    }

    private mutating func skipSpaces() {
        while let byte = peek(), byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") { advance() }
    }

    /// Skips white space, line ends and comments.
    private mutating func skipBlank() {
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"): advance()
            case UInt8(ascii: "#"): while let next = peek(), next != UInt8(ascii: "\n") { advance() }
            default: return
            }
        }
    }

    /// Reads `[a.b]` or `[[a.b]]` and returns the path that the keys below it belong to.
    private mutating func header() -> String {
        advance()
        let isArrayElement = skip(UInt8(ascii: "["))
        skipSpaces()
        if let byte = peek(), !KeyLineScanner.startsKey(byte), byte != UInt8(ascii: "]") {
            noteTrap("a table header without a key")
        }
        let keys = dottedKey()
        while skip(UInt8(ascii: "]")) {}
        var path = ""
        for (index, key) in keys.enumerated() {
            path = joined(path, key)
            if index < keys.count - 1 {
                note(path)
                if let count = tableCounts[path] { path = indexed(path, count - 1) }
            } else if isArrayElement {
                note(path)
                let count = tableCounts[path, default: 0]
                tableCounts[path] = count + 1
                path = indexed(path, count)
                lines[path] = line
            } else {
                // The header proper tells more than an earlier `[a.b.c]` that only implied this table.
                lines[path] = line
            }
        }
        return path
    }

    private mutating func note(_ path: String) {
        if lines[path] == nil { lines[path] = line }
    }

    private mutating func noteTrap(_ found: String) {
        if trap == nil { trap = Trap(statement: statement, line: line, found: found) }
    }

    private mutating func keyAndValue(under table: String) {
        var path = table
        for key in dottedKey() {
            path = joined(path, key)
            note(path)
        }
        skipSpaces()
        if skip(UInt8(ascii: "=")) { value(at: path) }
    }

    /// Reads `a."b c".d`; escapes in a quoted key stay as written, such a key then takes its parent's line.
    private mutating func dottedKey() -> [String] {
        var keys: [String] = []
        repeat {
            skipSpaces()
            let start = position
            if let byte = peek(), byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                string(quote: byte)
                keys.append(String(decoding: bytes[start..<position].dropFirst().dropLast(), as: UTF8.self))
            } else {
                while let byte = peek(), isBareKeyByte(byte) { advance() }
                keys.append(String(decoding: bytes[start..<position], as: UTF8.self))
            }
            skipSpaces()
        } while skip(UInt8(ascii: "."))
        return keys
    }

    private mutating func value(at path: String) {
        skipSpaces()
        guard let byte = peek() else { return }
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): string(quote: byte)
        case UInt8(ascii: "["):
            var index = 0
            elements(until: UInt8(ascii: "]")) { scanner in
                let element = indexed(path, index)
                scanner.lines[element] = scanner.line
                scanner.value(at: element)
                index += 1
            }
        case UInt8(ascii: "{"): elements(until: UInt8(ascii: "}")) { $0.keyAndValue(under: path) }
        case UInt8(ascii: "}"), 0x80...: noteTrap("no value")
        default: bareValue()
        }
    }

    /// Skips a number, boolean, date or time.
    private mutating func bareValue() {
        let startsWithDigit = KeyLineScanner.isDigit(peek())
        while let byte = peek(), !KeyLineScanner.endsBareValue(byte) {
            if startsWithDigit && isBrokenTimeSeparator(byte) { noteTrap("a date without a time") }
            advance()
        }
    }

    /// True at a `T` without a digit behind it and at a space with one digit only.
    private func isBrokenTimeSeparator(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "T"), UInt8(ascii: "t"): !KeyLineScanner.isDigit(peek(1))
        case UInt8(ascii: " "): KeyLineScanner.isDigit(peek(1)) && !KeyLineScanner.isDigit(peek(2))
        default: false
        }
    }

    private static func isDigit(_ byte: UInt8?) -> Bool {
        byte.map { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? false
    }

    /// Reads the comma-separated elements of an array or inline table, opening and closing brackets included.
    private mutating func elements(until closing: UInt8, read: (inout KeyLineScanner) -> Void) {
        advance()
        depth += 1
        defer { depth -= 1 }
        // The parser refuses text nested deeper than this.
        if depth > 256 { position = bytes.count }
        while true {
            skipBlank()
            if peek() == nil || skip(closing) { return }
            let start = position
            read(&self)
            skipBlank()
            _ = skip(UInt8(ascii: ","))
            if position == start { advance() }
        }
    }

    private static func startsKey(_ byte: UInt8) -> Bool {
        isBareKeyByte(byte) || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
    }

    private static func endsBareValue(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: "#"), UInt8(ascii: "\n"): true
        default: false
        }
    }

    /// Skips a string of any of the four kinds.
    private mutating func string(quote: UInt8) {
        let isMultiline = peek(1) == quote && peek(2) == quote
        advance(isMultiline ? 3 : 1)
        while let byte = peek() {
            if byte == UInt8(ascii: "\\") && quote == UInt8(ascii: "\"") {
                noteNullEscape()
                advance(2)
            } else if byte != quote {
                advance()
            } else if !isMultiline {
                return advance()
            } else if peek(1) == quote && peek(2) == quote {
                advance(3)
                // Up to two quotes may stand before the three that close.
                for _ in 0..<2 { _ = skip(quote) }
                return
            } else {
                advance()
            }
        }
    }

    private mutating func noteNullEscape() {
        let digits = peek(1) == UInt8(ascii: "u") ? 4 : peek(1) == UInt8(ascii: "U") ? 8 : 0
        guard digits > 0, lineOfNull == nil else { return }
        if (0..<digits).allSatisfy({ peek(2 + $0) == UInt8(ascii: "0") }) { lineOfNull = line }
    }
}
