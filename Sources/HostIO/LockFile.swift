// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Why a lock could not be had.
public enum LockFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// Another process holds it; `processID` is 0 where it did not say who it is.
    case held(path: String, processID: Int)
    /// The file cannot be made or opened.
    case unusable(path: String, systemError: Int32)

    /// As `/run/hearth-guard/bus.lock is held by process 412`.
    public var description: String {
        switch self {
        case .held(let path, let processID): "\(path) is held by process \(processID)"
        case .unusable(let path, let code): "\(path): \(String(cString: strerror(code)))"
        }
    }
}

/// A lock that one process holds and the system takes back when it ends, however it ends.
public final class LockFile: Sendable {
    private let descriptor: Int32

    /// Takes a lock or fails at once; the file stays when the lock goes.
    public init(_ path: String) throws(LockFailure) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw .unusable(path: path, systemError: errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            let holder = Self.processID(in: descriptor)
            close(descriptor)
            throw code == EWOULDBLOCK ? .held(path: path, processID: holder) : .unusable(path: path, systemError: code)
        }
        self.descriptor = descriptor
        // A label only: what holds is the lock, so that a failure to write it changes nothing.
        let text = "\(getpid())\n"
        if ftruncate(descriptor, 0) == 0 { _ = pwrite(descriptor, text, text.utf8.count, 0) }
    }

    deinit { close(descriptor) }

    private static func processID(in descriptor: Int32) -> Int {
        var bytes = [UInt8](repeating: 0, count: 16)
        let length = pread(descriptor, &bytes, bytes.count, 0)
        guard length > 1 else { return 0 }
        return Int(String(decoding: bytes[..<(length - 1)], as: UTF8.self)) ?? 0
    }
}
