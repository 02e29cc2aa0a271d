// SPDX-License-Identifier: Apache-2.0

import Energy
import HostIO

/// What sources answered and nobody could use, kept for a week with the reason, for whoever wants to know why.
public struct RejectedFeeds: Sendable {
    /// How long a refusal is kept, s.
    static let keptSeconds = 7 * 86_400
    /// What is kept at most, the latest.
    static let allowance = FileAllowance(entries: 64, bytes: 32 << 20)
    /// Longest reason, characters.
    private static let longestReason = 1000

    /// The folder.
    public let folder: String

    init(in folder: String) { self.folder = folder }

    func make() throws(FileFailure) { try DurableFile.makeFolder(folder) }

    /// Keeps an answer that could not be read.
    ///
    /// - Parameters:
    ///   - raw: what the source answered; of a long one the beginning is kept.
    ///   - source: its name.
    ///   - reason: in words, without a secret.
    ///   - now: the wall clock.
    public func keep(raw: [UInt8], of source: String, reason: String, now: UTCInstant) throws(FileFailure) {
        try keep(source, text: nil, raw: raw, reason: reason, now: now)
    }

    /// Keeps what there is of a document that was refused.
    ///
    /// - Parameter name: of its file.
    func keep(
        _ name: String, text: [UInt8]?, raw: [UInt8]?, reason: String, now: UTCInstant
    ) throws(FileFailure) {
        let path = "\(folder)/\(now.fileName)-\(Self.plain(name))"
        if let raw { try DurableFile.write(Array(raw.prefix(FeedInbox.longestRaw)), to: path + ".raw") }
        if let text { try DurableFile.write(text, to: path + ".feed") }
        let plain = reason.unicodeScalars.prefix(Self.longestReason).map { scalar -> Character in
            scalar.properties.generalCategory == .control ? " " : Character(scalar)
        }
        try DurableFile.write(Array("\(now.iso8601) \(String(plain))\n".utf8), to: path + ".reason")
        try prune(now: now)
    }

    /// Deletes what is older than a week or in the future, and the oldest of too many.
    ///
    /// Files whose names begin with no time are none of ours and stay.
    func prune(now: UTCInstant) throws(FileFailure) {
        let files = DataFolder.names(in: folder, suffix: "").filter { UTCInstant(fileName: $0) != nil }
        let entries = Dictionary(grouping: files) { name in
            name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
        }
        let young = entries.keys.filter { !Self.isOld($0, now: now) }.sorted()
        let excess = Self.allowance.excess(young) { entry in
            (entries[entry] ?? []).reduce(0) { $0 + (DurableFile.size("\(folder)/\($1)") ?? 0) }
        }
        let kept = Set(young).subtracting(excess)
        for (entry, files) in entries where !kept.contains(entry) {
            for file in files { try DurableFile.remove("\(folder)/\(file)") }
        }
    }

    /// Whether the time that a name begins with is past keeping; one of tomorrow is of a clock that was wrong, and would never be.
    static func isOld(_ name: String, now: UTCInstant) -> Bool {
        guard let time = UTCInstant(fileName: name) else { return false }
        let age = now.secondsSinceEpoch - time.secondsSinceEpoch
        return age > keptSeconds || age < -86_400
    }

    /// A name as a part of the name of a file.
    static func plain(_ name: String) -> String {
        String(
            name.unicodeScalars.prefix(100).map { scalar -> Character in
                let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
                return isPlain || scalar == "-" || scalar == "_" ? Character(scalar) : "_"
            })
    }
}
