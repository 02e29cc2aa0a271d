// SPDX-License-Identifier: Apache-2.0

import Configuration
import Glibc
import HostIO

/// Where a run keeps its database: a folder that was named, or one that goes with the run.
struct StateFolder {
    let path: String
    let isTemporary: Bool

    /// - Parameter named: made where there is none, its parent has to be there; nil for a temporary folder.
    init(_ named: String?) throws {
        if let named {
            try Self.make(named)
            (path, isTemporary) = (Self.absolute(named), false)
            return
        }
        // Named and made in one step: a folder of this user alone, where every Linux has room for such.
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

    /// Fails for the folder of an installed guard or planner: what it keeps is not ours.
    func refuseService(of configuration: HearthConfiguration) throws {
        let settings = configuration.guardSettings
        let database = configuration.databasePath
        let places = [
            settings.stateFolder, settings.runtimeFolder,
            String(database[..<(database.lastIndex(of: "/") ?? database.endIndex)]),
        ]
        for place in places where Self.isSame(path, place) {
            throw CommandFailure.usage("--state: found \(path), which is the service's, expected another folder")
        }
    }

    private static func isSame(_ a: String, _ b: String) -> Bool {
        var (first, second) = (stat(), stat())
        guard stat(a, &first) == 0, stat(b, &second) == 0 else { return false }
        return first.st_dev == second.st_dev && first.st_ino == second.st_ino
    }

    /// A path that holds wherever one stands; the folder is there.
    private static func absolute(_ path: String) -> String {
        guard let whole = realpath(path, nil) else { return path }
        defer { free(whole) }
        return String(cString: whole)
    }

    func removeIfTemporary() {
        if isTemporary { Self.remove(path) }
    }

    /// Removes a folder with all that is in it; a link is removed, what it points at stays.
    private static func remove(_ folder: String) {
        for name in DataFolder.names(in: folder, suffix: "") {
            let entry = "\(folder)/\(name)"
            if unlink(entry) != 0 && errno == EISDIR { remove(entry) }
        }
        rmdir(folder)
    }
}
