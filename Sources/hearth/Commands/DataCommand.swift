// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Energy
import ReadingStore
import Tables

/// `hearth data`: CSV into the database and out of it.
struct DataCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "data", abstract: "Moves prices and readings between CSV files and the database.",
        discussion: "Example: hearth data import prices.csv --database hearth.sqlite",
        subcommands: [Import.self, Export.self])

    /// Where the service keeps its database.
    static let defaultDatabase = "/var/lib/hearth/hearth.sqlite"

    /// Runs `hearth data import`.
    struct Import: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "import", abstract: "Imports day-ahead prices from a CSV file.",
            discussion: """
                Columns: timestamp_utc and price_eur_per_mwh or price_eur_per_kwh; steps of 15, 30 or 60 minutes.

                Example: hearth data import prices.csv --database hearth.sqlite
                """)

        @Argument(help: "CSV file, plain or gzip.")
        var file: String

        @Option(help: "Database; made where there is none.")
        var database = DataCommand.defaultDatabase

        @Flag(help: "Print one JSON document.")
        var json = false

        func run() throws {
            let series = try CommandInput.prices(file)
            let prices = series.slots.compactMap { slot in
                series[slot].map { StoredPrice(slot: slot, spot: PricePerKWh($0)) }
            }
            let store = try DataCommand.open(database, devices: [])
            let changed = try DataCommand.storing { try store.store(prices: prices, source: "import") }
            if json {
                return StandardOutput.write(try JSONOutput.text(["slots": prices.count, "new_or_changed": changed]))
            }
            StandardOutput.write("\(file): \(prices.count) quarter hours, \(changed) new or changed")
        }
    }

    /// Runs `hearth data export`.
    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "export", abstract: "Writes prices of the database to a CSV file.",
            discussion:
                "Example: hearth data export prices.csv.gz --database hearth.sqlite --from 2026-01-01 --to 2026-02-01"
        )

        @Argument(help: "CSV file to write; a name that ends in .gz is compressed.")
        var file: String

        @Option(help: "Database.")
        var database = DataCommand.defaultDatabase

        @Option(help: "First moment.")
        var from: String

        @Option(help: "End, exclusive.")
        var to: String

        func run() throws {
            let begin = try CommandInput.slot(from, option: "--from")
            let end = try CommandInput.slot(to, option: "--to")
            guard begin < end else {
                throw CommandFailure.usage("--to: found \(end), expected a moment after \(begin)")
            }
            let store = try DataCommand.open(database, devices: [])
            let series = try DataCommand.storing { try store.prices(slots: begin..<end) }
            let known = series.slots.count { series[$0] != nil }
            do {
                try series.writeSpotPrices(to: file)
            } catch {
                throw CommandFailure.failed("\(error)")
            }
            let gaps = series.slots.count - known
            StandardOutput.write("\(file): \(known) quarter hours, \(gaps) without a price left out")
        }
    }

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
        } catch let error as ReadingStoreError {
            throw CommandFailure.failed("\(error)")
        }
    }
}
