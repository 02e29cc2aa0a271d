// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

@testable import Charts

private func chart(
    history: [Double?] = waves(192), forecast p50: [Double] = waves(192), actual: [Double?]? = waves(192),
    shape: ForecastChart.Shape = .line, historySlots: Int = 192, title: String = "Demand"
) throws -> ForecastChart {
    ForecastChart(
        title: title, note: "a note", unit: "W", zone: .centralEuropean,
        history: series(from: noon.advanced(by: -history.count), history), forecast: try forecast(p50),
        actual: actual.map { series(from: noon, $0) }, shape: shape, historySlots: historySlots)
}

private let lineClasses = ["c-s-ink", "c-s-red", "c-s-blue", "c-band"]

@Test func everyPoint_isInsideThePlot() throws {
    for shape in [ForecastChart.Shape.line, .steps] {
        let document = try checked(chart(shape: shape).svg)
        let bounds = try plotBounds(document)
        for name in lineClasses {
            let points = try points(document, class: name)
            #expect(points.count >= 192)
            for point in points {
                #expect(bounds.x.contains(point.x) && bounds.y.contains(point.y), "\(name) \(point)")
            }
        }
    }
}

@Test func sameInput_sameBytes() throws {
    #expect(try chart().svg == chart().svg)
}

@Test func image_saysWhatItShows_andHoldsNothingFromOutside() throws {
    let svg = try chart().svg
    let document = try checked(svg)
    #expect(document.all("title").first?.text == "Demand")
    let words = document.all("desc").first?.text ?? ""
    #expect(words.contains("by test-v1") && words.contains("Median of the forecast between 50 and 2050 W"))
    let legend = document.all("tspan").map(\.text)
    for entry in ["measured", "forecast (P50)", "P10 to P90", "what came"] {
        #expect(legend.contains("\u{00A0}\(entry)"), "\(entry)")
    }
    #expect(document.all("text").contains { $0.text == "now" } && document.all("text").contains { $0.text == "W" })
    #expect(document.all("text").contains { $0.text == "Fri 4 Nov" })
    #expect(svg.contains("prefers-color-scheme:dark"))
    for forbidden in ["<script", "href", "url(", "@import", "onload", "<image", "foreignObject"] {
        #expect(!svg.contains(forbidden), "\(forbidden)")
    }
}

@Test func missingHistory_isAShadedGapAndNoZero() throws {
    var values: [Double?] = Array(repeating: 1000, count: 96)
    for k in 40..<56 { values[k] = nil }
    let document = try checked(chart(history: values, actual: nil, historySlots: 96).svg)
    let path = try #require(document.all("path", class: "c-s-ink").first?.attributes["d"])
    let parts = try stretches(path)
    #expect(parts.count == 2)
    #expect(Set(parts.flatMap { $0 }.map(\.y)).count == 1, "a constant stays on one level")
    let gap = try #require(document.all("rect", class: "c-f-track").first)
    let left = try #require(Double(gap.attributes["x"] ?? "")),
        width = try #require(Double(gap.attributes["width"] ?? ""))
    #expect(parts[0].allSatisfy { $0.x < left } && parts[1].allSatisfy { $0.x > left + width })
    #expect(document.all("desc").first?.text.contains("16 quarter hours of the history are missing") == true)
}

@Test func missingActual_isAGap_andALoneOneADot() throws {
    let document = try checked(chart(forecast: [5, 5, 5, 5, 5, 5], actual: [1, 2, nil, 4, nil, .infinity]).svg)
    let path = try #require(document.all("path", class: "c-s-red").first?.attributes["d"])
    let parts = try stretches(path)
    #expect(parts.count == 2)
    #expect(path.hasSuffix("h0"))
}

@Test func whatLiesAfterNow_isNotYetMissing() throws {
    // Made at noon for the day after: what is unknown between is no gap in the data.
    let first = noon.advanced(by: 48)
    let made = try #require(
        Forecast(firstSlot: first, p10: [1], p50: [2], p90: [3], madeAt: noon.start, model: "price"))
    let image = ForecastChart(
        title: "Price", unit: "EUR/kWh", zone: .utc,
        history: series(from: noon.advanced(by: -48), Array(repeating: 1, count: 48)), forecast: made, historySlots: 96)
    #expect(try checked(image.svg).all("rect", class: "c-f-track").isEmpty)
}

