// SPDX-License-Identifier: Apache-2.0

/// Small files of one kind that other processes leave in a folder, each handed out until it is taken away, and no more after
/// that even where it stays.
///
/// Whoever leaves one replaces it whole; pipes, links and what is too long are handed out as failures, and lead nowhere.
public struct WaitingFiles {
    /// A file out of the folder.
    public struct File: Sendable {
        /// Its name without the folder and the suffix.
        public let name: String
        /// What it holds, or why it cannot be read.
        public let content: Result<[UInt8], FileFailure>
        /// Which file it was; nil where it is gone.
        let identity: FileIdentity?
    }

    private let folder: String
    private let suffix: String
    private let limit: Int
    /// Files that were taken away and could not be deleted, by name.
    private var leftovers: [String: FileIdentity] = [:]

    /// The files of a folder.
    ///
    /// - Parameters:
    ///   - folder: need not be there yet.
    ///   - suffix: how their names end, as `.wish`.
    ///   - limit: length of one that may be read, bytes.
    public init(in folder: String, suffix: String, limit: Int) {
        (self.folder, self.suffix, self.limit) = (folder, suffix, limit)
    }

    /// Where a file of a name is.
    public func path(_ name: String) -> String { "\(folder)/\(name)\(suffix)" }

    /// Leaves a file; one of the same name is replaced.
    public func leave(_ text: String, as name: String) throws(FileFailure) {
        try DurableFile.write(Array(text.utf8), to: path(name))
    }

    /// The files that wait, in the order of their names.
    public mutating func waiting() -> [File] {
        let names = DataFolder.names(in: folder, suffix: suffix)
        let known = Set(names)
        leftovers = leftovers.filter { known.contains($0.key) }
        let found = names.map { name in
            let identity = FileIdentity(path(name))
            let content = Result { () throws(FileFailure) in
                try DurableFile.read(path(name), limit: limit, isRegular: true, followsLink: false)
            }
            return File(name: name, content: content, identity: identity)
        }
        return found.filter { $0.identity == nil || leftovers[$0.name] != $0.identity }
    }

    /// Takes a file away; a newer one of its name, which nobody has read, stays.
    ///
    /// - Throws: `FileFailure` where it cannot be deleted; it is not handed out again all the same.
    public mutating func takeAway(_ file: File) throws(FileFailure) {
        guard file.identity == FileIdentity(path(file.name)) else { return }
        do throws(FileFailure) {
            try DurableFile.remove(path(file.name))
        } catch {
            leftovers[file.name] = file.identity
            throw error
        }
    }
}
