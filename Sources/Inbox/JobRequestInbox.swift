// SPDX-License-Identifier: Apache-2.0

import Energy
import HostIO

/// Wishes for jobs in the inbox folder beside a database: the command line leaves them, the planner carries them out.
///
/// A wish is a file `JOB.ask`: a second one for the same job takes the place of the first.
public struct JobRequestInbox {
    private var files: WaitingFiles
    private let folder: String

    /// The folder `inbox` beside a database.
    public init(besideDatabase database: String) {
        let parent = database.lastIndex(of: "/").map { String(database[..<$0]) } ?? "."
        folder = "\(parent)/inbox"
        files = WaitingFiles(in: folder, suffix: ".ask", limit: JobRequest.longestText)
    }

    /// Makes the folder where there is none.
    public func make() throws(FileFailure) { try DurableFile.makeFolder(folder) }

    /// Leaves a wish.
    ///
    /// - Returns: the path of its file.
    @discardableResult public func leave(_ request: JobRequest) throws(DocumentFault) -> String {
        let text: String
        do throws(InboxTextFault) { text = try request.text() } catch { throw .text(error) }
        do throws(FileFailure) { try files.leave(text, as: request.job) } catch { throw .file(error) }
        return files.path(request.job)
    }

    /// The wishes that wait.
    public mutating func waiting() -> [WaitingDocument<JobRequest>] {
        files.waiting().map { WaitingDocument($0, reading: JobRequest.init(text:)) }
    }

    /// Takes a wish away; a newer one stays.
    ///
    /// - Throws: `FileFailure` where its file cannot be deleted; it is not handed out again all the same.
    public mutating func takeAway(_ waiting: WaitingDocument<JobRequest>) throws(FileFailure) {
        try files.takeAway(waiting.file)
    }
}
