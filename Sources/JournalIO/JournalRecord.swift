// SPDX-License-Identifier: Apache-2.0

import Energy
import Safety

/// One event as the journal keeps it.
///
/// On disk: the length of what follows before the hash (4 bytes, little-endian), the event's frame as on the link, with its
/// own magic, version and CRC-32, the device's id (1 byte length, UTF-8), and the chain's SHA-256 over the hash before this
/// record and all of these bytes. A record changed, taken out or put in breaks the chain from there on.
public struct JournalRecord: Equatable, Sendable {
    /// What happened; `device` in it is a place in the configuration of its time.
    public let event: GuardEvent
    /// The device's id, nil for none.
    public let device: String?

    /// Puts a record together.
    public init(event: GuardEvent, device: String?) {
        self.event = event
        self.device = device
    }

    /// Longest device id kept, bytes.
    static let longestID = 255
    /// Longest record without length and hash, bytes: an event's text is cut at 1,000.
    static let longestBody = 2048

    /// Length and body, to which the hash is yet to be added.
    func bytes(encoder: inout FrameEncoder) -> [UInt8] {
        let id = Array((device ?? "").utf8.prefix(Self.longestID))
        let body = encoder.encode(.event(event)) + [UInt8(clamping: id.count)] + id
        let length = UInt32(clamping: body.count)
        return (0..<4).map { UInt8(truncatingIfNeeded: length >> UInt32(8 * $0)) } + body
    }

    /// A record from its body.
    init(body: [UInt8]) throws(FrameError) {
        var frames: [[UInt8]] = []
        var reassembler = FrameReassembler()
        var end = 0
        while frames.isEmpty {
            guard end < body.count else { throw .truncated(expected: end + 1, found: body.count) }
            try reassembler.take(body[end...end], into: &frames)
            end += 1
        }
        guard case .event(let event) = try FrameDecoder().decodeGuardMessage(frames[0]) else { throw .kind(0) }
        guard end < body.count, body.count == end + 1 + Int(body[end]) else {
            throw .truncated(expected: end + 1, found: body.count)
        }
        self.event = event
        let id = String(decoding: body[(end + 1)...], as: UTF8.self)
        device = id.isEmpty ? nil : id
    }
}

extension JournalHistory {
    /// Adds the next records, and lets go of the oldest that are too many.
    mutating func append(_ records: ArraySlice<JournalRecord>) {
        let fresh = records.suffix(Self.mostEntries)
        entries += fresh.map { Entry(event: $0.event, device: $0.device) }
        let surplus = max(0, entries.count - Self.mostEntries)
        entries.removeFirst(surplus)
        olderCount += records.count - fresh.count + surplus
    }
}
