// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Why a file could not be read or written.
public struct FileFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file.
    public let path: String
    /// What was being done.
    public let purpose: String
    /// The system's error number.
    public let systemError: Int32

    /// Puts a failure together; by default of the system call that has just failed.
    public init(_ purpose: String, _ path: String, code: Int32 = errno) {
        (self.path, self.purpose, systemError) = (path, purpose, code)
    }

    /// As `/etc/hearth/hearth.toml: opening: Permission denied`.
    public var description: String { "\(path): \(purpose): \(String(cString: strerror(systemError)))" }
}

/// Whole files, read at once and replaced so that a power cut leaves the old one or the new one.
public enum DurableFile {
    /// What a configuration, a profile or another small file may be long at most, bytes.
    public static let longestRead = 1 << 20

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - limit: bytes beyond which the file is not what it should be, `EFBIG`.
    ///   - isRegular: whether pipes and devices are refused, which others could leave in a folder to be waited for.
    ///   - followsLink: false refuses a symbolic link in the place of the file, `ELOOP`: others could lead elsewhere by it.
    public static func read(
        _ path: String, limit: Int = longestRead, isRegular: Bool = false, followsLink: Bool = true
    ) throws(FileFailure) -> [UInt8] {
        let flags = (isRegular ? O_NONBLOCK : 0) | (followsLink ? 0 : O_NOFOLLOW)
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | flags)
        guard descriptor >= 0 else { throw FileFailure("opening", path) }
        defer { close(descriptor) }
        if isRegular { try requireRegular(descriptor, path) }
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 * 1024)
        while content.count <= limit {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            let code = errno
            if count == 0 { return content }
            if count > 0 {
                content += buffer[..<count]
            } else if code != EINTR {
                throw FileFailure("reading", path, code: code)
            }
        }
        throw FileFailure("reading", path, code: EFBIG)
    }

    private static func requireRegular(_ descriptor: Int32, _ path: String) throws(FileFailure) {
        var information = stat()
        guard fstat(descriptor, &information) == 0 else { throw FileFailure("looking at", path) }
        guard information.st_mode & S_IFMT == S_IFREG else {
            throw FileFailure("reading what is no regular file", path, code: EINVAL)
        }
    }

    /// Writes a file beside its place, makes it durable, and renames it to its place.
    ///
    /// - Parameter mode: who may read it.
    public static func write(_ bytes: [UInt8], to path: String, mode: mode_t = 0o640) throws(FileFailure) {
        let draft = path + ".new"
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw FileFailure("opening", draft) }
        var isWritten = true
        var done = 0
        while isWritten && done < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress?.advanced(by: done), $0.count - done)
            }
            if count > 0 { done += count } else if errno != EINTR { isWritten = false }
        }
        isWritten = isWritten && fsync(descriptor) == 0
        let code = errno
        close(descriptor)
        guard isWritten else {
            // What a full disk took of it is given back.
            unlink(draft)
            throw FileFailure("writing", draft, code: code)
        }
        guard rename(draft, path) == 0 else { throw FileFailure("renaming to \(path)", draft) }
        syncFolder(of: path)
    }

    /// Makes a file that somebody else wrote durable, and renames it to its place.
    public static func place(_ draft: String, at path: String) throws(FileFailure) {
        let descriptor = open(draft, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileFailure("opening", draft) }
        let (isSynced, code) = (fsync(descriptor) == 0, errno)
        close(descriptor)
        guard isSynced else { throw FileFailure("writing", draft, code: code) }
        guard rename(draft, path) == 0 else { throw FileFailure("renaming to \(path)", draft) }
        syncFolder(of: path)
    }

    /// Deletes a file; one that is gone already is no failure.
    public static func remove(_ path: String) throws(FileFailure) {
        guard unlink(path) == 0 || errno == ENOENT else { throw FileFailure("deleting", path) }
    }

    /// Length of a file, bytes; nil where there is none.
    public static func size(_ path: String) -> Int? {
        var information = stat()
        return stat(path, &information) == 0 ? Int(information.st_size) : nil
    }

    /// What is free on the medium of a file for whoever is not root, bytes; nil where that cannot be told.
    public static func freeBytes(beside path: String) -> Int? {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        var information = statvfs()
        guard statvfs(folder, &information) == 0 else { return nil }
        let (bytes, isTooMuch) = Int(clamping: information.f_bavail).multipliedReportingOverflow(
            by: Int(clamping: information.f_frsize))
        return isTooMuch ? .max : bytes
    }

    /// Makes a folder where there is none.
    public static func makeFolder(_ path: String, mode: mode_t = 0o750) throws(FileFailure) {
        guard mkdir(path, mode) == 0 || errno == EEXIST else {
            throw FileFailure("making the folder", path)
        }
    }

    /// Makes the names in the folder of a file durable.
    public static func syncFolder(of path: String) {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }
}
