// SPDX-License-Identifier: Apache-2.0

import Energy

/// Lays out scores of models by horizon: what `ErrorByHorizonChart` and `CoverageChart` share.
struct HorizonDrawing {
    let title: String
    let note: String
    let measure: String
    let unit: String
    let horizons: [Horizon]
    let models: [HorizonScores]
    /// The scores wanted, shaded, where there is such a range; scores are then marks rather than bars from zero.
    let wanted: ClosedRange<Double>?

    private static let plotHeight = 210.0
    /// The most horizons that get a group of bars each.
    private static let mostGroups = 8

    var drawing: ChartDrawing {
        let frame = ChartFrame(
            title: title, note: note, legend: legend, plotHeight: Self.plotHeight, axisRows: isByTime ? 2 : 1)
        let scale = range.map { frame.verticalScale(covering: $0) }
        let name = "\(measure), \(scale?.unitLabel(unit) ?? unit)"
        return frame.drawing(title: title, summary: summary, scale: scale, axisName: scale == nil ? "" : name) {
            writer in
            guard let scale else {
                return frame.drawMessage(
                    horizons.isEmpty ? "There are no horizons." : "There are no scores.", into: &writer)
            }
            drawWanted(frame, scale, into: &writer)
            if isByTime { drawLines(frame, scale, into: &writer) } else { drawGroups(frame, scale, into: &writer) }
        }
    }

    /// True when the horizons stand on an axis of hours, because they are too many for groups.
    private var isByTime: Bool {
        horizons.count > Self.mostGroups && horizons.allSatisfy { $0.hours != nil }
    }

    private var scores: [Double] { models.flatMap { model in horizons.indices.compactMap { model[$0] } } }

    private var range: ClosedRange<Double>? {
        guard let low = scores.min(), let high = scores.max() else { return nil }
        guard let wanted else { return (low...high).withZero }
        // Shares: up to 100, and down to 0 unless all are in the upper half.
        return (min(low, wanted.lowerBound) >= 50 ? 50 : 0)...100
    }

    // MARK: Words

    private var legend: [LegendEntry] {
        guard !scores.isEmpty else { return [] }
        var entries = models.enumerated().map { k, model in
            LegendEntry(hasMarks ? ModelMark.of(k).glyph : "■", colour(k).fill, model.model)
        }
        if let wanted {
            let label = "wanted: \(shortNumberText(wanted.lowerBound)) to \(shortNumberText(wanted.upperBound)) \(unit)"
            entries.append(LegendEntry("■", "c-f-green c-shade", label))
        }
        if hasMissing { entries.append(LegendEntry("×", "c-f-soft", "no score")) }
        return entries
    }

    private var hasMarks: Bool { isByTime || wanted != nil }

    private var hasMissing: Bool { models.contains { model in horizons.indices.contains { model[$0] == nil } } }

    private func colour(_ model: Int) -> ChartPalette.Role { ChartPalette.model(model) }

    private var summary: String {
        guard !scores.isEmpty else { return "There are no scores of \(measure)." }
        // Of many horizons the nearest and the furthest tell enough.
        let told = isByTime ? [0, horizons.count - 1] : Array(horizons.indices)
        let sentences = models.map { model in
            "\(model.model): "
                + told.map { "\(horizons[$0]) \(model[$0].map { shortNumberText($0) + " " + unit } ?? "no score")" }
                .joined(separator: ", ") + "."
        }
        return "\(measure) by how far ahead was forecast. " + sentences.joined(separator: " ")
    }

    // MARK: Layers

    private func drawWanted(_ frame: ChartFrame, _ scale: LinearScale, into writer: inout SVGWriter) {
        guard let wanted else { return }
        let top = scale.position(wanted.upperBound)
        writer.element(
            "rect",
            [
                "class": "c-f-green c-shade", "x": .number(ChartFrame.left), "y": .number(top),
                "width": .number(ChartFrame.right - ChartFrame.left),
                "height": .number(scale.position(wanted.lowerBound) - top),
            ])
    }

    private func drawGroups(_ frame: ChartFrame, _ scale: LinearScale, into writer: inout SVGWriter) {
        let room = (ChartFrame.right - ChartFrame.left) / Double(max(1, horizons.count))
        let pitch = min(48, room * 0.8 / Double(max(1, models.count)))
        for (h, horizon) in horizons.enumerated() {
            let middle = ChartFrame.left + (Double(h) + 0.5) * room
            for (k, model) in models.enumerated() {
                let x = middle + (Double(k) - Double(models.count) / 2 + 0.5) * pitch
                drawScore(model[h], of: k, horizon: horizon, at: x, pitch: pitch, scale, into: &writer)
            }
            let size = ChartPalette.FontSize.largest
            let label = TextLayout.lines("\(horizon)", width: room * 1.15, size: size, atMost: 1).first ?? ""
            frame.drawAxisLabel(label, at: middle, row: 0, into: &writer)
        }
    }

    private func drawScore(
        _ score: Double?, of model: Int, horizon: Horizon, at x: Double, pitch: Double, _ scale: LinearScale,
        into writer: inout SVGWriter
    ) {
        guard let score else {
            writer.element(
                "text", ["class": "c-text c-mid c-f-soft", "x": .number(x), "y": .number(scale.start - 5)], text: "×")
            return
        }
        var path = PathData()
        let (zero, y) = (scale.position(0), scale.position(score))
        let width = max(1, pitch * 0.86)
        path.addRectangle(x: x - width / 2, y: min(zero, y), width: width, height: max(1, abs(zero - y)))
        let outline = hasMarks ? ModelMark.of(model).path(x: x, y: y) : path.text
        writer.element("path", ["class": .text(colour(model).fill), "d": .text(outline)]) { writer in
            writer.element("title", text: "\(models[model].model), \(horizon): \(shortNumberText(score)) \(unit)")
        }
    }

    private func drawLines(_ frame: ChartFrame, _ scale: LinearScale, into writer: inout SVGWriter) {
        let hours = horizons.compactMap(\.hours)
        let time = LinearScale(
            covering: min(0, hours.min() ?? 0)...max(1, hours.max() ?? 1), start: ChartFrame.left,
            end: ChartFrame.right, steps: 8)
        for (k, tick) in time.ticks.enumerated() {
            let classes = k % 2 == 0 ? "c-f-soft" : "c-f-soft c-wide"
            frame.drawAxisLabel(time.label(tick), at: time.position(tick), row: 0, classes: classes, into: &writer)
        }
        frame.drawAxisLabel("hours ahead", at: (ChartFrame.left + ChartFrame.right) / 2, row: 1, into: &writer)
        for (k, model) in models.enumerated() {
            var (line, marks) = (PathData(), "")
            for h in horizons.indices {
                guard let score = model[h] else {
                    line.lift()
                    continue
                }
                let (x, y) = (time.position(hours[h]), scale.position(score))
                line.add(x: x, y: y)
                // About a dozen marks along a line are enough to know it by.
                if h % max(1, horizons.count / 12) == 0 || isAlone(h, model) {
                    marks += ModelMark.of(k).path(x: x, y: y)
                }
            }
            writer.element("path", ["class": "c-line \(colour(k).stroke)", "d": .text(line.text)])
            if !marks.isEmpty { writer.element("path", ["class": .text(colour(k).fill), "d": .text(marks)]) }
        }
    }

    private func isAlone(_ h: Int, _ model: HorizonScores) -> Bool { model[h - 1] == nil && model[h + 1] == nil }
}
