// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Which file has a name at the moment: a file put in its place, or written anew, has another identity.
public struct FileIdentity: Hashable, Sendable {
    private let device: UInt64
    private let inode: UInt64
    private let size: Int64
    private let changedSeconds: Int64
    private let changedNanoseconds: Int64

    /// Looks at what has a name, a symbolic link itself and not what it leads to; nil where nothing has it.
    public init?(_ path: String) {
        var information = stat()
        guard lstat(path, &information) == 0 else { return nil }
        device = UInt64(truncatingIfNeeded: information.st_dev)
        inode = UInt64(truncatingIfNeeded: information.st_ino)
        size = Int64(information.st_size)
        // An inode is used again at once; the time of its last change is not.
        changedSeconds = Int64(information.st_ctim.tv_sec)
        changedNanoseconds = Int64(information.st_ctim.tv_nsec)
    }
}
