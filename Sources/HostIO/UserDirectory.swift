// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The users of this machine.
public enum UserDirectory {
    /// The id of a user by name, nil where there is none of that name.
    public static func id(named name: String) -> UInt32? {
        var entry = passwd()
        var buffer = [CChar](repeating: 0, count: 4096)
        var found: UnsafeMutablePointer<passwd>?
        guard getpwnam_r(name, &entry, &buffer, buffer.count, &found) == 0, found != nil else { return nil }
        return entry.pw_uid
    }
}
