// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Where the profiles and policies that come with Hearth are.
public enum DataFolder {
    /// Folder of the device profiles.
    public static var devices: String { locate("devices") }
    /// Folder of the policies.
    public static var policies: String { locate("policies") }

    /// The checkout one stands in, else beside an installed binary, else the system's folder.
    private static func locate(_ name: String) -> String {
        let beside = executableFolder.map { ["\($0)/../share/hearth/\(name)"] } ?? []
        return (["./\(name)"] + beside).first(where: isFolder) ?? "/usr/share/hearth/\(name)"
    }

    /// Names of the files in a folder, sorted, without their suffix; empty where there is no folder.
    public static func names(in folder: String, suffix: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasSuffix(suffix) && !name.hasPrefix(".") { names.append(String(name.dropLast(suffix.count))) }
        }
        return names.sorted()
    }

    /// True where a path leads to a folder.
    public static func isFolder(_ path: String) -> Bool {
        var information = stat()
        return stat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFDIR
    }

    private static var executableFolder: String? {
        var buffer = [CChar](repeating: 0, count: 4096)
        let length = readlink("/proc/self/exe", &buffer, buffer.count)
        guard length > 0 else { return nil }
        let path = String(decoding: buffer.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return path.lastIndex(of: "/").map { String(path[..<$0]) }
    }
}
