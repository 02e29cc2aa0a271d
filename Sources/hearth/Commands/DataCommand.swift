// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ReadingStore

/// `hearth data`: CSV into the database and out of it.
struct DataCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "data", abstract: "Moves prices and readings between CSV files and the database.",
        discussion: "Example: hearth data import prices.csv --database hearth.sqlite",
        subcommands: [ImportDataCommand.self, ExportDataCommand.self])

    /// Where the service keeps its database.
    static let defaultDatabase = "/var/lib/hearth/hearth.sqlite"

    /// Opens a database, with its complaints as one clear line.
    static func open(_ path: String, devices: [String]) throws -> ReadingStore {
        try storing {
            let store = try ReadingStore(path: path, deviceIDs: devices)
            for notice in store.notices { StandardError.write("\(notice)") }
            return store
        }
    }

    /// Turns a complaint of the database into the end of the command.
    static func storing<Value>(_ work: () throws -> Value) throws -> Value {
        do {
            return try work()
        } catch ReadingStoreError.inUse(let path, let processID) {
            throw CommandFailure.failed(
                "\(ReadingStoreError.inUse(path: path, processID: processID)): stop it for the moment, hearthd by "
                    + "`systemctl stop hearthd`; the guard goes on without it")
        } catch let error as ReadingStoreError {
            throw CommandFailure.failed("\(error)")
        }
    }
}
