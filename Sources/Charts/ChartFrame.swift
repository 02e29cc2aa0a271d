// SPDX-License-Identifier: Apache-2.0

/// Where the parts of a chart stand, and the parts that all charts share: header, axes, messages.
struct ChartFrame {
    /// Space around everything.
    static let padding = 12.0
    /// Left end of every plot; room for five digits at the largest font size.
    static let left = 64.0
    /// Right end of every plot; room for half a label such as `12:00`.
    static let right = ChartDrawing.width - 28

    /// Upper end of the plot.
    let top: Double
    /// Lower end of the plot.
    let bottom: Double
    /// Height of the whole chart.
    let height: Double
    private let header: ChartHeader

    private static let size = ChartPalette.FontSize.largest

    /// Lays a chart out.
    ///
    /// - Parameters:
    ///   - plotHeight: height of the plot.
    ///   - axisRows: lines of text below it.
    init(title: String, note: String, legend: [LegendEntry], plotHeight: Double, axisRows: Int) {
        header = ChartHeader(title: title, note: note, legend: legend)
        // A line for the unit stands between the header and the plot.
        top = Self.padding + header.height + Self.size * 1.7
        bottom = top + plotHeight
        height = bottom + Double(axisRows) * Self.size * 1.35 + Self.padding
    }

    /// Draws header, vertical axis, and what `content` adds between the lines of the axis and its labels.
    func drawing(
        title: String, summary: String, scale: LinearScale?, axisName: String,
        _ content: (inout SVGWriter) -> Void
    ) -> ChartDrawing {
        var writer = SVGWriter()
        header.draw(top: Self.padding, into: &writer)
        if let scale { drawRules(scale, into: &writer) }
        content(&writer)
        if let scale { drawLabels(scale, axisName: axisName, into: &writer) }
        return ChartDrawing(title: title, summary: summary, height: height, body: writer.text)
    }

    /// A scale from the bottom of the plot to its top.
    func verticalScale(covering range: ClosedRange<Double>) -> LinearScale {
        LinearScale(covering: range, start: bottom, end: top)
    }

    /// Draws a message in the middle of the plot, instead of or above the data.
    func drawMessage(_ message: String, into writer: inout SVGWriter) {
        let lines = TextLayout.lines(message, width: Self.right - Self.left - 20, size: Self.size, atMost: 4)
        let middle = (top + bottom) / 2 - Double(lines.count - 1) * Self.size * 0.65
        for (k, line) in lines.enumerated() {
            writer.element(
                "text",
                [
                    "class": "c-text c-mid c-f-soft", "x": .number((Self.left + Self.right) / 2),
                    "y": .number(middle + Double(k) * Self.size * 1.3),
                ], text: line)
        }
    }

    /// Draws a vertical line across the plot.
    func drawVertical(at x: Double, classes: String, into writer: inout SVGWriter) {
        writer.element(
            "line",
            [
                "class": .text(classes), "x1": .number(x), "x2": .number(x), "y1": .number(top), "y2": .number(bottom),
            ])
    }

    /// Draws a label below the plot, kept inside the image.
    ///
    /// - Parameter row: line below the plot, from 0.
    func drawAxisLabel(
        _ label: String, at x: Double, row: Int, classes: String = "c-f-soft", into writer: inout SVGWriter
    ) {
        let half = TextLayout.width(label, size: Self.size) / 2
        let isRight = x + half > ChartDrawing.width - 4
        let y = bottom + Self.size * (1.25 + 1.25 * Double(row))
        writer.element(
            "text",
            [
                "class": "c-text \(isRight ? "c-end" : "c-mid") \(classes)",
                "x": .number(isRight ? ChartDrawing.width - 4 : x), "y": .number(y),
            ], text: label)
    }

    private func drawRules(_ scale: LinearScale, into writer: inout SVGWriter) {
        for tick in scale.ticks {
            let y = SVGValue.number(scale.position(tick))
            let isZero = tick == 0
            writer.element(
                "line",
                [
                    "class": isZero ? "c-thin c-s-soft" : "c-thin c-s-rule", "x1": .number(Self.left),
                    "x2": .number(Self.right), "y1": y, "y2": y,
                ])
        }
    }

    private func drawLabels(_ scale: LinearScale, axisName: String, into writer: inout SVGWriter) {
        for tick in scale.ticks {
            writer.element(
                "text",
                [
                    "class": "c-text c-end c-f-soft", "x": .number(Self.left - 6), "dy": ".35em",
                    "y": .number(scale.position(tick)),
                ], text: scale.label(tick))
        }
        writer.element(
            "text", ["class": "c-text c-f-soft", "x": .number(Self.padding), "y": .number(top - Self.size * 0.75)],
            text: axisName)
    }
}
