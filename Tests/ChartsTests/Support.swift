// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

@testable import Charts

let noon = Slot(containing: UTCInstant(secondsSinceEpoch: 1_478_257_200))  // 2016-11-04T11:00Z, noon in Berlin

func series(from first: Slot, _ values: [Double?]) -> SlotSeries { SlotSeries(firstSlot: first, values: values) }

/// A forecast whose band is a fifth of the median to both sides, made at its beginning.
func forecast(_ p50: [Double], from first: Slot = noon) throws -> Forecast {
    try #require(
        Forecast(
            firstSlot: first, p10: p50.map { $0 - abs($0) / 5 }, p50: p50, p90: p50.map { $0 + abs($0) / 5 },
            madeAt: first.start, model: "test-v1"))
}

/// A day of a house: something different in each slot.
func waves(_ count: Int) -> [Double] { (0..<count).map { Double(($0 * 37) % 101) * 20 + 50 } }

/// Asserts what every chart keeps to, and reads it.
@discardableResult
func checked(_ svg: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> SVGDocument {
    let document = try SVGDocument(svg)
    let root = try #require(document.elements.first, sourceLocation: sourceLocation)
    #expect(root.name == "svg" && root.attributes["role"] == "img", sourceLocation: sourceLocation)
    #expect(document.elements[1].name == "title" && !document.elements[1].text.isEmpty, sourceLocation: sourceLocation)
    #expect(document.elements[2].name == "desc" && !document.elements[2].text.isEmpty, sourceLocation: sourceLocation)
    let known: Set = ["svg", "title", "desc", "style", "rect", "g", "line", "path", "text", "tspan"]
    #expect(Set(document.elements.map(\.name)).subtracting(known).isEmpty, sourceLocation: sourceLocation)
    for element in document.elements {
        let coordinates = element.attributes.filter { $0.key != "class" && $0.key != "role" && $0.key != "xmlns" }
        for (key, value) in coordinates {
            #expect(!value.contains("nan") && !value.contains("inf"), "\(key)=\(value)", sourceLocation: sourceLocation)
        }
        #expect(!element.text.contains("nan") && !element.text.contains("inf "), sourceLocation: sourceLocation)
    }
    #expect(svg.utf8.count < 200_000, sourceLocation: sourceLocation)
    return document
}

/// The points of all stretches of all paths of a class.
func points(_ document: SVGDocument, class name: String) throws -> [(x: Double, y: Double)] {
    try document.all("path", class: name).flatMap { try stretches($0.attributes["d"] ?? "").flatMap { $0 } }
}

/// True when a point is inside the plot whose rules are in the document, with a tenth for rounding.
func plotBounds(_ document: SVGDocument) throws -> (x: ClosedRange<Double>, y: ClosedRange<Double>) {
    let rules = document.all("line").filter { $0.attributes["y1"] == $0.attributes["y2"] }
    let heights = rules.compactMap { Double($0.attributes["y1"] ?? "") }
    let (top, bottom) = (try #require(heights.min()), try #require(heights.max()))
    return ((ChartFrame.left - 0.1)...(ChartFrame.right + 0.1), (top - 0.1)...(bottom + 0.1))
}
