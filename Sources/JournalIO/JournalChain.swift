// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy

/// What is at the end of the readable part of a journal file.
public enum JournalTail: Hashable, Sendable {
    /// The file ends with a whole record.
    case whole
    /// The last record was not written to its end, as a power cut leaves it; so many bytes.
    case torn(bytes: Int)
    /// A record is not what was written; at this byte.
    case damaged(at: Int, reason: String)
}

/// One journal file, read to its end or to the first damage.
public struct JournalContent: Sendable {
    /// The hash that the file begins from: that of the last record of the file before, zeros in the first.
    public let firstHash: [UInt8]
    /// Every whole record, oldest first.
    public let records: [JournalRecord]
    /// The hash of the last of them.
    public let lastHash: [UInt8]
    /// Length of the readable part, bytes.
    public let length: Int
    /// What is behind it.
    public let tail: JournalTail
}

/// The form of a journal file: 8 bytes of magic and version, the hash it begins from, records.
enum JournalChain {
    static let magic: [UInt8] = Array("HRTHJRN1".utf8)
    static let headerSize = magic.count + SHA256.digestSize
    static let noHash = [UInt8](repeating: 0, count: SHA256.digestSize)

    static func header(firstHash: [UInt8]) -> [UInt8] { magic + firstHash }

    static func hash(after previous: [UInt8], record: [UInt8]) -> [UInt8] { SHA256.digest(previous + record) }

    /// Reads a file's bytes; total over any bytes.
    static func read(_ bytes: [UInt8]) -> JournalContent {
        guard bytes.count >= headerSize, Array(bytes[..<magic.count]) == magic else {
            let isTorn = bytes.count < headerSize && bytes.elementsEqual(magic.prefix(bytes.count))
            return JournalContent(
                firstHash: noHash, records: [], lastHash: noHash, length: 0,
                tail: isTorn ? .torn(bytes: bytes.count) : .damaged(at: 0, reason: "not the beginning of a journal"))
        }
        let firstHash = Array(bytes[magic.count..<headerSize])
        var walk = Walk(bytes: bytes, position: headerSize, hash: firstHash)
        let tail = walk.run()
        return JournalContent(
            firstHash: firstHash, records: walk.records, lastHash: walk.hash, length: walk.position, tail: tail)
    }

    /// Goes from record to record.
    private struct Walk {
        let bytes: [UInt8]
        var position: Int
        var hash: [UInt8]
        var records: [JournalRecord] = []

        mutating func run() -> JournalTail {
            while position < bytes.count {
                if let end = step() { return end }
            }
            return .whole
        }

        /// What it is when the last length leads beyond the end: a torn record has no other one behind it.
        private var unfinished: JournalTail {
            let frame = Array("HRTH".utf8)
            let rest = bytes[position...]
            let isOneRecord = rest.indices.dropFirst(5).allSatisfy { !rest[$0...].starts(with: frame) }
            return isOneRecord
                ? .torn(bytes: rest.count) : .damaged(at: position, reason: "a length that leads beyond the end")
        }

        /// Reads one record; answers why it cannot be read.
        private mutating func step() -> JournalTail? {
            let left = bytes.count - position
            // A file that grew before its content was written ends in zeros.
            if bytes[position...].allSatisfy({ $0 == 0 }) || left < 4 { return .torn(bytes: left) }
            let length = (0..<4).reduce(0) { $0 | Int(bytes[position + $1]) << (8 * $1) }
            guard length <= JournalRecord.longestBody else {
                return .damaged(at: position, reason: "a record of \(length) bytes")
            }
            let hashStart = position + 4 + length
            let end = hashStart + SHA256.digestSize
            guard end <= bytes.count else { return unfinished }
            let found = Array(bytes[hashStart..<end])
            guard found == JournalChain.hash(after: hash, record: Array(bytes[position..<hashStart])) else {
                return .damaged(at: position, reason: "the hash does not fit")
            }
            do throws(FrameError) {
                records.append(try JournalRecord(body: Array(bytes[(position + 4)..<hashStart])))
            } catch {
                return .damaged(at: position, reason: "\(error)")
            }
            (position, hash) = (end, found)
            return nil
        }
    }
}
