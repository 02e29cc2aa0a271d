// SPDX-License-Identifier: Apache-2.0

import Energy

/// Lays out a `ForecastChart`.
struct ForecastDrawing {
    private let chart: ForecastChart
    private let columns: ForecastColumns
    private let frame: ChartFrame
    private let time: TimeScale
    private let scale: LinearScale?

    private static let plotHeight = 230.0
    private static let nowClasses = "c-line c-dash c-s-ink"

    init(_ chart: ForecastChart) {
        self.chart = chart
        let columns = ForecastColumns(chart)
        self.columns = columns
        let means = columns.slotsPerColumn > 1 ? "Means over \(columns.slotsPerColumn) quarter hours." : ""
        frame = ChartFrame(
            title: chart.title, note: chart.note + (chart.note.isEmpty ? "" : " ") + means,
            legend: Self.legend(columns, chart.shape),
            plotHeight: Self.plotHeight, axisRows: 2)
        time = TimeScale(slots: columns.window, start: ChartFrame.left, end: ChartFrame.right, zone: chart.zone)
        scale = columns.range.map { [frame] in
            frame.verticalScale(covering: chart.shape == .steps ? $0.withZero : $0.withZeroIfNear)
        }
    }

    var drawing: ChartDrawing {
        frame.drawing(title: chart.title, summary: summary, scale: scale, axisName: scale?.unitLabel(chart.unit) ?? "")
        { writer in
            drawGaps(into: &writer)
            TimeAxis(scale: time).draw(frame, into: &writer)
            if let scale { drawSeries(scale, into: &writer) }
            drawNow(into: &writer)
            if let message { frame.drawMessage(message, into: &writer) }
        }
    }

    // MARK: Words

    private static func legend(_ columns: ForecastColumns, _ shape: ForecastChart.Shape) -> [LegendEntry] {
        var entries: [LegendEntry] = []
        func has(_ values: [Double?]) -> Bool { values.contains { $0 != nil } }
        // Prices, drawn as steps, are published and not measured.
        let known = shape == .steps ? "known" : "measured"
        if has(columns.history) { entries.append(LegendEntry("━", "c-f-ink", known)) }
        if has(columns.p50) {
            entries.append(LegendEntry("━", "c-f-blue", "forecast (P50)"))
            entries.append(LegendEntry("■", "c-f-blue c-band", "P10 to P90"))
        }
        if has(columns.actual) { entries.append(LegendEntry("━", "c-f-red", "what came")) }
        if !columns.gaps.isEmpty { entries.append(LegendEntry("■", "c-f-track", "missing")) }
        return entries
    }

    /// What is wrong with the data as a whole, nil when nothing is.
    private var message: String? {
        let hasForecast = columns.p50.contains { $0 != nil }
        let hasHistory = columns.history.contains { $0 != nil }
        if !hasForecast { return hasHistory ? "There is no forecast." : "There is neither a forecast nor history." }
        return nil
    }

    private var summary: String {
        func extent(_ values: [Double?]) -> String? {
            let known = values.compactMap { $0 }
            guard let low = known.min(), let high = known.max() else { return nil }
            guard low < high else { return "\(shortNumberText(low)) \(chart.unit) throughout" }
            return "between \(shortNumberText(low)) and \(shortNumberText(high)) \(chart.unit)"
        }
        let begin = time.momentLabel(columns.window.lowerBound.start)
        let end = time.momentLabel(columns.window.upperBound.start)
        var sentences = ["From \(begin) to \(end), local time, by \(chart.forecast.model)."]
        if let message { sentences.append(message) }
        if let text = extent(columns.p50) { sentences.append("Median of the forecast \(text).") }
        let (lowest, highest) = (columns.p10.compactMap { $0 }.min(), columns.p90.compactMap { $0 }.max())
        if let lowest, let highest {
            sentences.append(
                "Its band from P10 to P90 lies between \(shortNumberText(lowest)) and \(shortNumberText(highest)) \(chart.unit)."
            )
        }
        if let text = extent(columns.history) { sentences.append("Known before: \(text).") }
        if let text = extent(columns.actual) { sentences.append("What came: \(text).") }
        let missing = columns.gaps.reduce(0) { $0 + $1.count } * columns.slotsPerColumn
        if missing > 0 { sentences.append("About \(missing) quarter hours of the history are missing.") }
        return sentences.joined(separator: " ")
    }

