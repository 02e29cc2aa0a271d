// SPDX-License-Identifier: Apache-2.0

import CSQLite

/// A layer between SQLite and the file system that counts, watches and spoils: SQLite's own `unix` layer does the work.
///
/// Used by one store of one test on one thread, and never unregistered: a connection may outlive a failed test.
final class WatchedFileSystem {
    /// What SQLite is about to do.
    enum Step: Hashable {
        case write(String)
        case sync(String)
        case truncate(String)
    }

    /// Asked before each step; another answer than `SQLITE_OK` is given to SQLite instead of doing it.
    var before: (Step) -> Int32 = { _ in SQLITE_OK }
    /// Told after each fsync that succeeded.
    var afterSync: (String) -> Void = { _ in }
    /// Files can only be opened for reading.
    var isReadOnly = false
    /// No shared memory, as on a network file system: then there is no write-ahead log.
    var hasSharedMemory = true

    /// Steps that were done, in order.
    private(set) var steps: [Step] = []

    let name: String
    private var names: [UnsafeMutablePointer<sqlite3_file>: String] = [:]

    /// SQLite's table of file functions, and behind it whose it is: a file knows its table and by it the watcher.
    private struct Methods {
        var table: sqlite3_io_methods
        let original: UnsafePointer<sqlite3_io_methods>
        let owner: Unmanaged<WatchedFileSystem>
    }

    init() {
        name = "watched-\(UInt64.random(in: 0 ... .max))"
        guard let real = sqlite3_vfs_find("unix") else { return }
        let layer = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
        layer.initialize(to: real.pointee)
        layer.pointee.zName = UnsafePointer(name.withCString { sqlite3_str_copy($0) })
        layer.pointee.pAppData = Unmanaged.passRetained(self).toOpaque()
        layer.pointee.xOpen = { layer, name, file, flags, outFlags in
            guard let layer, let file, let real = sqlite3_vfs_find("unix"), let owner = layer.pointee.pAppData else {
                return SQLITE_ERROR
            }
            let watcher = Unmanaged<WatchedFileSystem>.fromOpaque(owner).takeUnretainedValue()
            return watcher.open(real, name, file, flags, outFlags)
        }
        sqlite3_vfs_register(layer, 0)
    }

    /// Forgets the steps so far.
    func forgetSteps() { steps.removeAll() }

    /// Number of fsyncs so far.
    var syncs: Int { steps.filter { if case .sync = $0 { true } else { false } }.count }

    private func open(
        _ real: UnsafeMutablePointer<sqlite3_vfs>, _ path: UnsafePointer<CChar>?,
        _ file: UnsafeMutablePointer<sqlite3_file>, _ flags: Int32, _ outFlags: UnsafeMutablePointer<Int32>?
    ) -> Int32 {
        var wanted = flags
        if isReadOnly && flags & SQLITE_OPEN_MAIN_DB != 0 {
            wanted = flags & ~(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE) | SQLITE_OPEN_READONLY
        }
        let code = real.pointee.xOpen(real, path, file, wanted, outFlags)
        guard code == SQLITE_OK, let original = file.pointee.pMethods else { return code }
        names[file] = path.map { String(cString: $0).split(separator: "/").last.map(String.init) ?? "" } ?? "temporary"
        let methods = UnsafeMutablePointer<Methods>.allocate(capacity: 1)
        methods.initialize(
            to: Methods(table: watched(original.pointee), original: original, owner: Unmanaged.passUnretained(self)))
        file.pointee.pMethods = UnsafeRawPointer(methods).assumingMemoryBound(to: sqlite3_io_methods.self)
        return SQLITE_OK
    }

    private func watched(_ original: sqlite3_io_methods) -> sqlite3_io_methods {
        var table = original
        if !hasSharedMemory { table.iVersion = 1 }
        table.xWrite = { file, bytes, count, offset in
            WatchedFileSystem.step(file, { .write($0) }) { $0.xWrite(file, bytes, count, offset) }
        }
        table.xTruncate = { file, size in
            WatchedFileSystem.step(file, { .truncate($0) }) { $0.xTruncate(file, size) }
        }
        table.xSync = { file, flags in
            WatchedFileSystem.step(file, { .sync($0) }) { $0.xSync(file, flags) }
        }
        return table
    }

    private static func step(
        _ file: UnsafeMutablePointer<sqlite3_file>?, _ step: (String) -> Step, _ work: (sqlite3_io_methods) -> Int32
    ) -> Int32 {
        guard let file, let table = file.pointee.pMethods else { return SQLITE_ERROR }
        let methods = UnsafeRawPointer(table).assumingMemoryBound(to: Methods.self).pointee
        let watcher = methods.owner.takeUnretainedValue()
        let name = watcher.names[file] ?? "unknown"
        let refusal = watcher.before(step(name))
        guard refusal == SQLITE_OK else { return refusal }
        let code = work(methods.original.pointee)
        guard code == SQLITE_OK else { return code }
        watcher.steps.append(step(name))
        if case .sync(let name) = step(name) { watcher.afterSync(name) }
        return SQLITE_OK
    }
}

/// A copy of a C string that lives for ever.
private func sqlite3_str_copy(_ text: UnsafePointer<CChar>) -> UnsafeMutablePointer<CChar> {
    var length = 0
    while text[length] != 0 { length += 1 }
    let copy = UnsafeMutablePointer<CChar>.allocate(capacity: length + 1)
    copy.initialize(from: text, count: length + 1)
    return copy
}
