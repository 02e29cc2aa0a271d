// SPDX-License-Identifier: Apache-2.0

import Energy
import HostIO

/// What was fetched, in the inbox folder beside a database: the fetcher leaves documents, the planner takes them in.
///
/// A document is a file `TIME-SOURCE-KIND-SUM.feed`, by when it was fetched and the checksum of its text, and beside it, as `.raw`,
/// what the source had answered.
public struct FeedInbox {
    /// Longest answer that is kept beside a document, bytes; of a longer one the beginning is.
    public static let longestRaw = 2 << 20
    /// What may wait where nobody takes it in, days of all sources together.
    static let allowance = FileAllowance(entries: 1000, bytes: 32 << 20)

    private static let (suffix, rawSuffix) = (".feed", ".raw")

    /// The folder.
    public let folder: String
    /// What was refused.
    public let rejected: RejectedFeeds
    private var files: WaitingFiles

    /// The folder `inbox` beside a database.
    public init(besideDatabase database: String) {
        let parent = database.lastIndex(of: "/").map { String(database[..<$0]) } ?? "."
        folder = "\(parent)/inbox"
        rejected = RejectedFeeds(in: "\(folder)/rejected")
        files = WaitingFiles(in: folder, suffix: Self.suffix, limit: FeedDocument.longestText)
    }

    /// Makes the folder and the one for what is refused where there is none.
    public func make() throws(FileFailure) {
        try DurableFile.makeFolder(folder)
        try rejected.make()
    }

    /// Leaves a document with what the source had answered; the oldest go where too much waits.
    ///
    /// - Returns: the path of its file.
    @discardableResult public func leave(
        _ document: FeedDocument, raw: [UInt8]? = nil
    ) throws(DocumentFault) -> String {
        let text: String
        do throws(InboxTextFault) { text = try document.text() } catch { throw .text(error) }
        let name = Self.name(of: document, text)
        do throws(FileFailure) {
            // Before the document, so that whoever finds that one finds both.
            if let raw { try DurableFile.write(Array(raw.prefix(Self.longestRaw)), to: rawPath(name)) }
            try files.leave(text, as: name)
            try makeRoom()
        } catch {
            throw .file(error)
        }
        return files.path(name)
    }

    /// The documents that wait, in the order they were fetched.
    public mutating func waiting() -> [WaitingDocument<FeedDocument>] {
        files.waiting().map { WaitingDocument($0, reading: FeedDocument.init(text:)) }
    }

    /// Where the file of a document is, for messages.
    public func path(_ waiting: WaitingDocument<FeedDocument>) -> String { files.path(waiting.name) }

    /// Takes a document away with its answer; a newer one, which nobody has read, stays.
    ///
    /// - Throws: `FileFailure` where a file cannot be deleted; the document is not handed out again all the same.
    public mutating func takeAway(_ waiting: WaitingDocument<FeedDocument>) throws(FileFailure) {
        try files.takeAway(waiting.file)
        // A newer document of the name has a newer answer beside it.
        if FileIdentity(files.path(waiting.name)) == nil { try DurableFile.remove(rawPath(waiting.name)) }
    }

    /// Takes a document away that is refused, and keeps it with its answer and the reason.
    ///
    /// - Parameters:
    ///   - reason: in words.
    ///   - now: the wall clock.
    public mutating func reject(
        _ waiting: WaitingDocument<FeedDocument>, reason: String, now: UTCInstant
    ) throws(FileFailure) {
        let raw = try? DurableFile.read(
            rawPath(waiting.name), limit: Self.longestRaw, isRegular: true, followsLink: false)
        // What cannot be kept is taken away all the same, or it would come again and again.
        let kept = Result { () throws(FileFailure) in
            try rejected.keep(
                waiting.name, text: try? waiting.file.content.get(), raw: raw, reason: reason, now: now)
        }
        try takeAway(waiting)
        try kept.get()
    }

    /// Deletes what was refused long ago, and what a fetcher that was interrupted left of an answer or a document.
    ///
    /// - Parameter now: the wall clock.
    public func prune(now: UTCInstant) throws(FileFailure) {
        try rejected.prune(now: now)
        let documents = Set(DataFolder.names(in: folder, suffix: Self.suffix))
        for suffix in [Self.rawSuffix, "\(Self.rawSuffix).new", "\(Self.suffix).new"] {
            for name in DataFolder.names(in: folder, suffix: suffix)
            where !documents.contains(name) && RejectedFeeds.isOld(name, now: now) {
                try DurableFile.remove("\(folder)/\(name)\(suffix)")
            }
        }
    }

    private func rawPath(_ name: String) -> String { "\(folder)/\(name)\(Self.rawSuffix)" }

    private func makeRoom() throws(FileFailure) {
        let names = DataFolder.names(in: folder, suffix: Self.suffix)
        let excess = Self.allowance.excess(names) {
            (DurableFile.size(files.path($0)) ?? 0) + (DurableFile.size(rawPath($0)) ?? 0)
        }
        for name in excess {
            try DurableFile.remove(files.path(name))
            try DurableFile.remove(rawPath(name))
        }
    }

    /// By its content, so that two documents of one second, as parts of a long history are, do not replace each other.
    private static func name(of document: FeedDocument, _ text: String) -> String {
        // The last word of a text is its checksum.
        let sum = text.dropLast().suffix(8)
        return "\(document.fetchedAt.fileName)-\(RejectedFeeds.plain(document.source))-\(document.kind.rawValue)-\(sum)"
    }
}
