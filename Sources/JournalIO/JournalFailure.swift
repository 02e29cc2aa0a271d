// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Why the journal could not be opened, read or written.
public struct JournalFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file.
    public let path: String
    /// What was being done.
    public let purpose: String
    /// The system's error number.
    public let systemError: Int32

    init(_ purpose: String, _ path: String, code: Int32 = errno) {
        (self.path, self.purpose, systemError) = (path, purpose, code)
    }

    /// As `/var/lib/hearth-guard/journal: opening: No space left on device`.
    public var description: String { "\(path): \(purpose): \(String(cString: strerror(systemError)))" }
}
