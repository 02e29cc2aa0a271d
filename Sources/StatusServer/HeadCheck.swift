// SPDX-License-Identifier: Apache-2.0

/// What a head must be before the HTTP parser sees it: stricter than RFC 9112, because nothing else is ever needed here.
///
/// Pure, and in front of the parser, so that no leniency of a parser and no later change of it opens anything.
enum HeadCheck {
    private typealias Field = (name: String, value: ArraySlice<UInt8>)

    /// Checks a complete head whose lines end in CR LF.
    static func check(_ head: [UInt8]) throws(RequestFault) {
        var lines = head.split(separator: ASCII.lineFeed).map { $0.dropLast() }
        guard let first = lines.first else { throw RequestFault(400, "no request line") }
        lines.removeFirst()
        let method = try checkRequestLine(first)
        var fields: [Field] = []
        for line in lines where !line.isEmpty { fields.append(try field(line)) }
        guard method == "GET" || method == "HEAD" else {
            throw RequestFault(405, "this endpoint only reads, expected GET or HEAD")
        }
        try checkFields(fields)
    }

    /// - Returns: the method.
    private static func checkRequestLine(_ line: ArraySlice<UInt8>) throws(RequestFault) -> String {
        let parts = line.split(separator: ASCII.space, omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[0].isEmpty, parts[0].allSatisfy(ASCII.isToken) else {
            throw RequestFault(400, "the request line is not a method, a path and a version with one space between")
        }
        let version = String(decoding: parts[2], as: UTF8.self)
        guard version.hasPrefix("HTTP/") else { throw RequestFault(400, "no protocol version, expected HTTP/1.1") }
        guard version == "HTTP/1.1" || version == "HTTP/1.0" else {
            throw RequestFault(505, "another protocol version, expected HTTP/1.1")
        }
        let method = String(decoding: parts[0], as: UTF8.self)
        if method == "GET" || method == "HEAD" { try checkTarget(parts[1]) }
        return method
    }

    private static func checkTarget(_ target: ArraySlice<UInt8>) throws(RequestFault) {
        guard target.first == UInt8(ascii: "/") else {
            throw RequestFault(400, "the target does not begin with a slash, expected a path of this server")
        }
        guard target.allSatisfy(ASCII.isVisible), !target.contains(where: { forbiddenMarks.contains($0) }) else {
            throw RequestFault(400, "the target has a character that must be encoded")
        }
        let path = target.prefix { $0 != UInt8(ascii: "?") }
        guard !path.contains(UInt8(ascii: "%")) else {
            throw RequestFault(400, "the path has an encoded character, expected none")
        }
        let segments = path.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard !segments.contains(where: { $0.elementsEqual(".".utf8) || $0.elementsEqual("..".utf8) }) else {
            throw RequestFault(400, "the path has a dot segment, expected none")
        }
    }

    private static func field(_ line: ArraySlice<UInt8>) throws(RequestFault) -> Field {
        guard line.first != ASCII.space, line.first != ASCII.tab else {
            throw RequestFault(400, "a folded header line")
        }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else {
            throw RequestFault(400, "a header line without a colon")
        }
        let name = line[..<colon]
        guard !name.isEmpty, name.allSatisfy(ASCII.isToken) else {
            throw RequestFault(400, "a header name with a character that names must not have")
        }
        let value = line[(colon + 1)...]
        guard !value.contains(127) else { throw RequestFault(400, "a control character in a header value") }
        return (String(decoding: name, as: UTF8.self).lowercased(), value)
    }

    private static func checkFields(_ fields: [Field]) throws(RequestFault) {
        for name in unique where fields.count(where: { $0.name == name }) > 1 {
            throw RequestFault(400, "more than one \(name) field")
        }
        guard fields.contains(where: { $0.name == "host" }) else { throw RequestFault(400, "no host field") }
        for (name, value) in fields {
            switch name {
            case "transfer-encoding": throw RequestFault(400, "a transfer coding, expected no body")
            case "content-length": try checkLength(value)
            case "upgrade", "http2-settings": throw RequestFault(400, "an upgrade, which this server does not offer")
            case "expect": throw RequestFault(417, "an expectation, which this server does not meet")
            default: break
            }
        }
    }

    private static func checkLength(_ value: ArraySlice<UInt8>) throws(RequestFault) {
        let digits = value.filter { $0 != ASCII.space && $0 != ASCII.tab }
        guard !digits.isEmpty, digits.allSatisfy(ASCII.isDigit) else {
            throw RequestFault(400, "a content length that is no number")
        }
        guard digits.allSatisfy({ $0 == UInt8(ascii: "0") }) else {
            throw RequestFault(413, "a body, expected none")
        }
    }

    private static let unique = [
        "host", "content-length", "transfer-encoding", "authorization", "origin", "sec-fetch-site",
    ]

    private static let forbiddenMarks = Array("\\#\"<>^`{|}".utf8)
}
