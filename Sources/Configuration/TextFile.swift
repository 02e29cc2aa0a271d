// SPDX-License-Identifier: Apache-2.0

import Glibc

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
            case EFBIG: "larger than \(TextFile.largest) bytes"
            default: "cannot be read (system error \(systemError))"
            }
        return "\(path): \(reason)"
    }
}

/// Reads small files whole.
enum TextFile {
    /// Largest file taken for a configuration or profile, bytes.
    static let largest = 1 << 20

    static func read(_ path: String) throws(FileError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(path: path, systemError: errno) }
        defer { close(descriptor) }
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count >= 0 else {
                let code = errno
                if code == EINTR { continue }
                throw FileError(path: path, systemError: code)
            }
            if count == 0 { return content }
            content += buffer[..<count]
            if content.count > largest { throw FileError(path: path, systemError: EFBIG) }
        }
    }
}
