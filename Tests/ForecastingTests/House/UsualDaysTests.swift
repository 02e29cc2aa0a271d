// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

@testable import Forecasting

@Suite struct UsualDaysTests {
    /// Days of hours that are all the number of the day.
    private func days(_ count: Int, missing: Set<Int> = []) throws -> UsualDays {
        let values = (0..<24 * count).map { missing.contains($0 / 24) ? Double.nan : Double($0 / 24) }
        let series = try #require(
            StepSeries(start: UTCInstant(secondsSinceEpoch: 0), stepSeconds: 3600, values: values))
        let steps = values.count + 72
        return UsualDays(series, calendar: CalendarGrid(.utc, series: series, count: steps), count: steps)
    }

    @Test func smoothedValue_weighsEachDayByTheMemory() throws {
        let days = try days(4)
        let issue = 4 * 24 - 1
        let tomorrow = days.smoothed(4 * 24 + 5, firstDay: 1, issue: issue)
        #expect(abs(tomorrow - (3 + 2 * 0.7 + 1 * 0.49) / (1 + 0.7 + 0.49 + 0.343)) < 1e-12)
        // Of the day after that the issue knows the same days, a day further away.
        #expect(abs(days.smoothed(5 * 24 + 5, firstDay: 2, issue: issue) - tomorrow) < 1e-12)
    }

    @Test func missingDays_areLeftOut_threeAreNeeded() throws {
        let known = try days(5, missing: [3])
        let expected = (4 + 2 * 0.49 + 1 * 0.343) / (1 + 0.49 + 0.343 + 0.2401)
        #expect(abs(known.smoothed(5 * 24, firstDay: 1, issue: 5 * 24 - 1) - expected) < 1e-12)
        let few = try days(4, missing: [2, 3])
        #expect(few.smoothed(4 * 24, firstDay: 1, issue: 4 * 24 - 1).isNaN)
    }
}
