// SPDX-License-Identifier: Apache-2.0

import Energy

/// The value of an attribute of an element: text, which is escaped, or a number, which is rounded to a tenth.
enum SVGValue: ExpressibleByStringInterpolation, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
    case text(String)
    case number(Double)

    init(stringLiteral value: String) { self = .text(value) }
    init(floatLiteral value: Double) { self = .number(value) }
    init(integerLiteral value: Int) { self = .number(Double(value)) }

    var isDrawable: Bool {
        if case .number(let value) = self { value.isFinite } else { true }
    }
}

/// Writes the elements of an SVG image, escaped and well formed.
///
/// An element with a number that is not finite is left out: `NaN` in an attribute makes a browser drop the element with a
/// fault in its console, or worse draw it at the origin.
struct SVGWriter {
    /// What was written so far.
    private(set) var text = ""

    /// Writes an element with text inside, or none.
    mutating func element(
        _ name: String, _ attributes: KeyValuePairs<String, SVGValue> = [:], text content: String = ""
    ) {
        guard attributes.allSatisfy({ $0.value.isDrawable }) else { return }
        open(name, attributes)
        if content.isEmpty {
            text.removeLast()
            text += "/>\n"
        } else {
            text += "\(Self.escaped(content))</\(name)>\n"
        }
    }

    /// Writes an element around what `body` writes.
    mutating func element(
        _ name: String, _ attributes: KeyValuePairs<String, SVGValue>, _ body: (inout SVGWriter) -> Void
    ) {
        guard attributes.allSatisfy({ $0.value.isDrawable }) else { return }
        open(name, attributes)
        body(&self)
        text += "</\(name)>\n"
    }

    /// Writes a line of text made of several differently coloured pieces.
    mutating func textLine(_ attributes: KeyValuePairs<String, SVGValue>, _ pieces: [(class: String, text: String)]) {
        open("text", attributes)
        for piece in pieces {
            open("tspan", ["class": .text(piece.class)])
            text += "\(Self.escaped(piece.text))</tspan>"
        }
        text += "</text>\n"
    }

    /// Takes over what another writer wrote, or other text that is well formed already.
    mutating func raw(_ wellFormed: String) { text += wellFormed }

    private mutating func open(_ name: String, _ attributes: KeyValuePairs<String, SVGValue>) {
        text += "<\(name)"
        for (key, value) in attributes {
            switch value {
            case .text(let value): text += " \(key)=\"\(Self.escaped(value))\""
            case .number(let value): text += " \(key)=\"\(Self.coordinate(value))\""
            }
        }
        text += ">"
    }

    /// A coordinate with at most one decimal: finer than a pixel at any size the charts are shown.
    static func coordinate(_ value: Double) -> String { decimalText(value, decimals: 1, trimmed: true) }

    /// Text as it may stand between tags and in attributes; characters that XML 1.0 forbids become U+FFFD.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            case "\t", "\n", "\r": escaped += " "
            case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": escaped += "\u{FFFD}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
