// SPDX-License-Identifier: Apache-2.0

import Energy

/// The numbers of a forecast chart by columns of one or more quarter hours, no more than the image can show.
struct ForecastColumns {
    /// All slots on the axis; not empty.
    let window: Range<Slot>
    /// Quarter hours per column, >= 1; above 1 a column holds means.
    let slotsPerColumn: Int
    let history: [Double?]
    let actual: [Double?]
    let p10: [Double?]
    let p50: [Double?]
    let p90: [Double?]
    /// Columns of history that should hold a number and do not.
    let gaps: [Range<Int>]

    /// About three columns per unit of width: finer ones would only make the file larger.
    static let most = 1400

    init(_ chart: ForecastChart) {
        let first = chart.forecast.firstSlot
        let beginning = first.advanced(by: -chart.historySlots)
        let end = first.advanced(by: min(35_136, chart.forecast.p50.count))
        let window = beginning < end ? beginning..<end : first..<first.advanced(by: 1)
        let size = (window.count + Self.most - 1) / Self.most
        func columns(_ value: (Slot) -> Double?) -> [Double?] {
            stride(from: 0, to: window.count, by: size).map { begin in
                let slots = (begin..<min(begin + size, window.count)).map { window.lowerBound.advanced(by: $0) }
                let values = slots.compactMap(value).filter(LinearScale.isDrawable)
                return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
            }
        }
        func quantile(_ values: [Double]) -> [Double?] {
            columns { slot in
                let k = first.distance(to: slot)
                return values.indices.contains(k) ? values[k] : nil
            }
        }
        (self.window, slotsPerColumn) = (window, size)
        // What is known of the forecast's own time is what came, whichever series holds it.
        history = columns { $0 < first ? chart.history[$0] : nil }
        actual = columns { $0 < first ? nil : chart.actual?[$0] }
        (p10, p50, p90) = (
            quantile(chart.forecast.p10), quantile(chart.forecast.p50), quantile(chart.forecast.p90)
        )
        // What lies after the forecast was made is not missing but not known yet.
        let known = min(first, max(beginning, Slot(containing: chart.forecast.madeAt)))
        gaps = Self.gaps(history, before: beginning.distance(to: known) / size)
    }

    /// The first slot of a column.
    func slot(_ column: Int) -> Slot { window.lowerBound.advanced(by: column * slotsPerColumn) }

    /// From the smallest number on the chart to the largest, nil without any.
    var range: ClosedRange<Double>? {
        let values = [history, actual, p10, p50, p90].flatMap { $0.compactMap { $0 } }
        guard let low = values.min(), let high = values.max() else { return nil }
        return low...high
    }

    private static func gaps(_ values: [Double?], before end: Int) -> [Range<Int>] {
        var gaps: [Range<Int>] = []
        for column in 0..<min(end, values.count) where values[column] == nil {
            if let last = gaps.last, last.upperBound == column {
                gaps[gaps.count - 1] = last.lowerBound..<column + 1
            } else {
                gaps.append(column..<column + 1)
            }
        }
        return gaps
    }
}
