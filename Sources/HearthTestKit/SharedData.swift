// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
    import Glibc
#endif

/// The development data set, which lies beside the repository and not in it.
public enum SharedData {
    /// The path of a file of the data set, nil (with a word on standard output) where the set is not there.
    ///
    /// Looks for a folder `shared/data` in every folder above this source file.
    public static func path(_ name: String, from source: String = #filePath) -> String? {
        var folders = source.split(separator: "/").dropLast()
        while true {
            let path = "/" + (folders + ["shared", "data", name[...]]).joined(separator: "/")
            if access(path, R_OK) == 0 { return path }
            guard !folders.isEmpty else { break }
            folders = folders.dropLast()
        }
        print("skipped: no shared/data/\(name) above \(source)")
        return nil
    }
}
