// SPDX-License-Identifier: Apache-2.0

import Glibc
import HostIO

extension LockFile {
    /// Takes the right to write one database, or fails at once: a lock on a file beside the database.
    static func writing(database path: String) throws(ReadingStoreError) -> LockFile {
        FolderOwner.makeFile(path + ".lock")
        do throws(LockFailure) { return try LockFile(path + ".lock") } catch {
            switch error {
            case .held(_, let processID): throw .inUse(path: path, processID: processID == 0 ? nil : processID)
            case .unusable(_, ENOENT), .unusable(_, ENOTDIR): throw .folderMissing(path: path)
            case .unusable(_, let code): throw .notWritable(path: path, systemError: code)
            }
        }
    }
}
