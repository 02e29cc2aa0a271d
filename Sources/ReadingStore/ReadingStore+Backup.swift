// SPDX-License-Identifier: Apache-2.0

import HostIO

extension ReadingStore {
    /// What has to stay free beside a copy, bytes: the database goes on growing.
    private static let reserve = 200 << 20

    /// Copies the database into a new file, as it is at one moment, while another process goes on writing it.
    ///
    /// The copy is read whole before it gets its name, so that one that cannot be restored is none.
    ///
    /// - Parameters:
    ///   - path: of the copy, in a folder that exists; one that is there is replaced.
    ///   - draft: of the copy while it is made, in the same folder; what an earlier try left there is deleted, and nothing is left.
    /// - Throws: `ReadingStoreError`: no room, not writable, or a copy whose structure is broken.
    public func backUp(to path: String, draft: String) throws(ReadingStoreError) {
        try delete(draft)
        let needed = (DurableFile.size(connection.path) ?? 0) + Self.reserve
        if let free = DurableFile.freeBytes(beside: path), free < needed {
            throw .noRoom(path: path, free: free, needed: needed)
        }
        do throws(ReadingStoreError) {
            try connection.statement("VACUUM INTO ?", purpose: "copying the database").run([.text(draft)])
            let copy = try DatabaseFile(
                path: draft, vfs: nil, settings: ConnectionSettings(), migrations: Schema.migrations
            ).openForReading()
            try DatabaseFile.checkIntegrity(copy)
        } catch {
            try delete(draft)
            throw error
        }
        do throws(FileFailure) { try DurableFile.place(draft, at: path) } catch {
            throw .notWritable(path: path, systemError: error.systemError)
        }
    }

    private func delete(_ draft: String) throws(ReadingStoreError) {
        do throws(FileFailure) { try DurableFile.remove(draft) } catch {
            throw .notWritable(path: draft, systemError: error.systemError)
        }
    }
}
