// SPDX-License-Identifier: Apache-2.0

import Energy

/// Lays out a `ScatterChart`.
struct ScatterDrawing {
    private let chart: ScatterChart
    private let points: [(x: Double, y: Double)]
    private let frame: ChartFrame
    private let vertical: LinearScale?
    private let horizontal: LinearScale?
    private let grid: DensityGrid?
    private let thresholds: [Int]

    private static let plotHeight = 351.0
    /// 60 cells across and 45 up.
    private static let cell = 7.8
    /// Up to so many dots are drawn larger: one alone is easily overlooked.
    private static let fewDots = 50

    init(_ chart: ScatterChart) {
        self.chart = chart
        let points = zip(chart.actual, chart.predicted).filter {
            LinearScale.isDrawable($0) && LinearScale.isDrawable($1)
        }.map { (x: $0, y: $1) }
        self.points = points
        let values = points.flatMap { [$0.x, $0.y] }
        let range = values.min().flatMap { low in values.max().map { (low...$0).withZeroIfNear.withRoom } }
        horizontal = range.map {
            LinearScale(covering: $0, start: ChartFrame.left, end: ChartFrame.right, steps: 6)
        }
        grid = horizontal.flatMap { points.count > ScatterChart.mostDots ? Self.grid(points, $0) : nil }
        thresholds = grid?.thresholds(levels: ChartPalette.density.count) ?? []
        frame = ChartFrame(
            title: chart.title, note: chart.note, legend: Self.legend(points.count, grid, thresholds),
            plotHeight: Self.plotHeight, axisRows: 2)
        vertical = range.map { [frame] in LinearScale(covering: $0, start: frame.bottom, end: frame.top, steps: 6) }
    }

    var drawing: ChartDrawing {
        frame.drawing(title: chart.title, summary: summary, scale: vertical, axisName: axisName("predicted", vertical))
        { writer in
            guard let vertical, let horizontal else {
                return frame.drawMessage(
                    leftOut > 0 ? "No point has both numbers." : "There are no points.", into: &writer)
            }
            drawHorizontalAxis(horizontal, into: &writer)
            if let grid { drawCells(grid, into: &writer) } else { drawDots(horizontal, vertical, into: &writer) }
            writer.element(
                "line",
                [
                    "class": "c-line c-dash c-s-ink", "x1": .number(ChartFrame.left), "y1": .number(frame.bottom),
                    "x2": .number(ChartFrame.right), "y2": .number(frame.top),
                ])
        }
    }

    /// Pairs given that lack a number.
    private var leftOut: Int { max(chart.actual.count, chart.predicted.count) - points.count }

    private static func grid(_ points: [(x: Double, y: Double)], _ scale: LinearScale) -> DensityGrid {
        let width = ChartFrame.right - ChartFrame.left
        var grid = DensityGrid(width: Int((width / cell).rounded()), height: Int((plotHeight / cell).rounded()))
        for point in points {
            // Both axes have one domain, so that one scale serves both.
            let (x, y) = (scale.position(point.x), scale.position(point.y))
            grid.add(x: (x - ChartFrame.left) / width, y: 1 - (y - ChartFrame.left) / width)
        }
        return grid
    }

    // MARK: Words

    private static func legend(_ count: Int, _ grid: DensityGrid?, _ thresholds: [Int]) -> [LegendEntry] {
        guard count > 0 else { return [] }
        let diagonal = LegendEntry("╌", "c-f-ink", "perfect")
        guard grid != nil else {
            return [LegendEntry("●", "c-f-blue", "\(count) \(count == 1 ? "point" : "points")"), diagonal]
        }
        let cells = thresholds.indices.map { k in
            let next = k + 1 < thresholds.count ? thresholds[k + 1] - 1 : nil
            let low = numberText(Double(thresholds[k]), decimals: 0)
            let high = next.map { $0 > thresholds[k] ? "–\(numberText(Double($0), decimals: 0))" : "" } ?? "+"
            return LegendEntry("■", level(k, of: thresholds.count).fill, low + high + (k == 0 ? " per cell" : ""))
        }
        return cells + [diagonal]
    }

    /// The colour of a level; few levels are spread over all colours.
    private static func level(_ k: Int, of count: Int) -> ChartPalette.Role {
        let colours = ChartPalette.density
        return count < 2
            ? colours[colours.count / 2] : colours[min(colours.count - 1, k * (colours.count - 1) / (count - 1))]
    }

    private var summary: String {
        guard !points.isEmpty else { return "No point has both a predicted and an actual number." }
        let count = Double(points.count)
        let error = points.reduce(0) { $0 + abs($1.y - $1.x) } / count
        let bias = points.reduce(0) { $0 + ($1.y - $1.x) } / count
        let above = points.count { $0.y > $0.x }
        return
            "\(numberText(count, decimals: 0)) points, \(numberText(Double(above), decimals: 0)) of them predicted too high; "
            + "mean absolute error \(shortNumberText(error)) \(chart.unit), mean error \(shortNumberText(bias)) \(chart.unit)."
            + (leftOut > 0 ? " \(leftOut) without both numbers left out." : "")
    }

    private func axisName(_ quantity: String, _ scale: LinearScale?) -> String {
        "\(quantity), \(scale?.unitLabel(chart.unit) ?? chart.unit)"
    }

    // MARK: Layers

    private func drawHorizontalAxis(_ scale: LinearScale, into writer: inout SVGWriter) {
        for (k, tick) in scale.ticks.enumerated() {
            let x = scale.position(tick)
            frame.drawVertical(at: x, classes: tick == 0 ? "c-thin c-s-soft" : "c-thin c-s-rule", into: &writer)
            let isMajor = scale.ticks.count <= 7 || k % 2 == 0
            frame.drawAxisLabel(
                scale.label(tick), at: x, row: 0, classes: isMajor ? "c-f-soft" : "c-f-soft c-wide", into: &writer)
        }
        frame.drawAxisLabel(
            axisName("actual", scale), at: (ChartFrame.left + ChartFrame.right) / 2, row: 1, into: &writer)
    }

    private func drawDots(_ horizontal: LinearScale, _ vertical: LinearScale, into writer: inout SVGWriter) {
        var path = PathData()
        for point in points { path.addDot(x: horizontal.position(point.x), y: vertical.position(point.y)) }
        let classes = points.count <= Self.fewDots ? "c-dots c-few c-s-blue" : "c-dots c-s-blue"
        writer.element("path", ["class": .text(classes), "d": .text(path.text)])
    }

    private func drawCells(_ grid: DensityGrid, into writer: inout SVGWriter) {
        for (k, threshold) in thresholds.enumerated() {
            var path = PathData()
            let next = k + 1 < thresholds.count ? thresholds[k + 1] : Int.max
            for run in grid.runs(of: threshold..<next) {
                path.addRectangle(
                    x: ChartFrame.left + Double(run.columns.lowerBound) * Self.cell,
                    y: frame.top + Double(run.row) * Self.cell, width: Double(run.columns.count) * Self.cell,
                    height: Self.cell)
            }
            let colour = Self.level(k, of: thresholds.count).fill
            if !path.text.isEmpty { writer.element("path", ["class": .text(colour), "d": .text(path.text)]) }
        }
    }
}
