// SPDX-License-Identifier: Apache-2.0

import Glibc
import HostIO
import Testing

/// A disk without room, for one file that this process holds open: `/dev/full` stands in its place until `free`.
final class FullDisk {
    private let descriptor: Int32
    private let file: Int32

    init(under path: String) throws {
        let open = DataFolder.names(in: "/proc/self/fd", suffix: "").compactMap { Int32($0) }
        descriptor = try #require(open.first { Self.target(of: $0) == path }, "\(path) is not open")
        file = dup(descriptor)
        let full = Glibc.open("/dev/full", O_WRONLY)
        try #require(file >= 0 && full >= 0)
        replace(with: full)
    }

    /// There is room again.
    func free() { replace(with: file) }

    private func replace(with other: Int32) {
        dup2(other, descriptor)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        close(other)
    }

    private static func target(of descriptor: Int32) -> String? {
        var path = [CChar](repeating: 0, count: 4096)
        let length = readlink("/proc/self/fd/\(descriptor)", &path, path.count)
        return length > 0 ? String(decoding: path[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self) : nil
    }
}
