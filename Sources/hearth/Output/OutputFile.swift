// SPDX-License-Identifier: Apache-2.0

import Tables

/// Files a command writes: whole or not at all.
enum OutputFile {
    /// Fails before the work where its result could not be written after it.
    static func check(_ path: String, option: String) throws {
        do {
            try TableFile.checkWritable(path)
        } catch {
            throw CommandFailure.usage("\(option): \(error)")
        }
    }

    static func write(_ text: String, to path: String) throws {
        do {
            try TableFile.write(Array(text.utf8), to: path)
        } catch {
            throw CommandFailure.failed("\(error)")
        }
    }
}
