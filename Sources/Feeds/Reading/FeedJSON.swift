// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// JSON of answers, read strictly into the types that a source declares.
enum FeedJSON {
    /// Reads a body.
    ///
    /// - Throws: `.document` with the path of the first member that is not as declared.
    static func decode<Value: Decodable>(_ type: Value.Type, from body: [UInt8]) throws(FeedFault) -> Value {
        if let first = body.first(where: { !isSpace($0) }), first == UInt8(ascii: "<") {
            throw .document(at: "the answer", found: "a page of HTML or XML", expected: "JSON")
        }
        do {
            return try JSONDecoder().decode(type, from: Data(body))
        } catch let error as DecodingError {
            throw fault(error)
        } catch {
            throw .document(at: "the answer", found: FeedFault.quoted("\(error)"), expected: "JSON")
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }

    private static func fault(_ error: DecodingError) -> FeedFault {
        switch error {
        case .typeMismatch(let type, let context):
            .document(at: path(context), found: "another type", expected: "\(type)")
        case .valueNotFound(let type, let context):
            .document(at: path(context), found: "null", expected: "\(type)")
        case .keyNotFound(let key, let context):
            .document(at: path(context), found: "no member \(FeedFault.quoted(key.stringValue))", expected: "one")
        case .dataCorrupted(let context):
            .document(at: path(context), found: FeedFault.quoted(context.debugDescription), expected: "JSON")
        @unknown default: .document(at: "the answer", found: FeedFault.quoted("\(error)"), expected: "JSON")
        }
    }

    /// As `results[3].valid_from`.
    private static func path(_ context: DecodingError.Context) -> String {
        let path = context.codingPath.reduce(into: "") { path, key in
            path += key.intValue.map { "[\($0)]" } ?? (path.isEmpty ? "" : ".") + FeedFault.quoted(key.stringValue)
        }
        return path.isEmpty ? "the answer" : path
    }
}
