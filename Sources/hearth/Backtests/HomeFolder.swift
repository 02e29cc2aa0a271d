// SPDX-License-Identifier: Apache-2.0

import Energy
import HostIO
import Tables

/// The recorded houses in a folder: its tables with the columns of `hearth backtest --home`.
struct HomeFolder {
    /// A recording by the name of its file, without `.csv` and `.csv.gz`.
    struct Home {
        let name: String
        let file: String
        let recording: HomeSeries
    }

    private(set) var homes: [Home] = []
    /// Tables that are no recorded house, and why, a line each.
    private(set) var skipped: [String] = []

    /// Reads all of them, by name.
    ///
    /// - Parameters:
    ///   - option: what the folder was given by, for the message.
    ///   - wrong: takes what is wrong: no such folder, a recording with faults.
    init(_ path: String, option: String, _ wrong: inout UsageFaults) throws {
        guard DataFolder.isFolder(path) else {
            wrong.require(false, "\(option): found \"\(path)\", expected a folder")
            return
        }
        let files = [".csv", ".csv.gz"].flatMap { suffix in
            DataFolder.names(in: path, suffix: suffix).map { (name: $0, file: "\(path)/\($0)\(suffix)") }
        }
        for (name, file) in files.sorted(by: { ($0.name, $0.file) < ($1.name, $1.file) }) {
            try wrong.collect {
                if let lack = try Self.lack(file) {
                    skipped.append("\(file): skipped, no recorded house: \(lack)")
                } else {
                    homes.append(Home(name: name, file: file, recording: try CommandInput.home(file)))
                }
            }
        }
    }

    /// Which columns a table lacks, nil for a recorded house.
    private static func lack(_ file: String) throws -> String? {
        let columns: [String]
        do {
            columns = try CSVTable(contentsOf: file).columns
        } catch {
            throw CommandFailure.usage("\(error)")
        }
        let prices = [SeriesColumn.pricePerKWh, .pricePerMWh].map(\.rawValue)
        let needed = ["timestamp_utc", SeriesColumn.load.rawValue, SeriesColumn.pv.rawValue]
        let missing =
            needed.filter { !columns.contains($0) } + (prices.contains(where: columns.contains) ? [] : [prices[0]])
        return missing.isEmpty ? nil : "it has no \(missing.joined(separator: ", "))"
    }
}
