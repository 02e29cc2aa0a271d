// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Testing

/// Tells when files of a folder are written, without asking again and again.
final class FolderChanges {
    private let descriptor: Int32

    /// Longest wait for one change, ms; a command that does nothing for so long hangs.
    private static let limit: Int32 = 120_000

    /// Watches from now on.
    init(_ path: String) throws {
        descriptor = inotify_init1(Int32(IN_CLOEXEC))
        try #require(descriptor >= 0)
        try #require(inotify_add_watch(descriptor, path, UInt32(IN_CREATE) | UInt32(IN_MODIFY)) >= 0)
    }

    deinit { close(descriptor) }

    /// Waits until a file with such a name is made or written.
    func wait(for name: String) throws {
        var isSeen = false
        while !isSeen {
            var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            try #require(Glibc.poll(&poll, 1, Self.limit) == 1, "nothing written to \(name)")
            isSeen = try names().contains(name)
        }
    }

    /// The files of the changes that have come.
    private func names() throws -> [String] {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let count = read(descriptor, &buffer, buffer.count)
        try #require(count > 0)
        let head = MemoryLayout<inotify_event>.size
        var names: [String] = []
        var position = 0
        while position + head <= count {
            // `len` is the last of four 32-bit fields, the name follows it.
            let length = (0..<4).reduce(0) { $0 | Int(buffer[position + 12 + $1]) << (8 * $1) }
            let name = buffer[(position + head)..<(position + head + length)]
            names.append(String(decoding: name.prefix { $0 != 0 }, as: UTF8.self))
            position += head + length
        }
        return names
    }
}
