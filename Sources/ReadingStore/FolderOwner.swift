// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Files that root makes in the folder of another user belong to that user.
///
/// `sudo hearth data import` before the service's first start would else make a database that the service may not write.
/// SQLite gives its log and shared memory to the owner of the database by itself.
enum FolderOwner {
    /// Makes an empty file of the folder's owner where root would make one of its own; does nothing in any other case.
    ///
    /// Only a file that is new is given away: one that is there may be a link to anything.
    static func makeFile(_ path: String) {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        var information = stat()
        guard geteuid() == 0, stat(folder, &information) == 0, information.st_uid != 0 else { return }
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { return }
        // Where it fails the file is root's, as it would have been.
        _ = fchown(descriptor, information.st_uid, information.st_gid)
        close(descriptor)
    }
}
