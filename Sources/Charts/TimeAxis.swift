// SPDX-License-Identifier: Apache-2.0

import Energy

/// Draws hours and days of a local clock below a plot, and a line at each midnight.
struct TimeAxis {
    let scale: TimeScale

    /// A day with a label: where it stands and how wide it may be.
    private struct LabelledDay {
        let day: TimeScale.Day
        let x: Double
        let width: Double
    }

    /// Width of a bold character.
    private static let character = ChartPalette.FontSize.largest * 0.7
    /// Room that a label such as `Fri 14` takes.
    private static let dayWidth = 6.5 * character
    /// The most midnights that all get a line.
    private static let mostLines = 21

    /// Draws everything.
    func draw(_ frame: ChartFrame, into writer: inout SVGWriter) {
        let labelled = labelledDays
        for tick in scale.ticks {
            let x = scale.position(tick.instant)
            let isInside = ChartFrame.left < x && x < ChartFrame.right
            let hasLine =
                scale.days.count <= Self.mostLines || labelled.contains { $0.day.instants.lowerBound == tick.instant }
            if tick.isMidnight, isInside, hasLine {
                frame.drawVertical(at: x, classes: "c-thin c-s-rule", into: &writer)
            }
            if !tick.label.isEmpty { frame.drawAxisLabel(tick.label, at: x, row: 0, into: &writer) }
        }
        for entry in labelled {
            let label = TimeScale.dateLabel(entry.day.date, atMost: Int(entry.width / Self.character))
            frame.drawAxisLabel(
                label, at: entry.x, row: scale.hoursPerTick < 24 ? 1 : 0, classes: "c-bold c-f-ink", into: &writer)
        }
    }

    /// All days where they are wide enough, otherwise every n-th; of a day cut off by the axis no more than fits.
    private var labelledDays: [LabelledDay] {
        let all = scale.days.map { day in
            let (left, right) = (scale.position(day.instants.lowerBound), scale.position(day.instants.upperBound))
            return LabelledDay(day: day, x: (left + right) / 2, width: right - left)
        }
        guard all.count > 1 else { return all.map { LabelledDay(day: $0.day, x: $0.x, width: ChartDrawing.width) } }
        let widest = all.map(\.width).max() ?? 0
        let every = max(1, Int((Self.dayWidth / max(widest, 0.1)).rounded(.up)))
        return stride(from: 0, to: all.count, by: every).compactMap { k in
            let width = every > 1 ? widest * Double(every) : all[k].width
            let isInside = every == 1 || all[k].x + width / 2 < ChartDrawing.width
            guard width >= Self.dayWidth, isInside else { return nil }
            return LabelledDay(day: all[k].day, x: all[k].x, width: width)
        }
    }
}
