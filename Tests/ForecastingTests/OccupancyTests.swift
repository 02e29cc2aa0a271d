// SPDX-License-Identifier: Apache-2.0

import Energy
import Forecasting
import Learning
import Tables
import Testing

@Suite struct OccupancyTests {
    /// Local time zone of all the houses here.
    private let zone = TimeZoneRule.centralEuropean

    /// A house that is left from 8 to 17 on weekdays: quiet at night and while away, busy otherwise.
    private func regularLoad(days: Int) throws -> SlotSeries {
        let first = Slot(containing: try #require(UTCInstant(iso8601: "2021-01-04")))
        let slots = first..<first.advanced(by: 96 * days)
        return SlotSeries(
            firstSlot: first,
            values: slots.map { slot -> Double in
                let ripple = Double(slot.index % 3) * 10
                return isUp(slot) && !isOut(slot) ? 500 + 20 * ripple : 100 + ripple
            })
    }

    private func hour(_ slot: Slot) -> Int { zone.localSecondOfDay(at: slot.start) / 3600 }
    private func isUp(_ slot: Slot) -> Bool { (7..<22).contains(hour(slot)) }
    private func isOut(_ slot: Slot) -> Bool {
        (8..<17).contains(hour(slot)) && zone.localDate(at: slot.start).weekday < 5
    }

    @Test func houseLeftByDay_isEmptyByDayAndAsleepAtNight() throws {
        let load = try regularLoad(days: 28)
        let model = try OccupancyModel(learning: load, zone: zone)
        var filter = OccupancyFilter(model)
        var (right, count) = (0, 0)
        for slot in load.slots {
            filter.update(load[slot], at: slot)
            // The load of the last hour is what is seen: the hour after a change is not judged.
            guard isOut(slot) == isOut(slot.advanced(by: -5)) else { continue }
            count += 1
            if (filter.probabilityAtHome > 0.5) == !isOut(slot) { right += 1 }
        }
        #expect(Double(right) / Double(count) > 0.95)
    }

    @Test func forecast_followsTheHabits_andIsAProbability() throws {
        let load = try regularLoad(days: 28)
        var filter = OccupancyFilter(try OccupancyModel(learning: load, zone: zone))
        #expect(filter.forecast(count: 4).isEmpty)
        for slot in load.slots { filter.update(load[slot], at: slot) }
        let ahead = filter.forecast(count: 96)
        #expect(ahead.allSatisfy { (0...1).contains($0) })
        let next = load.slots.upperBound
        let empty = (0..<96).filter { (11..<16).contains(hour(next.advanced(by: $0))) }
        let asleep = (0..<96).filter { (2..<5).contains(hour(next.advanced(by: $0))) }
        #expect(empty.allSatisfy { ahead[$0] < 0.5 }, "\(empty.map { ahead[$0] })")
        #expect(asleep.allSatisfy { ahead[$0] > 0.6 })
    }

    @Test func laterLoad_doesNotChangeTheBelief() throws {
        let load = try regularLoad(days: 28)
        let model = try OccupancyModel(learning: load, zone: zone)
        var (filter, other) = (OccupancyFilter(model), OccupancyFilter(model))
        for slot in load.slots.prefix(1000) {
            filter.update(load[slot], at: slot)
            other.update(load[slot], at: slot)
        }
        let before = filter.probabilityAtHome
        other.update(9000, at: load.slots.lowerBound.advanced(by: 1000))
        #expect(filter.probabilityAtHome == before)
        #expect(other.probabilityAtHome != before)
    }

    @Test func gap_isTimeWithoutNews_andAnOldSlotNone() throws {
        let load = try regularLoad(days: 28)
        let model = try OccupancyModel(learning: load, zone: zone)
        var (filter, other) = (OccupancyFilter(model), OccupancyFilter(model))
        let first = load.slots.lowerBound
        filter.update(100, at: first)
        other.update(100, at: first)
        filter.update(nil, at: first.advanced(by: 1))
        filter.update(600, at: first.advanced(by: 2))
        other.update(600, at: first.advanced(by: 2))
        other.update(9000, at: first)
        #expect(filter.probabilityAtHome == other.probabilityAtHome)
    }

    @Test func modelFile_givesTheSameBits_andRefusesAnotherKind() throws {
        let model = try OccupancyModel(learning: try regularLoad(days: 21), zone: zone)
        let file = try ModelFile(decoding: model.modelFile.encoded())
        #expect(try OccupancyModel(file) == model)
        var other = file
        other.kind = "trees"
        #expect(throws: ModelFileError.self) { try OccupancyModel(other) }
        var older = file
        older.featureSchemaHash ^= 1
        #expect(throws: ModelFileError.self) { try OccupancyModel(older) }
        var damaged = file
        damaged.doubles["start"] = [0.5, 0.9, 0.1]
        #expect(throws: HiddenMarkovError.self) { try OccupancyModel(damaged) }
    }

    @Test func tooLittleLoad_isSaid() throws {
        let load = try regularLoad(days: 3)
        #expect(throws: OccupancyError.tooShort(slots: 288, needed: 1344)) {
            try OccupancyModel(learning: load, zone: zone)
        }
    }
}

