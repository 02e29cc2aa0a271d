// SPDX-License-Identifier: Apache-2.0

import HostIO

/// How much may lie in a folder, so that nothing grows without end where nobody takes it away.
struct FileAllowance {
    /// Most entries.
    let entries: Int
    /// Most bytes of all files of them together.
    let bytes: Int

    /// The entries that have to go, beginning with the least name, which is the oldest where names begin with a time.
    ///
    /// - Parameters:
    ///   - names: in order.
    ///   - size: bytes of an entry.
    func excess(_ names: [String], size: (String) -> Int) -> [String] {
        var (entries, bytes) = (0, 0)
        let kept = names.reversed().prefix { name in
            entries += 1
            bytes += size(name)
            return entries <= self.entries && bytes <= self.bytes
        }
        return Array(names.dropLast(kept.count))
    }
}
