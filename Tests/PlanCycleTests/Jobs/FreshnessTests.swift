// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

@testable import PlanCycle

@Suite struct FreshnessTests {
    private static let now = BoardHouse.instant("2026-02-02T12:00Z")
    private static let weather = FreshnessLimit.age(.weather, hours: 5)
    private static let prices = FreshnessLimit.reach(.prices, hours: 5)

    private func trouble(
        _ limit: FreshnessLimit, _ moment: UTCInstant?, isAlarmed: Bool = false
    ) -> String? {
        limit.trouble(with: moment, now: Self.now, in: .centralEuropean, isAlarmed: isAlarmed)
    }

    private static let ages: [(Int, String?)] = [
        (0, nil), (5 * 3600, nil), (5 * 3600 + 1, "weather is 5 h old, more than 5 h"),
        (71 * 3600 + 3599, "weather is 71 h old, more than 5 h"), (72 * 3600, "weather is 3 days old, more than 5 h"),
        (-3600, nil), (-3601, "weather is dated 60 min ahead of the clock"),
        (-9 * 3600, "weather is dated 9 h ahead of the clock"),
    ]
    private static let reaches: [(Int, String?)] = [
        (48 * 3600, nil), (5 * 3600, nil), (5 * 3600 - 1, "prices end at 2026-02-02 17:59"),
        (1, "prices end at 2026-02-02 13:00"), (0, "prices ended at 2026-02-02 13:00"),
        (-86_400, "prices ended at 2026-02-01 13:00"),
    ]

    @Test(arguments: ages)
    func age_isLimited(seconds: Int, text: String?) {
        #expect(trouble(Self.weather, Self.now.advanced(bySeconds: -seconds)) == text)
    }

    @Test(arguments: reaches)
    func reach_isLimited(seconds: Int, text: String?) {
        #expect(trouble(Self.prices, Self.now.advanced(bySeconds: seconds)) == text)
    }

    @Test func whatThereIsNone_isSaid() {
        #expect(trouble(Self.weather, nil) == "there is no weather")
        #expect(trouble(Self.prices, nil) == "there are no prices")
        #expect(trouble(.age(.readings, hours: 1), nil) == "there are no readings")
        let old = Self.now.advanced(bySeconds: -5000)
        #expect(trouble(.age(.readings, hours: 1), old) == "readings are 83 min old, more than 60 min")
        #expect(trouble(.age(.carbon, hours: 1), old) == "carbon intensity is 83 min old, more than 60 min")
    }

    @Test func whatIsAlarmed_hasToBecomeBetterThanTheLimit() {
        for (seconds, isOver) in [(5 * 3600, false), (4 * 3600 + 1, false), (4 * 3600, true)] {
            let text = trouble(Self.weather, Self.now.advanced(bySeconds: -seconds), isAlarmed: true)
            #expect((text == nil) == isOver, "\(seconds)")
        }
        for (seconds, isOver) in [(5 * 3600, false), (6 * 3600 - 1, false), (6 * 3600, true)] {
            let text = trouble(Self.prices, Self.now.advanced(bySeconds: seconds), isAlarmed: true)
            #expect((text == nil) == isOver, "\(seconds)")
        }
    }

    @Test func momentsBeyondAllCalendars_areNoCrash() {
        let (first, last) = (UTCInstant(secondsSinceEpoch: .min), UTCInstant(secondsSinceEpoch: .max))
        #expect(trouble(Self.weather, first) == "weather is 365242 days old, more than 5 h")
        #expect(trouble(Self.weather, last) == "weather is dated 365242 days ahead of the clock")
        #expect(trouble(Self.prices, first) == "prices ended at 1970-01-01 01:00")
        #expect(trouble(Self.prices, last) == nil)
        #expect(TimeZoneRule.centralEuropean.minuteText(at: last).hasPrefix("9999-"))
    }
}
