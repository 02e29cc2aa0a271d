// SPDX-License-Identifier: Apache-2.0

/// Cuts a stream of bytes into heads of requests, and refuses what is too long before it is kept.
struct HeadCollector {
    private let limits: ServerLimits
    private var bytes: [UInt8] = []
    private var lineStart = 0
    private var lines = 0

    init(limits: ServerLimits) { self.limits = limits }

    /// True between two requests.
    var isEmpty: Bool { bytes.isEmpty }

    /// Takes one byte.
    ///
    /// - Returns: the head, its empty line included, when the byte ends it; nil before.
    mutating func take(_ byte: UInt8) throws(RequestFault) -> [UInt8]? {
        if bytes.last == ASCII.carriageReturn, byte != ASCII.lineFeed {
            throw RequestFault(400, "a carriage return without a line feed")
        }
        if byte == ASCII.lineFeed, bytes.last != ASCII.carriageReturn {
            throw RequestFault(400, "a line feed without a carriage return")
        }
        if byte < ASCII.space, ![ASCII.carriageReturn, ASCII.lineFeed, ASCII.tab].contains(byte) {
            throw RequestFault(400, "a control character in the head")
        }
        bytes.append(byte)
        try checkLength()
        return byte == ASCII.lineFeed ? try endLine() : nil
    }

    private func checkLength() throws(RequestFault) {
        // The two bytes of the line's end are no part of its length.
        if lines == 0, bytes.count > limits.requestLine + 2 {
            throw RequestFault(414, "a request line of more than \(limits.requestLine) bytes")
        }
        if bytes.count > limits.requestLine + limits.headerBytes {
            throw RequestFault(431, "header fields of more than \(limits.headerBytes) bytes")
        }
    }

    private mutating func endLine() throws(RequestFault) -> [UInt8]? {
        let isEmptyLine = bytes.count - lineStart == 2
        if isEmptyLine, lines == 0 { throw RequestFault(400, "an empty line, expected a request line") }
        if isEmptyLine {
            defer { self = HeadCollector(limits: limits) }
            return bytes
        }
        lineStart = bytes.count
        lines += 1
        if lines > limits.headerFields + 1 {
            throw RequestFault(431, "more than \(limits.headerFields) header fields")
        }
        return nil
    }
}
