// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Energy
import ReadingStore

/// `hearth data import`: prices from a CSV file.
struct ImportDataCommand: ParsableCommand {
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
        var wrong = UsageFaults()
        let series = try wrong.collect { try CommandInput.prices(file) }
        // Told together with what is wrong with the file; alone it is no fault of the words.
        let place = Result { try DataCommand.storing { try ReadingStore.checkPlace(database) } }
        if case .failure(let failure as CommandFailure) = place, !wrong.isEmpty {
            wrong.require(false, failure.message)
        }
        if let series { check(series, &wrong) }
        guard let series, wrong.isEmpty else { throw wrong.failure }
        try place.get()
        let prices = series.slots.compactMap { slot in
            series[slot].map { StoredPrice(slot: slot, spot: PricePerKWh($0)) }
        }
        let store = try DataCommand.open(
            database, devices: [],
            whileInUse: ": stop it for the moment, hearthd by `systemctl stop hearthd`; the guard goes on without it")
        let changed = try DataCommand.storing { try store.store(prices: prices, source: "import") }
        if json {
            return StandardOutput.write(try JSONOutput.text(["slots": prices.count, "new_or_changed": changed]))
        }
        StandardOutput.write("\(file): \(prices.count) quarter hours, \(changed) new or changed")
    }

    /// Prices that none can be are of another unit; planned with, they would cost money.
    private func check(_ series: SlotSeries, _ wrong: inout UsageFaults) {
        let impossible = series.slots.filter { series[$0].map { !Self.possible.contains($0) } ?? false }
        guard let first = impossible.first, let price = series[first] else { return }
        let more = impossible.count > 1 ? " (and \(impossible.count - 1) others)" : ""
        wrong.require(
            false,
            "\(file): found \(decimalText(price, decimals: 3)) per kWh at \(first)\(more), expected -5 to 5; "
                + "a price per MWh belongs in the column price_eur_per_mwh")
    }

    /// Of a kWh, as in the catalogue of interlocks (I-12).
    private static let possible = -5.0...5.0
}