@Test func historyOfTheForecastsOwnTime_isNotShown() throws {
    let whole = series(from: noon.advanced(by: -96), Array(repeating: 7, count: 192))
    let image = ForecastChart(title: "x", unit: "W", zone: .utc, history: whole, forecast: try forecast(waves(96)))
    let document = try checked(image.svg)
    let now = try #require(Double(document.all("line", class: "c-dash").first?.attributes["x1"] ?? ""))
    #expect(try points(document, class: "c-s-ink").allSatisfy { $0.x <= now })
}

@Test func steps_spanTheirSlots() throws {
    let prices = Array(repeating: 0.1, count: 4) + Array(repeating: -0.05, count: 4)
    let document = try checked(chart(history: [], forecast: prices, actual: nil, shape: .steps, historySlots: 0).svg)
    let path = try #require(document.all("path", class: "c-thick").first?.attributes["d"])
    let points = try #require(try stretches(path).first)
    #expect(points.count == 4 + 6, "two levels: equal numbers are joined by one horizontal each")
    #expect(points.first?.x == ChartFrame.left && points.last?.x == ChartFrame.right)
    #expect(Set(points.map(\.y)).count == 2)
    #expect(document.all("text").contains { $0.text == "−0.05" })
    #expect(document.all("line", class: "c-s-soft").count == 1, "the line at zero")
}

@Test func degenerateData_giveALegibleChart() throws {
    let nothing = try checked(chart(history: [], forecast: [], actual: nil).svg)
    #expect(nothing.all("text").contains { $0.text == "There is neither a forecast nor history." })
    let onlyHistory = try checked(chart(forecast: [], actual: nil).svg)
    #expect(onlyHistory.all("text").contains { $0.text == "There is no forecast." })
    let missing = try checked(chart(history: [nil, .nan, .infinity, 1e300], forecast: [], actual: nil).svg)
    #expect(missing.all("text").contains { $0.text == "There is neither a forecast nor history." })
    let one = try checked(chart(history: [], forecast: [3], actual: [4], historySlots: 0).svg)
    #expect(try points(one, class: "c-thick").count == 2 && points(one, class: "c-s-red").count == 2)
    let constant = try checked(chart(history: [0, 0], forecast: [0, 0], actual: [0]).svg)
    #expect(constant.all("desc").first?.text.contains("0 W throughout") == true)
    try checked(chart(history: [-5, -5], forecast: [-7, -1], actual: nil).svg)
    try checked(chart(history: [1e12, -1e12], forecast: [1e308, -1e308], actual: [.leastNonzeroMagnitude]).svg)
}

@Test func hugeInput_becomesMeansAndStaysSmall() throws {
    let document = try checked(
        chart(history: waves(35_136), forecast: waves(35_136), actual: waves(35_136), historySlots: .max).svg)
    #expect(document.all("text").contains { $0.text.contains("Means over 51 quarter hours.") })
    #expect(try points(document, class: "c-thick").count <= ForecastColumns.most)
}

@Test func markupInWords_staysText() throws {
    let title = "<script>alert(1)</script> & \"Söhne\""
    let document = try checked(chart(title: title).svg)
    #expect(document.all("title").first?.text == title)
    #expect(document.all("script").isEmpty)
}

@Test func labels_keepInsideTheImageAndApart() throws {
    for slots in [0, 1, 8, 30, 96, 192, 400, 1000, 3000] {
        let document = try checked(chart(forecast: waves(max(1, slots)), actual: nil, historySlots: slots).svg)
        let bottom = try plotBounds(document).y.upperBound
        let labels = document.all("text").filter {
            (Double($0.attributes["y"] ?? "") ?? 0) > bottom && $0.attributes["dy"] == nil
        }
        for row in Dictionary(grouping: labels, by: { $0.attributes["y"] ?? "" }).values {
            var end = 0.0
            for label in row {
                let width = TextLayout.width(label.text, size: ChartPalette.FontSize.largest)
                let x = Double(label.attributes["x"] ?? "") ?? .nan
                let left = label.classes.contains("c-end") ? x - width : x - width / 2
                #expect(left >= end - 0.1 && left + width <= ChartDrawing.width, "\(slots): \(label.text)")
                end = left + width
            }
        }
    }
}
