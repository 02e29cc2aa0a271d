// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Charts

private let leads: [Horizon] = [15, 60, 240, 1440, 2865].map { .ahead(minutes: $0) }

@Test func scatterOfThousands_isCountedInCells_andSmall() throws {
    let actual = waves(20_000)
    let predicted = actual.enumerated().map { $1 * 0.8 + Double($0 % 13) * 30 }
    let svg = ScatterChart(title: "s", unit: "W", predicted: predicted, actual: actual).svg
    #expect(svg.utf8.count < 60_000)
    let document = try checked(svg)
    let bounds = try plotBounds(document)
    let cells = try document.all("path").flatMap { try stretches($0.attributes["d"] ?? "") }
    #expect(cells.count > 50)
    for point in cells.flatMap({ $0 }) { #expect(bounds.x.contains(point.x) && bounds.y.contains(point.y), "\(point)") }
    #expect(document.all("desc").first?.text.hasPrefix("20\u{202F}000 points") == true)
    #expect(svg == ScatterChart(title: "s", unit: "W", predicted: predicted, actual: actual).svg)
}

@Test func perfectForecasts_lieOnTheDiagonal() throws {
    let values = waves(300)
    let document = try checked(ScatterChart(title: "s", unit: "W", predicted: values, actual: values).svg)
    let diagonal = try #require(document.all("line", class: "c-dash").first).attributes
    let ends = try ["x1", "y1", "x2", "y2"].map { try #require(Double(diagonal[$0] ?? "")) }
    for point in try points(document, class: "c-dots") {
        let share = (point.x - ends[0]) / (ends[2] - ends[0])
        #expect(abs(point.y - (ends[1] + share * (ends[3] - ends[1]))) < 0.2)
    }
    #expect(document.all("desc").first?.text.contains("mean absolute error 0 W") == true)
}

@Test func pointsWithoutBothNumbers_areLeftOutAndCounted() throws {
    let svg = ScatterChart(title: "s", unit: "W", predicted: [1, .nan, 3, 1e300], actual: [2, 2, .infinity, 1, 9]).svg
    let document = try checked(svg)
    #expect(try points(document, class: "c-dots").count == 2, "one dot is a start and an end")
    #expect(document.all("desc").first?.text.hasSuffix("4 without both numbers left out.") == true)
}

@Test func scatterWithoutPoints_saysSo() throws {
    let none = try checked(ScatterChart(title: "s", unit: "W", predicted: [], actual: []).svg)
    #expect(none.all("text").contains { $0.text == "There are no points." })
    let unpaired = try checked(ScatterChart(title: "s", unit: "W", predicted: [.nan], actual: [1]).svg)
    #expect(unpaired.all("text").contains { $0.text == "No point has both numbers." })
    let same = Array(repeating: 5.0, count: 1000)
    try checked(ScatterChart(title: "s", unit: "W", predicted: same, actual: same).svg)
    try checked(ScatterChart(title: "s", unit: "EUR/kWh", predicted: [-0.1, 0.2], actual: [-0.2, -0.05]).svg)
}

@Test func fewHorizons_areBarsFromZero() throws {
    let image = ErrorByHorizonChart(
        title: "e", measure: "MAE", unit: "W", horizons: leads,
        models: [
            HorizonScores(model: "trees", values: [100, 200, 300, 400, 500]),
            HorizonScores(model: "naive", values: [150, nil, 250]),
        ])
    let document = try checked(image.svg)
    let (_, heights) = try plotBounds(document)
    let trees = try document.all("path", class: "c-f-blue").map {
        try stretches($0.attributes["d"] ?? "").flatMap { $0 }
    }
    #expect(trees.count == 5)
    for (k, bar) in trees.enumerated() {
        let (top, bottom) = (try #require(bar.map(\.y).min()), try #require(bar.map(\.y).max()))
        #expect(abs(bottom - heights.upperBound) < 0.3)
        let share = (bottom - top) / (heights.upperBound - heights.lowerBound - 0.2)
        #expect(abs(share - Double(k + 1) / 5) < 0.01)
    }
    #expect(document.all("path", class: "c-f-amber").count == 2)
    #expect(document.all("text").filter { $0.text == "×" }.count == 3, "a missing score is no bar of nothing")
    #expect(
        document.all("text").contains { $0.text == "47.75 h" } && document.all("text").contains { $0.text == "15 min" })
    #expect(document.all("title").contains { $0.text == "trees, 1 h: 200 W" })
}

@Test func manyHorizons_areLines_withGaps() throws {
    let horizons = (1...48).map { Horizon.ahead(minutes: $0 * 60) }
    var values: [Double?] = (1...48).map { Double($0) }
    values[20] = nil
    values[22] = nil
    let image = ErrorByHorizonChart(
        title: "e", measure: "MAE", unit: "g/kWh", horizons: horizons,
        models: [HorizonScores(model: "a", values: values)])
    let document = try checked(image.svg)
    let line = try stretches(try #require(document.all("path", class: "c-s-blue").first?.attributes["d"]))
    #expect(line.map(\.count) == [20, 1, 25])
    let bounds = try plotBounds(document)
    for point in line.flatMap({ $0 }) { #expect(bounds.x.contains(point.x) && bounds.y.contains(point.y)) }
    #expect(document.all("text").contains { $0.text == "hours ahead" })
}

@Test func coverage_isShownAgainstWhatIsWanted() throws {
    let image = CoverageChart(
        title: "c", horizons: leads,
        models: [
            HorizonScores(model: "a", values: [0.8, 0.5, 1, 0, nil]),
            HorizonScores(model: "b", values: [1.2, -0.1, .nan]),
        ])
    let document = try checked(image.svg)
    #expect(document.all("path", class: "c-f-blue").count == 4)
    #expect(document.all("path", class: "c-f-amber").isEmpty)
    let shade = try #require(document.all("rect", class: "c-shade").first)
    let (_, heights) = try plotBounds(document)
    let height = try #require(Double(shade.attributes["height"] ?? ""))
    #expect(abs(height / (heights.upperBound - heights.lowerBound - 0.2) - 0.1) < 0.005)
    #expect(document.all("tspan").contains { $0.text.contains("wanted: 75 to 85 %") })
}

@Test func chartsWithoutScores_saySo() throws {
    let none = ErrorByHorizonChart(title: "e", measure: "MAE", unit: "W", horizons: [], models: [])
    #expect(try checked(none.svg).all("text").contains { $0.text == "There are no horizons." })
    let empty = ErrorByHorizonChart(
        title: "e", measure: "MAE", unit: "W", horizons: leads,
        models: [HorizonScores(model: "a", values: [nil, .nan])])
    #expect(try checked(empty.svg).all("text").contains { $0.text == "There are no scores." })
    let many = (0..<9).map { HorizonScores(model: "model \($0)", values: [0, 0, 0, 0, 0]) }
    try checked(ErrorByHorizonChart(title: "e", measure: "MAE", unit: "W", horizons: leads, models: many).svg)
    try checked(CoverageChart(title: "c", horizons: leads, models: [], wanted: -1...2).svg)
}

@Test func sheet_stacksChartsInOneImage() throws {
    let scatter = ScatterChart(title: "first", unit: "W", predicted: [1], actual: [2]).drawing
    let bars = ErrorByHorizonChart(title: "second", measure: "MAE", unit: "W", horizons: leads, models: []).drawing
    let document = try checked(ChartSheet(title: "Both", drawings: [scatter, bars]).svg)
    #expect(
        document.elements[0].attributes["viewBox"] == "0 0 560 \(SVGWriter.coordinate(scatter.height + bars.height))")
    #expect(
        document.all("g").map { $0.attributes["transform"] }.last
            == "translate(0 \(SVGWriter.coordinate(scatter.height)))")
    #expect(document.all("desc").first?.text.contains("second: There are no scores of MAE.") == true)
    #expect(document.all("style").count == 1)
    try checked(ChartSheet(title: "Nothing", drawings: []).svg)
}
