// SPDX-License-Identifier: Apache-2.0

import HostIO

extension ReadingStore {
    /// Copies the database into a new file, as it is at one moment, while another process goes on writing it.
    ///
    /// The copy is read whole before it gets its name, so that one that cannot be restored is none.
    ///
    /// - Parameter path: of the copy, in a folder that exists; one that is there is replaced.
    /// - Throws: `ReadingStoreError`: no room, not writable, or a copy whose structure is broken.
    public func backUp(to path: String) throws(ReadingStoreError) {
        let draft = path + ".new"
        do throws(FileFailure) { try DurableFile.remove(draft) } catch {
            throw .notWritable(path: draft, systemError: error.systemError)
        }
        try connection.statement("VACUUM INTO ?", purpose: "copying the database").run([.text(draft)])
        let copy = try DatabaseFile(
            path: draft, vfs: nil, settings: ConnectionSettings(), migrations: Schema.migrations
        )
        .openForReading()
        try DatabaseFile.checkIntegrity(copy)
        do throws(FileFailure) { try DurableFile.place(draft, at: path) } catch {
            throw .notWritable(path: path, systemError: error.systemError)
        }
    }
}
