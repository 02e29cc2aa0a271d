// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

@Suite struct CivilTimeTests {
    // By Python's datetime: date - date(1970, 1, 1), weekday(), timetuple().tm_yday.
    @Test(arguments: [
        ("1970-01-01", 0, 3, 1), ("2000-02-29", 11_016, 1, 60), ("2026-11-21", 20_778, 5, 325),
        ("1999-12-31", 10_956, 4, 365), ("0001-01-01", -719_162, 0, 1), ("9999-12-31", 2_932_896, 4, 365),
        ("2100-03-01", 47_541, 0, 60), ("2016-02-29", 16_860, 0, 60),
    ])
    func date_agreesWithPython(text: String, day: Int, weekday: Int, dayOfYear: Int) throws {
        let date = try #require(UTCInstant(iso8601: text)).date
        #expect(date.dayNumber == day)
        #expect(date.weekday == weekday)
        #expect(date.dayOfYear == dayOfYear)
        #expect(date.description == text)
    }

    @Test func everyDayOfFourCenturies_comesBackFromItsParts() {
        for day in stride(from: -20_000, through: 146_097, by: 1) {
            let (year, month, dayOfMonth) = CivilDate(dayNumber: day).parts
            #expect(CivilDate(year: year, month: month, day: dayOfMonth)?.dayNumber == day)
        }
    }

    @Test(arguments: [
        (2100, 2, 29), (2026, 2, 29), (2026, 4, 31), (2026, 13, 1), (2026, 0, 1), (2026, 1, 0), (0, 1, 1),
        (10_000, 1, 1),
    ])
    func dayThatDoesNotExist_isNil(year: Int, month: Int, day: Int) {
        #expect(CivilDate(year: year, month: month, day: day) == nil)
    }

    @Test(arguments: [
        ("2016-10-31", 1_477_872_000), ("2016-10-31T23:00Z", 1_477_954_800), ("2016-10-31T23:00:59Z", 1_477_954_859),
        ("1969-12-31T23:59:59Z", -1), ("2038-01-19T03:14:08Z", 2_147_483_648),
    ])
    func text_isTheMoment(text: String, seconds: Int) throws {
        let instant = try #require(UTCInstant(iso8601: text))
        #expect(instant.secondsSinceEpoch == seconds)
        #expect(UTCInstant(iso8601: instant.iso8601) == instant)
    }

    @Test(arguments: [
        "", "2016", "2016-10-31T", "2016-10-31T23:00", "2016-10-31T24:00Z", "2016-10-31T23:60Z", "2016-10-31 23:00Z",
        "2016-10-31T23:00:60Z", "2016-10-31T23:00Zx", "2016-13-01", "2016-02-30", "16-10-31", "2016-10-31T23:00+01:00",
        "２０１６-10-31",
    ])
    func textThatIsNoMoment_isNil(text: String) { #expect(UTCInstant(iso8601: text) == nil) }

    @Test func momentsBefore1970_fallIntoTheRightDayAndSlot() {
        let instant = UTCInstant(secondsSinceEpoch: -1)
        #expect(instant.description == "1969-12-31T23:59:59Z")
        #expect(Slot(containing: instant).index == -1)
        #expect(instant.secondOfDay == 86_399)
    }
}

@Suite struct SlotTests {
    @Test func slot_holdsItsStartAndNotItsEnd() throws {
        let start = try #require(UTCInstant(iso8601: "2016-11-01T12:15Z"))
        let slot = Slot(containing: start)
        #expect(slot.start == start)
        #expect(Slot(containing: start.advanced(bySeconds: 899)) == slot)
        #expect(Slot(containing: slot.end) == slot.advanced(by: 1))
        #expect(Slot(containing: start.advanced(bySeconds: -1)) == slot.advanced(by: -1))
        #expect(slot.distance(to: slot.advanced(by: 96)) == 96)
        #expect(slot.description == "2016-11-01T12:15:00Z")
    }

    @Test func series_missingIsNilAndNeverZero() {
        let first = Slot(index: 100)
        let series = SlotSeries(firstSlot: first, values: [1, nil, .nan, 4, 0])
        #expect(series.slots == first..<Slot(index: 105))
        #expect(series[first] == 1)
        #expect(series[Slot(index: 101)] == nil)
        #expect(series[Slot(index: 102)] == nil)
        #expect(series[Slot(index: 104)] == 0)
        #expect(series[Slot(index: 99)] == nil)
        #expect(series[Slot(index: 105)] == nil)
        #expect(series.runLength(from: first) == 1)
        #expect(series.runLength(from: Slot(index: 103)) == 2)
        #expect(series.covers(Slot(index: 103)..<Slot(index: 105)))
        #expect(!series.covers(first..<Slot(index: 102)))
        #expect(!series.covers(Slot(index: 104)..<Slot(index: 106)))
    }

    @Test func bootInstants_countWholeSecondsExactlyAndSaturate() {
        let a = BootInstant(seconds: 1000)
        #expect(BootInstant(seconds: 1060).seconds(since: a) == 60)
        #expect(a.seconds(since: BootInstant(seconds: 1060)) == -60)
        #expect(a.advanced(bySeconds: 0.5).nanoseconds == 1_000_500_000_000)
        #expect(a.advanced(bySeconds: .nan) == a)
        #expect(a.advanced(bySeconds: .infinity) > a)
        #expect(a.advanced(bySeconds: -.infinity) < a)
    }
}

@Suite struct TimeZoneRuleTests {
    struct ZoneMoments: Sendable {
        let zone: String
        let moments: [[Int]]
    }