    // MARK: Scales

    private func leftEdge(_ column: Int) -> Double { time.position(columns.slot(column).start) }

    private func rightEdge(_ column: Int) -> Double {
        time.position(min(columns.slot(column + 1), columns.window.upperBound).start)
    }

    /// The positions of a column's number: the middle, or both ends of the step.
    private func edges(_ column: Int) -> [Double] {
        let (left, right) = (leftEdge(column), rightEdge(column))
        return chart.shape == .steps ? [left, right] : [(left + right) / 2]
    }

    // MARK: Layers

    private func drawGaps(into writer: inout SVGWriter) {
        for gap in columns.gaps {
            let left = leftEdge(gap.lowerBound)
            writer.element(
                "rect",
                [
                    "class": "c-f-track", "x": .number(left), "y": .number(frame.top),
                    "width": .number(rightEdge(gap.upperBound - 1) - left), "height": .number(frame.bottom - frame.top),
                ])
        }
    }

    private func drawSeries(_ scale: LinearScale, into writer: inout SVGWriter) {
        let band = bandPath(scale)
        if !band.isEmpty { writer.element("path", ["class": "c-f-blue c-band", "d": .text(band)]) }
        let lines = [
            (columns.history, "c-line c-s-ink"), (columns.actual, "c-line c-s-red"),
            (columns.p50, "c-line c-thick c-s-blue"),
        ]
        for (values, classes) in lines {
            let path = linePath(values, scale)
            if !path.isEmpty { writer.element("path", ["class": .text(classes), "d": .text(path)]) }
        }
    }

    private func linePath(_ values: [Double?], _ scale: LinearScale) -> String {
        var path = PathData()
        for (column, value) in values.enumerated() {
            guard let value else {
                path.lift()
                continue
            }
            let isAlone =
                (column == 0 || values[column - 1] == nil) && (column + 1 == values.count || values[column + 1] == nil)
            let y = scale.position(value)
            if chart.shape == .line, isAlone {
                path.addDot(x: edges(column)[0], y: y)
            } else {
                for x in edges(column) { path.add(x: x, y: y) }
            }
        }
        return path.text
    }

    private func bandPath(_ scale: LinearScale) -> String {
        var path = PathData()
        var run: [Int] = []
        func finish() {
            for column in run {
                edges(column).forEach { path.add(x: $0, y: scale.position(columns.p90[column] ?? .nan)) }
            }
            for column in run.reversed() {
                edges(column).reversed().forEach { path.add(x: $0, y: scale.position(columns.p10[column] ?? .nan)) }
            }
            path.close()
            run = []
        }
        for column in columns.p50.indices {
            if columns.p10[column] != nil, columns.p90[column] != nil { run.append(column) } else { finish() }
        }
        finish()
        return path.text
    }

    private func drawNow(into writer: inout SVGWriter) {
        let now = chart.forecast.madeAt
        guard columns.window.lowerBound.start <= now, now <= columns.window.upperBound.start else { return }
        let x = time.position(now)
        frame.drawVertical(at: x, classes: Self.nowClasses, into: &writer)
        // Beside the unit, where the line is so far left that both would meet.
        let size = ChartPalette.FontSize.largest
        let unitEnd = ChartFrame.padding + TextLayout.width(scale?.unitLabel(chart.unit) ?? "", size: size)
        writer.element(
            "text",
            [
                "class": "c-text c-mid c-bold c-f-ink", "x": .number(max(x, unitEnd + 2 * size)),
                "y": .number(frame.top - 6),
            ], text: "now")
    }
}
