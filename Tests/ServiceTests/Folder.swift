// SPDX-License-Identifier: Apache-2.0

import Glibc
import HostIO
import Testing

/// A folder of its own, with a path short enough for sockets, that goes away with the test.
final class Folder: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/hearth-service-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { Self.remove(path) }

    /// Path of a file that need not exist.
    subscript(name: String) -> String { "\(path)/\(name)" }

    /// Writes a file and returns its path.
    @discardableResult func put(_ text: String, as name: String) throws -> String {
        try DurableFile.write(Array(text.utf8), to: self[name])
        return self[name]
    }

    func text(_ name: String) throws -> String { String(decoding: try DurableFile.read(self[name]), as: UTF8.self) }

    private static func remove(_ path: String) {
        for name in DataFolder.names(in: path, suffix: "") {
            let child = "\(path)/\(name)"
            // A link is deleted and not followed: what it leads to is not the test's.
            if unlink(child) != 0 { remove(child) }
        }
        rmdir(path)
    }
}
