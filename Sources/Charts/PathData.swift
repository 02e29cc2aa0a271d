// SPDX-License-Identifier: Apache-2.0

/// The `d` of a path, written point by point in tenths of a unit.
struct PathData {
    /// What was written so far; empty when nothing is to be drawn.
    private(set) var text = ""
    private var isDrawing = false
    private var last = (x: "", y: "")

    /// Goes on to a point by a straight line, or starts there after a break.
    mutating func add(x: Double, y: Double) {
        guard x.isFinite, y.isFinite else { return lift() }
        let point = (x: SVGWriter.coordinate(x), y: SVGWriter.coordinate(y))
        if !isDrawing {
            text += "M\(point.x) \(point.y)"
        } else if point.y == last.y {
            if point.x != last.x { text += "H\(point.x)" }
        } else if point.x == last.x {
            text += "V\(point.y)"
        } else {
            text += "L\(point.x) \(point.y)"
        }
        (isDrawing, last) = (true, point)
    }

    /// Draws a dot, as wide as the stroke where its ends are round.
    mutating func addDot(x: Double, y: Double) {
        guard x.isFinite, y.isFinite else { return }
        text += "M\(SVGWriter.coordinate(x)) \(SVGWriter.coordinate(y))h0"
        isDrawing = false
    }

    /// Draws a closed rectangle.
    mutating func addRectangle(x: Double, y: Double, width: Double, height: Double) {
        guard x.isFinite, y.isFinite, width.isFinite, height.isFinite else { return }
        let (w, h) = (SVGWriter.coordinate(width), SVGWriter.coordinate(height))
        text += "M\(SVGWriter.coordinate(x)) \(SVGWriter.coordinate(y))h\(w)v\(h)h\(SVGWriter.coordinate(-width))z"
        isDrawing = false
    }

    /// Lifts the pen: the next point begins a new stretch.
    mutating func lift() { isDrawing = false }

    /// Closes the present stretch.
    mutating func close() {
        if isDrawing { text += "Z" }
        isDrawing = false
    }
}
