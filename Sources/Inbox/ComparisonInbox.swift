// SPDX-License-Identifier: Apache-2.0

import Energy
import HostIO

/// A comparison out of the inbox.
public struct WaitingComparison: Sendable {
    /// The comparison, or what is wrong with its file.
    public let comparison: Result<PolicyComparison, ComparisonFileFault>
    /// Where it is, for messages.
    public let path: String
    let file: WaitingFiles.File
}

/// Why a file of the inbox is no comparison.
public enum ComparisonFileFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// It cannot be read, or is longer than one is, or is no regular file.
    case file(FileFailure)
    /// Its text is none.
    case text(PolicyComparisonFault)

    /// What is wrong.
    public var description: String {
        switch self {
        case .file(let failure): failure.description
        case .text(let fault): fault.description
        }
    }
}

/// The comparisons of policies in the inbox folder beside a database: the replay leaves one, the planner takes it in.
public struct ComparisonInbox {
    private static let suffix = ".comparison"
    /// One at a time: a later replay takes the place of one that nobody has read.
    private static let name = "policies"

    /// The folder.
    public let folder: String
    private var files: WaitingFiles

    /// The folder `inbox` beside a database.
    public init(besideDatabase database: String) {
        let parent = database.lastIndex(of: "/").map { String(database[..<$0]) } ?? "."
        folder = "\(parent)/inbox"
        files = WaitingFiles(in: folder, suffix: Self.suffix, limit: PolicyComparison.longestText)
    }

    /// Makes the folder where there is none.
    public func make() throws(FileFailure) { try DurableFile.makeFolder(folder) }

    /// Leaves a comparison.
    ///
    /// - Returns: the path of its file.
    @discardableResult public func leave(_ comparison: PolicyComparison) throws(FileFailure) -> String {
        try files.leave(comparison.text, as: Self.name)
        return files.path(Self.name)
    }

    /// The comparisons that wait.
    public mutating func waiting() -> [WaitingComparison] {
        files.waiting().map { file in
            let comparison = Result { () throws(ComparisonFileFault) in try Self.comparison(file.content) }
            return WaitingComparison(comparison: comparison, path: files.path(file.name), file: file)
        }
    }

    /// Takes a comparison away; a newer one, which nobody has read, stays.
    ///
    /// - Throws: `FileFailure` where its file cannot be deleted; it is not handed out again all the same.
    public mutating func takeAway(_ comparison: WaitingComparison) throws(FileFailure) {
        try files.takeAway(comparison.file)
    }

    private static func comparison(
        _ content: Result<[UInt8], FileFailure>
    ) throws(ComparisonFileFault) -> PolicyComparison {
        let bytes: [UInt8]
        do throws(FileFailure) { bytes = try content.get() } catch { throw .file(error) }
        do throws(PolicyComparisonFault) {
            return try PolicyComparison(text: String(decoding: bytes, as: UTF8.self))
        } catch {
            throw .text(error)
        }
    }
}
