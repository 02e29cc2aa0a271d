// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Configuration
import Energy
import Glibc
import HostIO
import ReadingStore

/// `hearth data backup`: a copy of the database, while the house goes on.
struct BackupDataCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copies the database into a folder, checks the copy, and deletes old ones.",
        discussion: """
            The copy is of one moment, whatever is written meanwhile. To restore one, stop hearthd, put it in the place of \
            the database without its -wal and -shm, and start hearthd.

            Example: hearth data backup --config /etc/hearth/hearth.toml
            Example: hearth data backup --database hearth.sqlite --to /media/stick --keep 8
            """)

    @Option(help: "Configuration file, for the place of the database.")
    var config: String?

    @Option(help: "Database; the one of the configuration by default.")
    var database: String?

    @Option(help: "Folder of the copies; `backup` beside the database by default, better on a second medium.")
    var to: String?

    @Option(help: "Copies that are kept, the newest.")
    var keep = 4

    func run() throws {
        guard (1...1000).contains(keep) else {
            throw CommandFailure.usage("--keep: found \(keep), expected 1 to 1000")
        }
        let configured = try config.map { try ConfigurationInput.load($0).databasePath }
        let database = database ?? configured ?? DataCommand.defaultDatabase
        let beside = database.lastIndex(of: "/").map { String(database[..<$0]) } ?? "."
        let folder = to ?? "\(beside)/backup"
        let date = MachineClock.wall().iso8601.filter { $0 != "-" && $0 != ":" }
        let path = "\(folder)/hearth-\(date).sqlite"
        do {
            try DurableFile.makeFolder(folder)
            let store = try DataCommand.storing { try ReadingStore(reading: database) }
            try DataCommand.storing { try store.backUp(to: path, draft: "\(folder)/hearth.sqlite.new") }
            try Self.prune(folder, keep: keep)
        } catch let failure as FileFailure {
            throw CommandFailure.failed("\(failure)")
        }
        StandardOutput.write("\(path): \((DurableFile.size(path) ?? 0) / 1024) KiB")
    }

    /// Deletes all but the newest copies; other files of the folder stay.
    private static func prune(_ folder: String, keep: Int) throws {
        let copies = DataFolder.names(in: folder, suffix: ".sqlite").filter(isCopy).sorted()
        for name in copies.dropLast(keep) { try DurableFile.remove("\(folder)/\(name).sqlite") }
    }

    /// As `hearth-20261107T033000Z`.
    private static func isCopy(_ name: String) -> Bool {
        name.hasPrefix("hearth-") && name.utf8.count == "hearth-20261107T033000Z".utf8.count && name.hasSuffix("Z")
    }
}