    // By Python's zoneinfo (tzdata): utcoffset() at random moments of 2004...2037 and around both changes of 2026.
    static let zoneFiles: [ZoneMoments] = [
        ZoneMoments(
            zone: "UTC",
            moments: [
                [2_080_728_830, 0],
                [1_638_558_991, 0],
                [1_774_746_000, 0],
                [1_792_889_999, 0],
            ]),
        ZoneMoments(
            zone: "Europe/London",
            moments: [
                [1_726_984_140, 3600],
                [1_161_155_010, 3600],
                [1_077_249_053, 0],
                [2_104_391_611, 3600],
                [1_774_745_999, 0],
                [1_774_746_000, 3600],
                [1_792_889_999, 3600],
                [1_792_890_000, 0],
            ]),
        ZoneMoments(
            zone: "Europe/Lisbon",
            moments: [
                [1_266_924_770, 0],
                [1_245_033_243, 3600],
                [1_461_156_694, 3600],
                [1_449_257_411, 0],
                [1_774_745_999, 0],
                [1_774_746_000, 3600],
                [1_792_889_999, 3600],
                [1_792_890_000, 0],
            ]),
        ZoneMoments(
            zone: "Europe/Berlin",
            moments: [
                [1_712_017_465, 7200],
                [1_463_820_952, 7200],
                [1_495_616_576, 7200],
                [1_449_924_436, 3600],
                [1_774_745_999, 3600],
                [1_774_746_000, 7200],
                [1_792_889_999, 7200],
                [1_792_890_000, 3600],
            ]),
        ZoneMoments(
            zone: "Europe/Madrid",
            moments: [
                [2_040_024_715, 7200],
                [1_196_816_043, 3600],
                [1_512_083_133, 3600],
                [2_058_653_670, 7200],
                [1_774_745_999, 3600],
                [1_774_746_000, 7200],
                [1_792_889_999, 7200],
                [1_792_890_000, 3600],
            ]),
        ZoneMoments(
            zone: "Europe/Helsinki",
            moments: [
                [1_576_338_525, 7200],
                [1_157_530_585, 10_800],
                [1_425_206_945, 7200],
                [1_232_527_253, 7200],
                [1_774_745_999, 7200],
                [1_774_746_000, 10_800],
                [1_792_889_999, 10_800],
                [1_792_890_000, 7200],
            ]),
        ZoneMoments(
            zone: "Europe/Athens",
            moments: [
                [1_802_098_082, 7200],
                [1_470_729_715, 10_800],
                [1_075_558_454, 7200],
                [2_049_718_483, 7200],
                [1_774_745_999, 7200],
                [1_774_746_000, 10_800],
                [1_792_889_999, 10_800],
                [1_792_890_000, 7200],
            ]),
    ]

    @Test(arguments: zoneFiles)
    func offset_agreesWithTheZoneFiles(row: ZoneMoments) throws {
        let rule = try #require(TimeZoneRule(name: row.zone))
        for moment in row.moments {
            #expect(rule.offset(at: UTCInstant(secondsSinceEpoch: moment[0])) == moment[1], "\(moment[0])")
        }
    }

    @Test func zoneThatIsNotInTheTable_isNil() {
        #expect(TimeZoneRule(name: "America/New_York") == nil)
        #expect(TimeZoneRule(name: "europe/berlin") == nil)
    }

    @Test(arguments: [
        ("Europe/Berlin", 2016, 3, 27, 92), ("Europe/Berlin", 2016, 10, 30, 100), ("Europe/Berlin", 2016, 10, 31, 96),
        ("Europe/Berlin", 2026, 3, 29, 92), ("Europe/Berlin", 2026, 10, 25, 100), ("Europe/London", 2026, 3, 29, 92),
        ("Europe/Helsinki", 2027, 10, 31, 100), ("Europe/Vienna", 2026, 7, 1, 96), ("UTC", 2026, 3, 29, 96),
    ])
    func localDay_hasItsQuarterHours(zone: String, year: Int, month: Int, day: Int, count: Int) throws {
        let rule = try #require(TimeZoneRule(name: zone))
        let date = try #require(CivilDate(year: year, month: month, day: day))
        let local = LocalDay(date, in: rule)
        #expect(local.slots.count == count)
        #expect(local.slots.allSatisfy { LocalDay(containing: $0, in: rule) == local })
        #expect(local.next(in: rule).slots.lowerBound == local.slots.upperBound)
        #expect(rule.localSecondOfDay(at: local.slots.lowerBound.start) == 0)
    }

    @Test func everyLocalDayOfTwentyYears_followsTheOneBefore() {
        var day = LocalDay(CivilDate(dayNumber: 14_000), in: .centralEuropean)
        var counts: [Int: Int] = [:]
        for _ in 0..<7305 {
            counts[day.slots.count, default: 0] += 1
            let next = day.next(in: .centralEuropean)
            #expect(next.slots.lowerBound == day.slots.upperBound)
            day = next
        }
        #expect(counts == [92: 20, 100: 20, 96: 7265])
    }
}
