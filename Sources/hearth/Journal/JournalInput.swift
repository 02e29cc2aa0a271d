// SPDX-License-Identifier: Apache-2.0

import Configuration
import Energy
import JournalIO

/// The files of a journal, read.
struct JournalInput {
    /// One file.
    struct File {
        let path: String
        let content: JournalContent

        /// What is wrong with its end, nil where nothing is.
        var tail: String? {
            switch content.tail {
            case .whole: nil
            case .torn(let bytes): "the last record was not written to its end (\(bytes) bytes)"
            case .damaged(let at, let reason): "damaged at byte \(at): \(reason)"
            }
        }
    }

    /// The oldest first; at least one.
    let files: [File]
    /// Clock of the house, UTC where it is not known.
    let zone: TimeZoneRule

    /// Without a file and without a configuration it is the installed guard's.
    private static let defaultConfiguration = "/etc/hearth/hearth.toml"

    init(_ place: LogCommand.Place) throws {
        guard place.config == nil || place.files.isEmpty else {
            throw CommandFailure.usage("--config: found together with files, expected one of the two")
        }
        guard place.files.isEmpty else {
            files = try place.files.map { try Self.read($0) }
            zone = .utc
            return
        }
        let configuration = try ConfigurationInput.load(place.config ?? Self.defaultConfiguration)
        let journal = configuration.guardSettings.journalPath
        let paths = JournalFiles.paths(journal)
        // Reading says why there is none to be seen: no file, or no permission to look.
        files = try (paths.isEmpty ? [journal] : paths).map { try Self.read($0) }
        zone = configuration.site.timeZone
    }

    private static func read(_ path: String) throws -> File {
        do throws(JournalFailure) {
            return File(path: path, content: try JournalFiles.read(path))
        } catch {
            throw CommandFailure.failed("\(error)")
        }
    }
}
