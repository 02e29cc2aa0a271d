// SPDX-License-Identifier: Apache-2.0

/// Sizes of text, estimated: the fonts are those of whoever looks at the image.
enum TextLayout {
    /// The width of a text, rather too large than too small.
    static func width(_ text: String, size: Double) -> Double {
        text.unicodeScalars.reduce(0) { $0 + ($1.value >= 0x2E80 ? 1 : 0.6) } * size
    }

    /// Breaks text at spaces into lines no wider than a width; what is beyond the last line, and within words too long for one,
    /// is cut off with an ellipsis.
    static func lines(_ text: String, width limit: Double, size: Double, atMost count: Int) -> [String] {
        var lines: [String] = []
        for word in text.split(whereSeparator: \.isWhitespace) {
            if let last = lines.last, width(last + " " + word, size: size) <= limit {
                lines[lines.count - 1] = last + " " + word
            } else {
                lines.append(String(word))
            }
        }
        let isCut = lines.count > count
        lines = Array(lines.prefix(count))
        if isCut, let last = lines.popLast() { lines.append(last + " …") }
        return lines.map { shortened($0, width: limit, size: size) }
    }

    private static func shortened(_ text: String, width limit: Double, size: Double) -> String {
        guard width(text, size: size) > limit else { return text }
        var kept = text
        while !kept.isEmpty, width(kept + "…", size: size) > limit { kept.removeLast() }
        return kept + "…"
    }
}
