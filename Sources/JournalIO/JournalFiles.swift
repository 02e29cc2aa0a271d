// SPDX-License-Identifier: Apache-2.0

import Glibc
import HostIO

/// The journal's files: `journal` is written, `journal.1` is the one before it, and so on.
public enum JournalFiles {
    /// Files kept besides the one that is written.
    public static let keptFiles = 8

    /// The files there are, oldest first.
    public static func paths(_ path: String) -> [String] {
        ((1...keptFiles).reversed().map { "\(path).\($0)" } + [path]).filter { access($0, F_OK) == 0 }
    }

    /// Reads one file.
    public static func read(_ path: String) throws(JournalFailure) -> JournalContent {
        JournalChain.read(try DurableFile.read(path, limit: .max))
    }

    /// Moves every file one place back, and the next one to the first place; the oldest goes.
    static func rotate(_ path: String, next: String) throws(JournalFailure) {
        // Gone where an earlier try came this far: moving the others once more would lose one each time.
        if access(path, F_OK) == 0 {
            for number in (1..<keptFiles).reversed() where access("\(path).\(number)", F_OK) == 0 {
                try move("\(path).\(number)", "\(path).\(number + 1)")
            }
            try move(path, "\(path).1")
        }
        try move(next, path)
        DurableFile.syncFolder(of: path)
    }

    /// Renames a damaged file so that it is kept for whoever wants to look at it.
    static func setAside(_ path: String) throws(JournalFailure) -> String {
        var number = 1
        while access("\(path).damaged-\(number)", F_OK) == 0 { number += 1 }
        try move(path, "\(path).damaged-\(number)")
        return "\(path).damaged-\(number)"
    }

    private static func move(_ old: String, _ new: String) throws(JournalFailure) {
        guard rename(old, new) == 0 else { throw JournalFailure("renaming to \(new)", old) }
    }
}
