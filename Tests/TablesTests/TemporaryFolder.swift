// SPDX-License-Identifier: Apache-2.0

import Glibc
import Tables
import Testing

/// A folder of its own that goes away with the test.
final class TemporaryFolder {
    let path: String

    init() throws {
        var template = Array("/tmp/hearth-tables-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        for name in names { unlink("\(path)/\(name)") }
        rmdir(path)
    }

    /// Names of the files inside, sorted.
    var names: [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Writes bytes as they are, whatever the name, and returns the path.
    func put(_ bytes: [UInt8], as name: String) throws -> String {
        let file = try #require(fopen("\(path)/\(name)", "w"))
        defer { fclose(file) }
        try #require(fwrite(bytes, 1, bytes.count, file) == bytes.count)
        return "\(path)/\(name)"
    }

    func put(_ text: String, as name: String) throws -> String { try put(Array(text.utf8), as: name) }
}

/// The lines of a table error with the folder taken off.
func message(_ folder: TemporaryFolder, _ body: () throws(TableError) -> Void) -> [String] {
    do throws(TableError) {
        try body()
        return []
    } catch {
        return error.description.split(separator: "\n").map {
            $0.hasPrefix(folder.path) ? String($0.dropFirst(folder.path.count + 1)) : String($0)
        }
    }
}
