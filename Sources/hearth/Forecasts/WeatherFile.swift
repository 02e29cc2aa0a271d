// SPDX-License-Identifier: Apache-2.0

import Energy
import Forecasting
import Tables

/// Weather that stands in a file of its own: measured, and forecast beyond the end of the recording.
struct WeatherFile {
    let path: String

    /// A column by the steps of a recording; every fault is a `CommandFailure` with file, line and column.
    func series(_ column: SeriesColumn, alongside recording: StepSeries) throws -> StepSeries {
        let table: SlotTable
        do throws(TableError) {
            table = try SlotTable(contentsOf: path, required: [column], emptyCell: .missing)
            try PlausibleCells(file: path).check(table)
        } catch {
            throw CommandFailure.usage("\(error)")
        }
        let weather = table[column].map { StepSeries($0, alongside: recording) }
        guard let weather, recording.values.indices.contains(where: { weather[$0].isFinite }) else {
            let span = recording.instant(0)..<recording.instant(recording.values.count)
            throw CommandFailure.usage(
                "--weather: \(path) has no number between \(span.lowerBound) and \(span.upperBound), the recording")
        }
        return weather
    }
}
