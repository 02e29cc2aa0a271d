// SPDX-License-Identifier: Apache-2.0

/// Why a source gave nothing that can be used; never with a token or the query of a request.
public enum FeedFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// There is nothing for the time asked yet; no fault of anybody.
    case notPublished
    /// The source says in its answer why it gives nothing.
    case refused(String)
    /// The answer is none: where, what was found, what was expected.
    case document(at: String, found: String, expected: String)
    /// Another status than one with an answer.
    case status(Int, String)
    /// No answer came.
    case transfer(HTTPFailure)
    /// The source cannot be asked for this, such as a zone it does not know.
    case request(String)

    /// In one line.
    public var description: String {
        switch self {
        case .notPublished: "not published yet"
        case .refused(let words): "the source says: \(words)"
        case .document(let place, let found, let expected): "\(place): found \(found), expected \(expected)"
        case .status(let status, let words): "status \(status)\(words.isEmpty ? "" : ": \(words)")"
        case .transfer(let failure): failure.description
        case .request(let words): words
        }
    }
}

extension FeedFault {
    /// Longest piece of an answer that is quoted, characters.
    private static let longestQuote = 80

    /// Text out of an answer for a message: short, on one line, without control characters.
    static func quoted(_ text: some StringProtocol) -> String {
        let plain = text.unicodeScalars.prefix(longestQuote + 1).map { scalar -> Character in
            scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format
                || scalar.properties.isWhitespace ? " " : Character(scalar)
        }
        return plain.count > longestQuote ? String(plain.prefix(longestQuote)) + "..." : String(plain)
    }
}