/// The simulated household with known occupancy: learned from January to August, judged in November and December.
@Suite(.enabled(if: recordedData != nil)) struct RecordedOccupancyTests {
    private let load: SlotSeries
    private let isHome: [Bool]
    private let learning: Range<Int>
    private let test: Range<Int>

    init() throws {
        var table = try CSVTable(contentsOf: try #require(recordedData) + "/occupancy_chr01.csv.gz")
        let times = table.instants("timestamp_utc")
        let values = table.numbers("load_kw").map { $0 * 1000 }
        let present = zip(table.numbers("persons_active"), table.numbers("persons_resting")).map(+)
        table.ignore("persons_away")
        try table.finish()
        isHome = present.map { $0 >= 0.5 }
        load = SlotSeries(firstSlot: Slot(containing: try #require(times.first ?? nil)), values: values)
        let first = load.slots.lowerBound
        let dates = try ["2021-08-31T22:00Z", "2021-10-31T23:00Z"].map { try #require(UTCInstant(iso8601: $0)) }
        learning = 0..<first.distance(to: Slot(containing: dates[0]))
        test = first.distance(to: Slot(containing: dates[1]))..<load.slots.count
    }

    private func balancedAccuracy(_ probability: [Double]) -> Double {
        let (home, away) = (test.filter { isHome[$0] }, test.filter { !isHome[$0] })
        let seen = Double(home.count { probability[$0] > 0.5 }) / Double(home.count)
        return (seen + Double(away.count { probability[$0] <= 0.5 }) / Double(away.count)) / 2
    }

    private var learned: SlotSeries {
        SlotSeries(
            firstSlot: load.slots.lowerBound,
            values: learning.map { load.rawValue(at: load.slots.lowerBound.advanced(by: $0)) })
    }

    @Test func timeOfDay_tellsSleepFromAbsence() throws {
        var filter = OccupancyFilter(try OccupancyModel(learning: learned, zone: .centralEuropean))
        let probability = load.slots.map { slot in
            filter.update(load[slot], at: slot)
            return filter.probabilityAtHome
        }
        let accuracy = balancedAccuracy(probability)
        print("occupancy with time of day: balanced accuracy \(accuracy)")
        #expect(accuracy >= 0.85)
    }

    /// Sleep looks like absence where no clock is looked at, so that half the nights are lost: the yardstick for the above.
    @Test func loadAlone_tellsActivity_butNotSleep() throws {
        let probability = try probabilityByLoadAlone()
        let accuracy = balancedAccuracy(probability)
        print("occupancy from load alone: balanced accuracy \(accuracy)")
        #expect(accuracy > 0.7)
    }

    /// Two states over the largest load of the last two hours, without any time of day.
    private func probabilityByLoadAlone() throws -> [Double] {
        var feature = OccupancyFeature(hours: 2)
        let observations = load.slots.map { feature.next(load[$0]) }
        let known = Array(observations[learning])
        let start = try HiddenMarkovModel(startingFrom: known, features: 1, states: 2)
        var filter = HiddenMarkovFilter(try BaumWelch().fit(known, startingFrom: start).model)
        return observations.map { observation in
            filter.update([observation])
            return filter.belief[1]
        }
    }
}
