// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

@testable import Charts

private func labels(_ low: Double, _ high: Double) -> [String] {
    let scale = LinearScale(covering: low...high, start: 100, end: 0)
    return scale.ticks.map(scale.label)
}

@Test func ticks_areSteps1And2And5_withAsManyDecimalsAsTheyNeed() {
    #expect(labels(0, 1) == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"])
    #expect(labels(0, 0.31) == ["0.0", "0.1", "0.2", "0.3", "0.4"])
    #expect(labels(0, 0.3) == ["0.0", "0.1", "0.2", "0.3"])
    #expect(labels(0, 5023) == ["0", "2000", "4000", "6000"])
    #expect(labels(0, 21_000) == ["0", "5000", "10\u{202F}000", "15\u{202F}000", "20\u{202F}000", "25\u{202F}000"])
    #expect(labels(-0.067, 0.087) == ["−0.10", "−0.05", "0.00", "0.05", "0.10"])
    #expect(labels(341, 512) == ["300", "350", "400", "450", "500", "550"])
    #expect(labels(-30, -12) == ["−30", "−25", "−20", "−15", "−10"])
}

@Test func constant_getsTheMiddleOfAnAxis_zeroItsBottom() {
    let scale = LinearScale(covering: 500...500, start: 100, end: 0)
    #expect(scale.ticks == [440, 460, 480, 500, 520, 540, 560])
    #expect(scale.position(500) == 50)
    #expect(labels(0, 0) == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"])
    #expect(labels(-3, -3).contains("−3.0"))
}

@Test func largeAndSmallNumbers_getAPowerOfTenBesideTheUnit() {
    let large = LinearScale(covering: 0...4_200_000, start: 100, end: 0)
    #expect(large.ticks.map(large.label) == ["0", "1000", "2000", "3000", "4000", "5000"])
    #expect(large.unitLabel("W") == "10³ W")
    let small = LinearScale(covering: 0...0.00042, start: 100, end: 0)
    #expect(small.ticks.map(small.label) == ["0.0", "0.1", "0.2", "0.3", "0.4", "0.5"])
    #expect(small.unitLabel("EUR/kWh") == "10⁻³ EUR/kWh")
    #expect(LinearScale(covering: 0...LinearScale.largest, start: 0, end: 1).unitLabel("W") == "10⁹ W")
}

@Test func everyRange_endsAtTicksThatHoldIt() {
    var generator: UInt64 = 20_161_104
    func random() -> Double {
        generator = generator &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(Int64(bitPattern: generator) >> 20) / 1e6
    }
    for k in 0..<500 {
        let factor = [1e-9, 1e-3, 1, 1e4][k % 4]
        let (a, b) = (random() * factor, random() * factor)
        let range = min(a, b)...max(a, b)
        let scale = LinearScale(covering: range, start: 300, end: 20)
        let slack = scale.step * 1e-6
        #expect(
            scale.domain.lowerBound <= range.lowerBound + slack && range.upperBound <= scale.domain.upperBound + slack)
        #expect((2...9).contains(scale.ticks.count), "\(range)")
        #expect((20...300).contains(scale.position(a)))
        #expect(Set(scale.ticks.map(scale.label)).count == scale.ticks.count, "\(range)")
    }
}

private func ticks(_ zone: TimeZoneRule, from text: String, quarterHours: Int) throws -> [TimeScale.Tick] {
    let first = Slot(containing: try #require(UTCInstant(iso8601: text)))
    return TimeScale(slots: first..<first.advanced(by: quarterHours), start: 0, end: 960, zone: zone).ticks
}

@Test func timeTicks_standAtHoursOfTheLocalClock() throws {
    let day = try ticks(.centralEuropean, from: "2016-11-03T23:00Z", quarterHours: 96)
    #expect(
        day.map(\.label) == ["00:00", "", "04:00", "", "08:00", "", "12:00", "", "16:00", "", "20:00", "", "00:00"])
    #expect(day.map(\.isMidnight) == [true] + Array(repeating: false, count: 11) + [true])
    let hours = try ticks(.centralEuropean, from: "2016-11-04T11:30Z", quarterHours: 20)
    #expect(hours.map(\.label) == ["13:00", "14:00", "15:00", "16:00", "17:00"])
    let fourDays = try ticks(.utc, from: "2016-11-04T00:00Z", quarterHours: 384)
    let fourTimes: [String] = Array(repeating: ["00:00", "", "12:00", ""], count: 4).flatMap { $0 }
    #expect(fourDays.map(\.label) == fourTimes + ["00:00"])
    let month = try ticks(.utc, from: "2016-11-04T00:00Z", quarterHours: 96 * 30)
    #expect(month.count == 31 && month.allSatisfy { $0.isMidnight && $0.label.isEmpty })
}

@Test func clockChanges_moveTicksAndDoubleNone() throws {
    // Spring: 02:00 does not exist on 2016-03-27; 03:00 is at 01:00 UTC.
    let spring = try ticks(.centralEuropean, from: "2016-03-26T23:00Z", quarterHours: 24)
    #expect(spring.map(\.label) == ["00:00", "01:00", "03:00", "04:00", "05:00", "06:00", "07:00"])
    #expect(spring[2].instant.iso8601 == "2016-03-27T01:00:00Z")
    // Autumn: 02:00 comes twice on 2016-10-30, at 00:00 and at 01:00 UTC.
    let autumn = try ticks(.centralEuropean, from: "2016-10-29T22:00Z", quarterHours: 24)
    #expect(autumn.map(\.label) == ["00:00", "01:00", "02:00", "03:00", "04:00", "05:00"])
    #expect(autumn[2].instant.iso8601 == "2016-10-30T00:00:00Z")
    #expect(autumn[3].instant.iso8601 == "2016-10-30T02:00:00Z")
    let long = try ticks(.centralEuropean, from: "2016-10-29T22:00Z", quarterHours: 100)
    #expect(long.last?.label == "00:00" && long.last?.instant.iso8601 == "2016-10-30T23:00:00Z")
}

@Test func days_coverTheAxisWithoutHoles() throws {
    let first = Slot(containing: try #require(UTCInstant(iso8601: "2016-10-28T15:00Z")))
    let scale = TimeScale(slots: first..<first.advanced(by: 288), start: 0, end: 1, zone: .centralEuropean)
    #expect(scale.days.map(\.date.description) == ["2016-10-28", "2016-10-29", "2016-10-30", "2016-10-31"])
    #expect(scale.days.first?.instants.lowerBound == first.start)
    for (day, next) in zip(scale.days, scale.days.dropFirst()) {
        #expect(day.instants.upperBound == next.instants.lowerBound)
    }
    #expect(scale.days.last?.instants.upperBound == first.advanced(by: 288).start)
    #expect(scale.momentLabel(first.start) == "Fri 28 Oct 17:00")
}

@Test func emptyTime_isOneSlot() {
    let scale = TimeScale(slots: noon..<noon, start: 10, end: 20, zone: .utc)
    #expect(scale.position(noon.start) == 10 && scale.position(noon.end) == 20)
}
