// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Charts

private typealias Curve = LearningCurveChart.Curve

private func curve(_ name: String, _ values: [Double]) -> Curve {
    Curve(
        name: name,
        points: values.enumerated().map { LearningCurveChart.Point(steps: 100_000 * $0, value: $1) })
}

private func chart(_ curves: [Curve]) -> LearningCurveChart {
    LearningCurveChart(title: "Learning", note: "n", measure: "saved", unit: "%", curves: curves)
}

@Test func learningCurves_areALineEach_withZeroOnTheAxis() throws {
    let document = try checked(chart([curve("seed 1", [-0.2, 0.1, 0.4]), curve("seed 2", [-0.1, -0.3, -0.2])]).svg)
    let lines = document.all("path", class: "c-line")
    #expect(lines.count == 2)
    let bounds = try plotBounds(document)
    for line in lines {
        let points = try stretches(line.attributes["d"] ?? "").flatMap { $0 }
        #expect(points.count == 3)
        for point in points { #expect(bounds.x.contains(point.x) && bounds.y.contains(point.y), "\(point)") }
        #expect(points.map(\.x) == points.map(\.x).sorted())
    }
    #expect(document.all("line", class: "c-s-soft").count == 1, "zero is drawn stronger")
    #expect(
        document.all("desc").first?.text
            == "saved by steps. seed 1: −0.2 % after 0, 0.4 % after 200\u{202F}000, best 0.4 % after 200\u{202F}000. "
            + "seed 2: −0.1 % after 0, −0.2 % after 200\u{202F}000, best −0.1 % after 0.")
}

@Test func curvesWithoutPoints_sayThatNothingWasLearned() throws {
    for curves in [[], [curve("seed 1", [])], [curve("seed 1", [.nan, .infinity])]] {
        let document = try checked(chart(curves).svg)
        #expect(document.all("text").contains { $0.text == "Nothing was learned yet." })
        #expect(document.all("path", class: "c-line").isEmpty)
    }
}
