// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The folder with the recorded data beside the repository, nil with a message where there is none.
let recordedData: String? = {
    var folder = #filePath[...]
    while let slash = folder.lastIndex(of: "/") {
        folder = folder[..<slash]
        let candidate = folder + "/shared/data"
        if access(candidate + "/README.md", R_OK) == 0 { return String(candidate) }
    }
    print("Recorded data are not beside the repository: tests over them are skipped.")
    return nil
}()
