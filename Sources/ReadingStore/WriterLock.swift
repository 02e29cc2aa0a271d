// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The right to write one database, held from `init` to `deinit`.
///
/// An advisory lock on a file beside the database: the kernel lets go of it when the process ends, however it ends. The
/// file stays; it holds the writer's process id, for the message to whoever comes second.
final class WriterLock {
    private let descriptor: Int32

    /// Takes the lock or fails at once.
    init(database path: String) throws(ReadingStoreError) {
        FolderOwner.makeFile(path + ".lock")
        let descriptor = open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else {
            let code = errno
            throw code == ENOENT || code == ENOTDIR
                ? .folderMissing(path: path) : .notWritable(path: path, systemError: code)
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let holder = Self.processID(in: descriptor)
            close(descriptor)
            throw .inUse(path: path, processID: holder)
        }
        self.descriptor = descriptor
        // A label only: what holds is the lock, so that a failure to write it changes nothing.
        let text = "\(getpid())\n"
        if ftruncate(descriptor, 0) == 0 { _ = pwrite(descriptor, text, text.utf8.count, 0) }
    }

    deinit { close(descriptor) }

    private static func processID(in descriptor: Int32) -> Int? {
        var bytes = [UInt8](repeating: 0, count: 16)
        let length = pread(descriptor, &bytes, bytes.count, 0)
        guard length > 1 else { return nil }
        return Int(String(decoding: bytes[..<(length - 1)], as: UTF8.self))
    }
}
