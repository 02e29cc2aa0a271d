// SPDX-License-Identifier: Apache-2.0

import Energy
import HostIO

/// Reports of job runs in the inbox folder beside a database: processes of their own leave them, the planner takes them in.
///
/// A report is a file `TIME-JOB.run`, by when the run ended.
public struct JobRunInbox {
    private static let suffix = ".run"
    /// What may wait where nobody takes it in.
    static let allowance = FileAllowance(entries: 1000, bytes: 4 << 20)

    /// The folder.
    public let folder: String
    private var files: WaitingFiles

    /// The folder `inbox` beside a database.
    public init(besideDatabase database: String) {
        let parent = database.lastIndex(of: "/").map { String(database[..<$0]) } ?? "."
        folder = "\(parent)/inbox"
        files = WaitingFiles(in: folder, suffix: Self.suffix, limit: JobRun.longestText)
    }

    /// Makes the folder where there is none.
    public func make() throws(FileFailure) { try DurableFile.makeFolder(folder) }

    /// Leaves a report; the oldest go where too many wait.
    ///
    /// - Returns: the path of its file.
    @discardableResult public func leave(_ run: JobRun) throws(DocumentFault) -> String {
        let text: String
        do throws(InboxTextFault) { text = try run.text() } catch { throw .text(error) }
        let name = "\(run.end.fileName)-\(run.job)"
        do throws(FileFailure) {
            try files.leave(text, as: name)
            let names = DataFolder.names(in: folder, suffix: Self.suffix)
            let excess = Self.allowance.excess(names) { DurableFile.size(files.path($0)) ?? 0 }
            for name in excess { try DurableFile.remove(files.path(name)) }
        } catch {
            throw .file(error)
        }
        return files.path(name)
    }

    /// The reports that wait, in the order the runs ended.
    public mutating func waiting() -> [WaitingDocument<JobRun>] {
        files.waiting().map { WaitingDocument($0, reading: JobRun.init(text:)) }
    }

    /// Where the file of a report is, for messages.
    public func path(_ waiting: WaitingDocument<JobRun>) -> String { files.path(waiting.name) }

    /// Takes a report away.
    ///
    /// - Throws: `FileFailure` where its file cannot be deleted; it is not handed out again all the same.
    public mutating func takeAway(_ waiting: WaitingDocument<JobRun>) throws(FileFailure) {
        try files.takeAway(waiting.file)
    }
}
