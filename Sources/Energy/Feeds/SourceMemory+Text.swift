// SPDX-License-Identifier: Apache-2.0

/// A memory as text: a line `key = value` each, in one order, the last of them a checksum.
extension SourceMemory {
    /// Length of a text that may be read, bytes.
    public static let longestText = 256 << 10
    /// Most answers that are remembered: more than any source has questions in a run.
    public static let mostAnswers = 32

    private static let version = "1"

    /// The memory as text; of too many answers the first are left out.
    ///
    /// - Throws: what is wrong with a memory that could not be read back.
    public func text() throws(InboxTextFault) -> String {
        var lines = [
            "source_memory = \(Self.version)", "about = \(about)", "settings = \(Self.hexadecimal(settings))",
            "document_at = \(documentAt?.iso8601 ?? "-")", "complete_until = \(completeUntil?.description ?? "-")",
            "not_before = \(notBefore?.iso8601 ?? "-")",
            "refused_token = \(refusedToken.map(Self.hexadecimal) ?? "-")",
        ]
        for answer in answers.suffix(Self.mostAnswers) {
            lines += [
                "answer = \(Self.hexadecimal(answer.address))", "expires = \(answer.expires?.iso8601 ?? "-")",
                "etag = \(answer.eTag ?? "-")", "last_modified = \(answer.lastModified ?? "-")",
            ]
        }
        let text = InboxText.sealed(lines)
        _ = try SourceMemory(text: text)
        return text
    }

    /// Reads a text strictly.
    ///
    /// - Throws: the first fault: a line that is not the one expected, or another checksum.
    public init(text: String) throws(InboxTextFault) {
        var reader = try InboxTextReader(text, limit: Self.longestText)
        try reader.value("source_memory", "the version \(Self.version)") { $0 == Self.version ? () : nil }
        let about = try reader.value("about", "1 to 128 characters, none of them a control character") { text in
            (1...128).contains(text.unicodeScalars.count) && text.unicodeScalars.allSatisfy(InboxText.isPlain)
                ? String(text) : nil
        }
        self.init(about: about, settings: try reader.value("settings", Self.numberForm, Self.number))
        documentAt = try reader.optional("document_at", "a moment of UTC", InboxText.instant)
        completeUntil = try reader.optional("complete_until", "a quarter hour of UTC") { text in
            InboxText.instant(text).map { Slot(containing: $0) }.flatMap { $0.description == text ? $0 : nil }
        }
        notBefore = try reader.optional("not_before", "a moment of UTC", InboxText.instant)
        refusedToken = try reader.optional("refused_token", Self.numberForm, Self.number)
        while reader.isNext("answer") {
            answers.append(try Self.answer(&reader))
        }
        try reader.end()
    }

    private static let numberForm = "16 hexadecimal digits"

    private static func answer(_ reader: inout InboxTextReader) throws(InboxTextFault) -> Answer {
        Answer(
            address: try reader.value("answer", numberForm, number),
            expires: try reader.optional("expires", "a moment of UTC", InboxText.instant),
            eTag: try reader.optional("etag", "a field's value", field),
            lastModified: try reader.optional("last_modified", "a field's value", field))
    }

    private static func field(_ text: Substring) -> String? { text.isEmpty ? nil : String(text) }

    private static func hexadecimal(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    private static func number(_ text: Substring) -> UInt64? {
        UInt64(text, radix: 16).flatMap { hexadecimal($0) == text ? $0 : nil }
    }
}
