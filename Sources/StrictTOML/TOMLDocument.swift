// SPDX-License-Identifier: Apache-2.0

import TOMLKit

/// A parsed TOML document that is decoded strictly: all its faults are listed at once.
///
/// ```swift
/// let house = try TOMLDocument.decode(text, file: "hearth.toml") { root in
///     let site = root.table("site")
///     return House(
///         fuse: Amperes(site.number("main_fuse_a", in: 6...125, unit: "A")),
///         name: site.string("name", default: "home"))
/// }
/// ```
///
/// Readers answer a harmless placeholder after noting a fault, so that decoding goes on to the next one; nothing
/// decoded leaves when `finish` throws. A key that was never asked for is a fault.
public struct TOMLDocument {
    /// The top-level table.
    public let root: TOMLTableReader
    private let collector: FaultCollector

    /// Parses a document.
    ///
    /// - Parameters:
    ///   - text: the source text.
    ///   - file: the name for messages.
    /// - Throws: one fault for the first syntax error or duplicate key; the parser stops there.
    public init(parsing text: String, file: String) throws(TOMLFaults) {
        if let null = text.utf8.firstIndex(of: 0) {
            let line = 1 + text.utf8[..<null].count { $0 == UInt8(ascii: "\n") }
            throw syntaxFault(file, line, "a zero byte")
        }
        let scan = KeyLineScanner(scanning: text)
        if let trap = scan.trap {
            // Where the statements before it are valid, the scan has read them as the parser does.
            _ = try parse(String(decoding: text.utf8.prefix(trap.statement), as: UTF8.self), file)
            throw syntaxFault(file, trap.line, trap.found)
        }
        let parsed = try parse(text, file)
        if let line = scan.lineOfNull { throw syntaxFault(file, line, "an escaped zero character") }
        collector = FaultCollector(file: file)
        let node = Node(parsed, path: "", parentLine: 1, lines: scan.lines)
        root = TOMLTableReader(path: "", name: "", line: 1, entries: node.entries, collector: collector)
    }

    /// Parses a document from bytes; bytes that are not UTF-8 are a fault.
    public init(parsing bytes: some Sequence<UInt8>, file: String) throws(TOMLFaults) {
        let bytes = Array(bytes)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            let valid = String(decoding: bytes, as: UTF8.self).unicodeScalars.prefix { $0 != "\u{FFFD}" }
            throw syntaxFault(file, 1 + valid.count { $0 == "\n" }, "bytes that are not UTF-8")
        }
        try self.init(parsing: text, file: file)
    }

    /// Ends the decoding: throws every fault noted so far and every key never asked for, sorted by line.
    public func finish() throws(TOMLFaults) {
        let faults = collector.allFaults()
        if !faults.isEmpty { throw TOMLFaults(faults) }
    }

    /// Parses a document, decodes it with `body` and returns the result when there is no fault at all.
    public static func decode<Value>(
        _ text: String, file: String, _ body: (TOMLTableReader) -> Value
    ) throws(TOMLFaults) -> Value {
        let document = try TOMLDocument(parsing: text, file: file)
        let value = body(document.root)
        try document.finish()
        return value
    }
}

private func parse(_ text: String, _ file: String) throws(TOMLFaults) -> TOMLTable {
    do {
        return try TOMLTable(string: text)
    } catch let error as TOMLParseError {
        let start = error.source.begin
        throw syntaxFault(file, max(1, start.line), "a syntax error at column \(start.column) (\(error.reason))")
    } catch {
        throw syntaxFault(file, 1, "\(error)")
    }
}

private func syntaxFault(_ file: String, _ line: Int, _ found: String) -> TOMLFaults {
    TOMLFaults([TOMLFault(file: file, line: line, key: "", found: found, expected: "valid TOML")])
}

extension TOMLParseError {
    /// The parser's description on one line, without the full stop.
    fileprivate var reason: String {
        let line = String(description.map { $0.isNewline ? " " : $0 })
        return line.hasSuffix(".") ? String(line.dropLast()) : line
    }
}
