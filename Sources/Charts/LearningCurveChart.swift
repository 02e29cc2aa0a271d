// SPDX-License-Identifier: Apache-2.0

/// How well something does while it learns: a line for each training, by the steps done.
public struct LearningCurveChart: Chart, Hashable {
    /// What is known of one training.
    public struct Curve: Hashable, Sendable {
        /// What the line is called.
        public let name: String
        /// Steps done, >= 0, and how well it did then, in order; one that cannot be drawn is left out.
        public let points: [Point]

        /// Names a line.
        public init(name: String, points: [Point]) { (self.name, self.points) = (name, points) }
    }

    /// How well a training did after some steps.
    public struct Point: Hashable, Sendable {
        /// Steps done, >= 0.
        public let steps: Int
        /// How well it did, in the chart's unit.
        public let value: Double

        /// Puts the two together.
        public init(steps: Int, value: Double) { (self.steps, self.value) = (steps, value) }
    }

    /// What the chart is called.
    public let title: String
    /// A line below the title; empty for none.
    public let note: String
    /// What is shown, as `saved`.
    public let measure: String
    /// Its unit.
    public let unit: String
    /// The trainings.
    public let curves: [Curve]

    private static let plotHeight = 230.0

    /// Puts a chart together.
    public init(title: String, note: String = "", measure: String, unit: String, curves: [Curve]) {
        (self.title, self.note, self.measure, self.unit) = (title, note, measure, unit)
        self.curves = curves.map { curve in
            Curve(
                name: curve.name, points: curve.points.filter { $0.steps >= 0 && LinearScale.isDrawable($0.value) })
        }
    }

    /// The chart laid out.
    public var drawing: ChartDrawing {
        let values = curves.flatMap { $0.points.map(\.value) }
        let frame = ChartFrame(
            title: title, note: note, legend: values.isEmpty ? [] : legend, plotHeight: Self.plotHeight, axisRows: 2)
        let range = values.min().flatMap { low in values.max().map { (low...$0).withZero } }
        let scale = range.map { frame.verticalScale(covering: $0) }
        let name = "\(measure), \(scale?.unitLabel(unit) ?? unit)"
        return frame.drawing(title: title, summary: summary, scale: scale, axisName: scale == nil ? "" : name) {
            writer in
            guard let scale else { return frame.drawMessage("Nothing was learned yet.", into: &writer) }
            draw(frame, scale, into: &writer)
        }
    }

    private var legend: [LegendEntry] {
        curves.enumerated().map { k, curve in
            LegendEntry(ModelMark.of(k).glyph, ChartPalette.model(k).fill, curve.name)
        }
    }

    private var summary: String {
        let sentences = curves.compactMap { curve -> String? in
            guard let first = curve.points.first, let last = curve.points.last else { return nil }
            let best = curve.points.max { $0.value < $1.value } ?? last
            return "\(curve.name): \(text(first)), \(text(last)), best \(text(best))."
        }
        guard !sentences.isEmpty else { return "Nothing was learned yet." }
        return "\(measure) by steps. " + sentences.joined(separator: " ")
    }

    private func text(_ point: Point) -> String {
        "\(shortNumberText(point.value)) \(unit) after \(numberText(Double(point.steps), decimals: 0))"
    }

    private func draw(_ frame: ChartFrame, _ scale: LinearScale, into writer: inout SVGWriter) {
        let last = curves.flatMap { $0.points.map(\.steps) }.max() ?? 0
        let horizontal = LinearScale(
            covering: 0...Double(max(1, last)), start: ChartFrame.left, end: ChartFrame.right, steps: 6)
        for (k, tick) in horizontal.ticks.enumerated() {
            frame.drawAxisLabel(
                horizontal.label(tick), at: horizontal.position(tick), row: 0,
                classes: k % 2 == 0 ? "c-f-soft" : "c-f-soft c-wide", into: &writer)
        }
        frame.drawAxisLabel(
            horizontal.unitLabel("steps"), at: (ChartFrame.left + ChartFrame.right) / 2, row: 1, into: &writer)
        for (k, curve) in curves.enumerated() where !curve.points.isEmpty {
            var (line, marks) = (PathData(), "")
            for point in curve.points {
                let (x, y) = (horizontal.position(Double(point.steps)), scale.position(point.value))
                line.add(x: x, y: y)
                marks += ModelMark.of(k).path(x: x, y: y)
            }
            writer.element("path", ["class": "c-line \(ChartPalette.model(k).stroke)", "d": .text(line.text)])
            writer.element("path", ["class": .text(ChartPalette.model(k).fill), "d": .text(marks)])
        }
    }
}
