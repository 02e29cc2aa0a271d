// SPDX-License-Identifier: Apache-2.0

/// A chart that was laid out: a rectangle of SVG with the words that say what it shows.
public struct ChartDrawing: Hashable, Sendable {
    /// What the chart is called.
    public let title: String
    /// What it shows, in sentences, for those who cannot see it.
    public let summary: String
    /// Height in units, of which `width` make the width.
    public let height: Double
    /// The elements, well formed.
    let body: String

    /// Width of every chart in units.
    public static let width = 560.0

    init(title: String, summary: String, height: Double, body: String) {
        (self.title, self.summary, self.height, self.body) = (title, summary, height, body)
    }

    /// The image: one SVG document without scripts and without anything from outside.
    public var svg: String { ChartSheet(title: title, drawings: [self]).svg }
}

/// Something that can be shown as an image.
public protocol Chart: Sendable {
    /// The chart laid out; the same values give the same bytes.
    var drawing: ChartDrawing { get }
}

extension Chart {
    /// The chart alone as an SVG document.
    public var svg: String { drawing.svg }
}
