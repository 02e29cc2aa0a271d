// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// A folder of its own for one test, removed with it.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/hearth-store-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The database of the test.
    var database: String { path + "/hearth.sqlite" }

    /// Size of a file, 0 where there is none.
    func size(_ name: String) -> Int { bytes(name).count }

    /// Content of a file, empty where there is none.
    func bytes(_ name: String) -> [UInt8] {
        FileManager.default.contents(atPath: path + "/" + name).map { [UInt8]($0) } ?? []
    }

    /// Writes a file.
    func write(_ bytes: [UInt8], to name: String) throws {
        try Data(bytes).write(to: URL(filePath: path + "/" + name))
    }

    /// Names of the files, in alphabetical order.
    func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
}
