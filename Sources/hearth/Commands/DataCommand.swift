// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ReadingStore

/// `hearth data`: CSV into the database and out of it.
struct DataCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "data", abstract: "Moves prices and readings between CSV files and the database, and copies it.",
        discussion: "Example: hearth data import prices.csv --database hearth.sqlite",
        subcommands: [ImportDataCommand.self, ExportDataCommand.self, BackupDataCommand.self])

    /// Where the service keeps its database.
    static let defaultDatabase = "/var/lib/hearth/hearth.sqlite"

    /// Opens a database, with its complaints as one clear line.
    ///
    /// - Parameter advice: what to do while another process writes it.
    static func open(_ path: String, devices: [String], whileInUse advice: String = "") throws -> ReadingStore {
        do throws(ReadingStoreError) {
            let store = try ReadingStore(path: path, deviceIDs: devices)
            for notice in store.notices { StandardError.write("\(notice)") }
            return store
        } catch {
            guard case .inUse = error else { throw CommandFailure.failed("\(error)") }
            throw CommandFailure.failed("\(error)\(advice)")
        }
    }

    /// Turns a complaint of the database into the end of the command.
    static func storing<Value>(_ work: () throws -> Value) throws -> Value {
        do {
            return try work()
        } catch let error as ReadingStoreError {
            throw CommandFailure.failed("\(error)")
        }
    }
}
