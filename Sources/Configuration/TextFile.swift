// SPDX-License-Identifier: Apache-2.0

import Glibc
import HostIO

/// Why a file could not be read.
public struct FileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file.
    public let path: String
    /// The system's error number; `EFBIG` for a file that cannot be a configuration.
    public let systemError: Int32

    /// As `/etc/hearth/hearth.toml: no such file`.
    public var description: String {
        let reason =
            switch systemError {
            case ENOENT, ENOTDIR: "no such file"
            case EACCES, EPERM: "no permission to read it"
            case EISDIR: "a folder, expected a file"
            case EFBIG: "larger than \(DurableFile.longestRead) bytes"
            default: "cannot be read (system error \(systemError))"
            }
        return "\(path): \(reason)"
    }
}

/// Reads small files whole.
enum TextFile {
    static func read(_ path: String) throws(FileError) -> [UInt8] {
        do throws(FileFailure) { return try DurableFile.read(path) } catch {
            throw FileError(path: path, systemError: error.systemError)
        }
    }
}
