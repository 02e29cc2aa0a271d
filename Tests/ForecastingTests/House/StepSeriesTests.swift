// SPDX-License-Identifier: Apache-2.0

import Energy
import Forecasting
import Testing

@Suite struct StepSeriesTests {
    @Test func quarterHours_areAveragedFromTheFirstWholeStep() {
        let slots = SlotSeries(firstSlot: Slot(index: 3), values: [9, 1, 2, 3, 4, 5, nil, 7, 8, 9])
        let hours = StepSeries(slots, quarters: 4)
        #expect(hours.start == Slot(index: 4).start)
        #expect(hours.stepsPerDay == 24)
        #expect(hours.values.count == 2)
        #expect(hours[0] == 2.5)
        #expect(hours[1].isNaN)
        #expect(StepSeries(slots).values.count == 10)
    }

    @Test func stepsOfMoments_areThoseThatHoldThem_alsoBeforeTheSeries() throws {
        let series = try #require(
            StepSeries(start: UTCInstant(secondsSinceEpoch: 7200), stepSeconds: 1800, values: [1, .infinity]))
        #expect(series.step(containing: UTCInstant(secondsSinceEpoch: 8999)) == 0)
        #expect(series.step(containing: UTCInstant(secondsSinceEpoch: 9000)) == 1)
        #expect(series.step(containing: UTCInstant(secondsSinceEpoch: 7199)) == -1)
        #expect(series.instant(-1) == UTCInstant(secondsSinceEpoch: 5400))
        #expect(series[1].isNaN)
        #expect(series[2].isNaN)
    }

    @Test(arguments: [(0, 600), (450, 900), (0, 0), (1800, 3600)])
    func stepsThatDoNotFit_makeNoSeries(_ start: Int, _ step: Int) {
        #expect(
            StepSeries(start: UTCInstant(secondsSinceEpoch: start), stepSeconds: step, values: [1]) == nil)
    }
}
