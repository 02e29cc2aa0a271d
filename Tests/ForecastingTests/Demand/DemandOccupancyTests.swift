// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

@testable import Forecasting

@Suite struct DemandOccupancyTests {
    private let zone = TimeZoneRule.centralEuropean

    private func household(days: Int, stepSeconds: Int = 900) throws -> StepSeries {
        let hours = HouseSample.demand(days: days)
        let perHour = 3600 / stepSeconds
        return try #require(
            StepSeries(
                start: HouseSample.start, stepSeconds: stepSeconds,
                values: hours.flatMap { repeatElement($0, count: perHour) }))
    }

    @Test(arguments: [900, 1800, 3600])
    func beliefAboutATarget_isThatOfTheFilter(_ stepSeconds: Int) throws {
        let series = try household(days: 28, stepSeconds: stepSeconds)
        let occupancy = try #require(DemandOccupancy(learning: series, zone: zone))
        let issue = series.values.count - 1
        let quarters = stepSeconds / 900
        let beliefs = OccupancyBeliefs(occupancy, household: series, count: issue + 1 + 2 * series.stepsPerDay)
        var filter = OccupancyFilter(occupancy.model)
        let first = Slot(containing: series.start)
        for (step, watts) in DemandOccupancy.watts(series).enumerated() {
            for quarter in 0..<quarters { filter.update(watts, at: first.advanced(by: step * quarters + quarter)) }
        }
        let now = beliefs.probabilities(issue, issue: issue)
        #expect(abs(now.atHome - filter.probabilityAtHome) < 1e-12)
        #expect(abs(now.active - filter.probability(of: .active)) < 1e-12)
        let ahead = filter.forecast(count: 192)
        for horizon in 1...2 * series.stepsPerDay {
            let then = beliefs.probabilities(issue + horizon, issue: issue)
            #expect(abs(then.atHome - ahead[quarters * horizon - 1]) < 1e-9, "\(horizon) steps ahead")
        }
    }

    @Test func unitOfTheDemand_changesNothing() throws {
        let series = try household(days: 30)
        let watts = try #require(
            StepSeries(start: series.start, stepSeconds: 900, values: series.values.map { $0 * 1024 }))
        let (own, other) = (DemandOccupancy(learning: series, zone: zone), DemandOccupancy(learning: watts, zone: zone))
        let model = try #require(own).model
        #expect(try #require(other).model == model)
    }

    @Test func householdThatTeachesNothing_hasNoOccupancy() throws {
        #expect(DemandOccupancy(learning: try household(days: 20), zone: zone) == nil)
        for value in [0.0, 1.5, .nan] {
            let flat = HouseSample.series(Array(repeating: value, count: 24 * 40))
            #expect(DemandOccupancy(learning: flat, zone: zone) == nil)
        }
    }

    @Test func inputsWithoutOccupancy_haveMissingFeatures() throws {
        let inputs = HouseSample.inputs(.demand, days: 40)
        func row(_ occupancy: DemandOccupancy?) -> [Float] {
            var rows = FeatureRows(columnCount: DemandFeatures.columns.count)
            _ = rows.append(inputs.features(occupancy) as? DemandFeatures ?? Self.none, issue: 900, target: 910)
            return rows.values
        }
        let (with, without) = (row(inputs.occupancy()), row(nil))
        let names = Set(OccupancyFeatures.columns.map(\.name))
        for (place, column) in DemandFeatures.columns.enumerated() {
            if names.contains(column.name) {
                #expect(with[place].isFinite && without[place].isNaN, "\(column.name)")
            } else {
                #expect(with[place] == without[place] || with[place].isNaN, "\(column.name)")
            }
        }
    }

    private static let none = DemandFeatures(HouseSample.series([]), heatPump: nil, calendar: .utc)
}
