// SPDX-License-Identifier: Apache-2.0

import JournalIO

/// Whether the chain of a journal is whole, over the ends of its files too.
struct JournalCheck: Encodable {
    /// One file.
    struct File: Encodable {
        let path: String
        let records: Int
    }

    let files: [File]
    /// Where and why the chain breaks, in order; empty for a whole one.
    private(set) var breaks: [String] = []
    /// What is no break but worth knowing.
    private(set) var notes: [String] = []

    /// - Parameter files: the oldest first.
    init(_ files: [JournalInput.File]) {
        self.files = files.map { File(path: $0.path, records: $0.content.records.count) }
        for (place, file) in files.enumerated() {
            let content = file.content
            if place > 0 { checkSeam(files[place - 1], file) }
            let record = "behind record \(content.records.count)"
            switch content.tail {
            case .whole: continue
            case .damaged(let at, let reason):
                breaks.append("\(file.path): the chain breaks \(record), at byte \(at): \(reason)")
            case .torn(let bytes) where place == files.count - 1:
                notes.append("\(file.path): the last record was not written to its end (\(bytes) bytes)")
            case .torn(let bytes):
                breaks.append("\(file.path): the chain breaks \(record): \(bytes) bytes that are no whole record")
            }
        }
        if let first = files.first, first.content.firstHash.contains(where: { $0 != 0 }) {
            notes.append("\(first.path): goes on from a file that is not kept any more")
        }
    }

    /// Each file begins from the hash of the last record of the one before.
    private mutating func checkSeam(_ before: JournalInput.File, _ file: JournalInput.File) {
        // A file that is damaged, or has no beginning, is told as such.
        guard before.content.tail == .whole, file.content.length > 0 else { return }
        if file.content.firstHash != before.content.lastHash {
            breaks.append("\(file.path): the chain breaks at its beginning: it does not go on from \(before.path)")
        }
    }
}
