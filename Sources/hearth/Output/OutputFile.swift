// SPDX-License-Identifier: Apache-2.0

import Tables

/// Files a command writes: whole or not at all.
enum OutputFile {
    static func write(_ text: String, to path: String) throws {
        do {
            try TableFile.write(Array(text.utf8), to: path)
        } catch {
            throw CommandFailure.failed("\(error)")
        }
    }
}
