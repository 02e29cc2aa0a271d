// SPDX-License-Identifier: Apache-2.0

/// One entry of a legend: a mark in its colour and what it stands for.
struct LegendEntry: Hashable {
    let glyph: String
    /// Classes of the mark.
    let classes: String
    let label: String

    init(_ glyph: String, _ classes: String, _ label: String) {
        (self.glyph, self.classes, self.label) = (glyph, classes, label)
    }
}

/// What stands above a plot: title, note and legend, broken into lines that fit at the largest font size.
struct ChartHeader {
    private let title: [String]
    private let note: [String]
    private let legend: [[LegendEntry]]

    private static let size = ChartPalette.FontSize.largest
    private static let titleSize = size * ChartPalette.FontSize.titleFactor
    private static let lineHeight = size * 1.3
    private static let titleHeight = titleSize * 1.25
    private static let space = ChartDrawing.width - 2 * ChartFrame.padding

    init(title: String, note: String, legend: [LegendEntry]) {
        self.title = TextLayout.lines(title, width: Self.space, size: Self.titleSize, atMost: 3)
        self.note = TextLayout.lines(note, width: Self.space, size: Self.size, atMost: 3)
        self.legend = Self.rows(legend)
    }

    /// The height of all lines.
    var height: Double {
        Double(title.count) * Self.titleHeight + Double(note.count + legend.count) * Self.lineHeight
    }

    /// Draws the lines from a position downwards.
    func draw(top: Double, into writer: inout SVGWriter) {
        let x = SVGValue.number(ChartFrame.padding)
        var y = top
        for line in title {
            y += Self.titleHeight
            writer.element(
                "text", ["class": "c-text c-title c-bold c-f-ink", "x": x, "y": .number(y - Self.titleSize * 0.3)],
                text: line)
        }
        for line in note {
            y += Self.lineHeight
            writer.element("text", ["class": "c-text c-f-soft", "x": x, "y": .number(y - Self.size * 0.3)], text: line)
        }
        for row in legend {
            y += Self.lineHeight
            let pieces = row.enumerated().flatMap { place, entry in
                [
                    (class: entry.classes, text: (place == 0 ? "" : "\u{2003}") + entry.glyph),
                    (class: "c-f-ink", text: "\u{00A0}\(entry.label)"),
                ]
            }
            writer.textLine(["class": "c-text", "x": x, "y": .number(y - Self.size * 0.3)], pieces)
        }
    }

    /// Entries flow within a row as text does, so that they stand close together at every font size.
    private static func rows(_ entries: [LegendEntry]) -> [[LegendEntry]] {
        var rows: [[LegendEntry]] = []
        var used = 0.0
        for entry in entries {
            let label = TextLayout.lines(entry.label, width: space - 4 * size, size: size, atMost: 1).first ?? ""
            let width = TextLayout.width(label, size: size) + 3 * size
            if rows.isEmpty || used + width > space {
                rows.append([])
                used = 0
            }
            rows[rows.count - 1].append(LegendEntry(entry.glyph, entry.classes, label))
            used += width
        }
        return rows
    }
}
