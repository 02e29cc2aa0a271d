// SPDX-License-Identifier: Apache-2.0

import Glibc
import HostIO

/// Where a run keeps its database: a folder that was named, or one that goes with the run.
struct StateFolder {
    let path: String
    private let isTemporary: Bool

    /// - Parameter named: made where there is none, its parent has to be there; nil for a temporary folder.
    init(_ named: String?) throws {
        if let named {
            try Self.make(named)
            (path, isTemporary) = (named, false)
            return
        }
        var template = Array("/tmp/hearth-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw CommandFailure.failed("/tmp: \(String(cString: strerror(errno)))")
        }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        isTemporary = true
    }

    /// Makes a folder where there is none.
    static func make(_ path: String) throws {
        if mkdir(path, 0o700) == 0 { return }
        let code = errno
        if code == EEXIST && DataFolder.isFolder(path) { return }
        throw CommandFailure.usage("--state: \(path): \(String(cString: strerror(code)))")
    }

    func removeIfTemporary() {
        guard isTemporary else { return }
        for name in DataFolder.names(in: path, suffix: "") { unlink("\(path)/\(name)") }
        rmdir(path)
    }
}
