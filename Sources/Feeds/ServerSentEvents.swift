// SPDX-License-Identifier: Apache-2.0

/// Cuts an event stream into its events (WHATWG HTML, "Server-sent events", 9.2.6); only their data is kept.
public struct ServerSentEvents: Sendable {
    private var line: [UInt8] = []
    private var data: [UInt8] = []
    private var hasData = false
    private let largest: Int
    /// A line break of two bytes is one.
    private var endedWithCarriageReturn = false
    /// True once a line or an event was longer than allowed; what came after it is not read.
    public private(set) var isTooLong = false

    /// A stream before its first byte.
    ///
    /// - Parameter largest: longest event, bytes.
    public init(largest: Int = 1 << 20) { self.largest = largest }

    /// Takes the next bytes.
    ///
    /// - Returns: the data of every event that ended in them, oldest first; comments are left out.
    public mutating func take(_ bytes: some Sequence<UInt8>) -> [[UInt8]] {
        var events: [[UInt8]] = []
        for byte in bytes where !isTooLong {
            let isSecondOfBreak = endedWithCarriageReturn && byte == UInt8(ascii: "\n")
            endedWithCarriageReturn = byte == UInt8(ascii: "\r")
            if isSecondOfBreak { continue }
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                if let event = endLine() { events.append(event) }
            } else {
                line.append(byte)
                isTooLong = line.count + data.count > largest
            }
        }
        return events
    }

    /// Ends a line; an empty one ends an event.
    private mutating func endLine() -> [UInt8]? {
        defer { line.removeAll(keepingCapacity: true) }
        guard !line.isEmpty else {
            defer { (data, hasData) = ([], false) }
            return hasData ? data : nil
        }
        let parts = line.split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
        guard Array(parts[0]) == Array("data".utf8) else { return nil }
        if hasData { data.append(UInt8(ascii: "\n")) }
        hasData = true
        if parts.count > 1 { data += parts[1].first == UInt8(ascii: " ") ? parts[1].dropFirst() : parts[1] }
        return nil
    }
}
