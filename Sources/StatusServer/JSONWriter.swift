// SPDX-License-Identifier: Apache-2.0

import Energy

/// Writes JSON as bytes, members in the order they are put.
///
/// By hand, because the general encoder costs several megabytes of resident memory and gives no control over the digits.
struct JSONWriter: Sendable {
    /// What was written.
    private(set) var bytes: [UInt8] = []
    private var needsComma = false

    /// An object, as a member when it has a key.
    mutating func object(_ key: String? = nil, _ body: (inout JSONWriter) -> Void) {
        open(key, "{")
        body(&self)
        close("}")
    }

    /// An array, as a member when it has a key.
    mutating func array(_ key: String? = nil, _ body: (inout JSONWriter) -> Void) {
        open(key, "[")
        body(&self)
        close("]")
    }

    /// A text or null.
    mutating func put(_ key: String? = nil, _ text: String?) {
        begin(key)
        if let text { quote(text) } else { raw("null") }
    }

    /// A truth value or null.
    mutating func put(_ key: String? = nil, _ flag: Bool?) {
        begin(key)
        raw(flag.map { $0 ? "true" : "false" } ?? "null")
    }

    /// A whole number or null.
    mutating func put(_ key: String? = nil, _ number: Int?) {
        begin(key)
        raw(number.map { "\($0)" } ?? "null")
    }

    /// A number with up to some decimals; null for nil, NaN and the infinities, which JSON cannot say.
    mutating func put(_ key: String? = nil, _ number: Double?, decimals: Int) {
        begin(key)
        guard let number, number.isFinite else { return raw("null") }
        raw(decimalText(number, decimals: decimals, trimmed: true))
    }

    /// Null.
    mutating func putNull(_ key: String? = nil) {
        begin(key)
        raw("null")
    }

    /// Opens an object or array that a later piece of the same document closes.
    mutating func open(_ key: String?, _ mark: String) {
        begin(key)
        raw(mark)
        needsComma = false
    }

    /// Closes what `open` opened.
    mutating func close(_ mark: String) {
        raw(mark)
        needsComma = true
    }

    /// Hands over what was written so far and goes on with the same document.
    mutating func takeBytes() -> [UInt8] {
        defer { bytes.removeAll() }
        return bytes
    }

    private mutating func begin(_ key: String?) {
        if needsComma { raw(",") }
        needsComma = true
        guard let key else { return }
        quote(key)
        raw(":")
    }

    private mutating func raw(_ text: String) { bytes.append(contentsOf: text.utf8) }

    private mutating func quote(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0..<32, 127: raw("\\u00" + ASCII.hex([byte]))
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
