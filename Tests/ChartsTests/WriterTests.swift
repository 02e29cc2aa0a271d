// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Charts

@Test func textAndAttributes_areEscaped() throws {
    let nasty = "a<b & \"c\" 'd' ]]> \u{1B}[0m\u{0}\n</text><script>"
    var writer = SVGWriter()
    writer.element("text", ["class": .text(nasty)], text: nasty)
    #expect(!writer.text.contains("<script"))
    let element = try #require(try SVGDocument(writer.text.trimmed).elements.first)
    let clean = "a<b & \"c\" 'd' ]]> \u{FFFD}[0m\u{FFFD} </text><script>"
    #expect(element.text == clean)
    #expect(element.attributes["class"] == clean)
}

@Test func numbers_haveOneDecimal_andNonFiniteElementsAreLeftOut() {
    var writer = SVGWriter()
    writer.element("line", ["x1": 1.26, "x2": 3])
    writer.element("line", ["x1": .number(.nan)])
    writer.element("rect", ["width": .number(.infinity)], text: "a")
    writer.element("g", ["x": .number(-.infinity)]) { $0.element("path") }
    #expect(writer.text == "<line x1=\"1.3\" x2=\"3\"/>\n")
}

@Test func path_breaksAtMissingPoints() throws {
    var path = PathData()
    for (x, y) in [(0, 1), (1, 1), (1, 5), (2, 3), (Double.nan, 0), (4, 4.04)] { path.add(x: x, y: y) }
    path.addDot(x: 9, y: 9)
    #expect(path.text == "M0 1H1V5L2 3M4 4M9 9h0")
    #expect(try stretches(path.text).count == 3)
}

@Test func text_isBrokenAndShortened() {
    #expect(TextLayout.lines("one two three", width: 50, size: 10, atMost: 3) == ["one two", "three"])
    #expect(TextLayout.lines("one two three", width: 50, size: 10, atMost: 1) == ["one two…"])
    #expect(TextLayout.lines("", width: 50, size: 10, atMost: 3) == [])
    #expect(TextLayout.lines("incomprehensible", width: 50, size: 10, atMost: 2) == ["incompr…"])
}

@Test func grid_countsEveryPointOnce_atTheEdgesToo() {
    var grid = DensityGrid(width: 4, height: 2)
    for (x, y) in [(0.0, 0.0), (1, 1), (0.3, 0.2), (0.5, 0.2), (0.5, 0.2)] { grid.add(x: x, y: y) }
    #expect(grid.counts == [1, 1, 2, 0, 0, 0, 0, 1])
    #expect(grid.thresholds(levels: 5) == [1, 2])
    #expect(grid.runs(of: 1..<2).map(\.columns) == [0..<2, 3..<4])
    #expect(DensityGrid(width: 1, height: 1).thresholds(levels: 5) == [])
}

@Test func levels_areRoundAndFewerThanColours() {
    var grid = DensityGrid(width: 1, height: 1)
    for _ in 0..<1234 { grid.add(x: 0.5, y: 0.5) }
    #expect(grid.thresholds(levels: 5) == [1, 5, 20, 100, 500])
}

extension String {
    fileprivate var trimmed: String { String(reversed().drop { $0.isWhitespace }.reversed()) }
}
