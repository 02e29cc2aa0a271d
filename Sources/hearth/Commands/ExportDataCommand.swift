// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Energy
import Glibc
import ReadingStore
import Tables

/// `hearth data export`: prices or the whole house into a CSV file.
struct ExportDataCommand: ParsableCommand {
    /// What is written.
    enum Kind: String, CaseIterable {
        case prices, readings
    }

    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Writes prices or readings of the database to a CSV file.",
        discussion: """
            prices: timestamp_utc, price_eur_per_kwh. readings: timestamp_utc, load_kw (without the heat pump), \
            heat_pump_kw, pv_kw, and price_eur_per_kwh and temperature_c where there are any; means of the quarter hour \
            that begins at the timestamp, for `hearth backtest --home`. What was measured for less than half of a quarter \
            hour is an empty cell.

            Example: hearth data export prices.csv.gz --database hearth.sqlite --from 2026-01-01 --to 2026-02-01
            Example: hearth data export home.csv --kind readings --from 2026-01-01 --to 2026-02-01
            """)

    @Argument(help: "CSV file to write; a name that ends in .gz is compressed.")
    var file: String

    @Option(help: "prices or readings.")
    var kind: String = Kind.prices.rawValue

    @Option(help: "Database.")
    var database = DataCommand.defaultDatabase

    @Option(help: "First moment, such as 2026-01-01 or 2025-12-31T23:00Z; UTC.")
    var from: String

    @Option(help: "End, exclusive.")
    var to: String

    @Flag(help: "Print one JSON document about what was written.")
    var json = false

    func run() throws {
        let (kind, slots) = try words()
        // Only reads, so that `hearthd` may go on writing.
        let store = try DataCommand.storing { try ReadingStore(reading: database) }
        let complete: Int
        let missing: String
        switch kind {
        case .prices:
            let prices = try DataCommand.storing { try store.prices(slots: slots) }
            complete = slots.count { prices[$0] != nil }
            missing = "without a price left empty"
            try write { () throws(TableError) in try prices.writeSpotPrices(to: file) }
        case .readings:
            let home = try DataCommand.storing { try store.recording(slots: slots) }
            complete = slots.count { home.netLoad(at: $0) != nil }
            missing = "with empty cells"
            try write { () throws(TableError) in try home.write(to: file) }
        }
        for notice in store.notices { StandardError.write("\(notice)") }
        let gaps = slots.count - complete
        if json { return StandardOutput.write(try JSONOutput.text(["slots": complete, "missing": gaps])) }
        StandardOutput.write("\(file): \(complete) quarter hours, \(gaps) \(missing)")
    }

    private func words() throws -> (Kind, Range<Slot>) {
        var wrong = UsageFaults()
        let kind = Kind(rawValue: kind)
        let known = Kind.allCases.map(\.rawValue).joined(separator: " or ")
        wrong.require(kind != nil, "--kind: found \"\(self.kind)\", expected \(known)")
        let begin = try wrong.collect { try CommandInput.slot(from, option: "--from") }
        let end = try wrong.collect { try CommandInput.slot(to, option: "--to") }
        if let begin, let end {
            wrong.require(begin < end, "--to: found \(end), expected a moment after \(begin)")
            // Thirty years of quarter hours: a slip of a digit must not fill the disk.
            wrong.require(
                begin.distance(to: end) <= 30 * 366 * 96, "--to: found \(end), expected at most 30 years after --from")
        }
        // Opening would make an empty one.
        wrong.require(access(database, F_OK) == 0, "--database: \(database): no such file")
        guard wrong.isEmpty, let kind, let begin, let end else { throw wrong.failure }
        return (kind, begin..<end)
    }

    private func write(_ body: () throws(TableError) -> Void) throws {
        do {
            try body()
        } catch {
            throw CommandFailure.failed("\(error)")
        }
    }
}
