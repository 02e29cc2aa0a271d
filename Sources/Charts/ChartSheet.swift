// SPDX-License-Identifier: Apache-2.0

/// Charts one below the other in one image, for a command that writes one file.
public struct ChartSheet: Hashable, Sendable {
    /// What the sheet is called.
    public let title: String
    /// The charts from top to bottom.
    public let drawings: [ChartDrawing]

    /// Puts a sheet together.
    public init(title: String, drawings: [ChartDrawing]) {
        (self.title, self.drawings) = (title, drawings)
    }

    /// The image: one SVG document without scripts and without anything from outside.
    ///
    /// It has no size of its own: it fills the width it is given. Colours follow the surroundings, light or dark. In a page it
    /// belongs into an `img`, so that fonts follow the width of the image and not that of the page; what serves it must allow
    /// its inline style sheet (`style-src 'unsafe-inline'` in the answer that brings the image, and there alone).
    public var svg: String {
        let width = SVGWriter.coordinate(ChartDrawing.width)
        let height = SVGWriter.coordinate(max(1, drawings.reduce(0) { $0 + $1.height }))
        var writer = SVGWriter()
        writer.element(
            "svg", ["xmlns": "http://www.w3.org/2000/svg", "viewBox": "0 0 \(width) \(height)", "role": "img"]
        ) { writer in
            writer.element("title", text: title)
            writer.element("desc", text: summary)
            writer.raw("<style>\n\(ChartPalette.styleSheet)</style>\n")
            writer.element("rect", ["class": .text(ChartPalette.Role.card.fill), "width": "100%", "height": "100%"])
            var top = 0.0
            for drawing in drawings {
                writer.element("g", ["transform": "translate(0 \(SVGWriter.coordinate(top)))"]) { $0.raw(drawing.body) }
                top += drawing.height
            }
        }
        return writer.text
    }

    private var summary: String {
        guard drawings.count > 1 else { return drawings.first?.summary ?? "No chart." }
        return drawings.map { "\($0.title): \($0.summary)" }.joined(separator: " ")
    }
}
