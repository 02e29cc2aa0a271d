// SPDX-License-Identifier: Apache-2.0

import Energy
import FoundationEssentials
import Testing

@testable import Forecasting

/// The regression against scikit-learn's; `Fixtures/carbon_ridge.py` wrote its numbers.
@Suite struct CarbonRidgeTests {
    private let lists: [String: [Double]]

    init() throws {
        let folder = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(2).joined(
            separator: "/")
        let bytes = try Data(contentsOf: URL(filePath: folder + "/Fixtures/carbon_ridge.txt"))
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("#") }
        lists = Dictionary(
            uniqueKeysWithValues: lines.map { line in
                let words = line.split(separator: " ")
                return (String(words[0]), words.dropFirst().compactMap { Double($0) })
            })
    }

    private func list(_ name: String) throws -> [Double] { try #require(lists[name]) }

    @Test func forecasts_areThoseOfScikitLearn() throws {
        let first = try #require(UTCInstant(iso8601: "2023-04-20"))
        let values = try list("values")
        func series(_ quantity: GridHours.Quantity) -> SlotSeries {
            let own = stride(from: quantity.rawValue, to: values.count, by: 4).map { values[$0] }
            return SlotSeries(
                firstSlot: Slot(containing: first), values: own.flatMap { Array(repeating: $0, count: 4) })
        }
        let grid = GridHours(
            generation: series(.generation), wind: series(.wind), solar: series(.solar),
            carbonIntensity: series(.carbonIntensity))
        let fit = Int(try list("fit")[0])
        let hours = grid.firstHour..<grid.firstHour + fit
        let inputs = CarbonInputs(grid, hours: hours, zone: .centralEuropean, holidays: .germany)
        let windows = CarbonWindows(grid, within: hours)
        #expect(windows.count == fit - 24 - 5)
        let equations = try CarbonRidge.equations(
            rows: windows.issues.flatMap { inputs.linearRow(grid, issue: $0) }, changes: windows.changes(grid),
            chosen: Array(windows.issues.indices))
        let ridge = try CarbonRidge(equations, penalty: try list("penalty")[0])
        let (asked, expected) = (try list("asked"), try list("forecasts"))
        try #require(asked.count == 10 && expected.count == 60)
        for (k, hour) in asked.enumerated() {
            let forecast = ridge.predict(grid, inputs, issue: grid.firstHour + Int(hour))
            for horizon in 0..<6 { #expect(abs(forecast[horizon] - expected[k * 6 + horizon]) < 1e-6) }
        }
    }
}
