// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy
import Glibc
import HearthTestKit
import Learning
import Tables
import Testing

@testable import Forecasting

@Suite struct InputDriftTests {
    private static let first = 17_000

    /// A house that uses four times as much in winter as in summer, and in some hours a tenth of what it does in others, W.
    private func house(_ days: Range<Int>, times factor: Double = 1) -> DailyValues {
        var generator = SplitMix64(seed: UInt64(days.lowerBound))
        var values = DailyValues()
        for day in days {
            let season = 1000 + 600 * cos(2 * .pi * Double(day) / 365.2425)
            for hour in 0..<24 {
                let hourly = generator.nextUniform()
                let load = season * (0.2 + 2.4 * hourly * hourly) * factor
                values.add(load, at: UTCInstant(secondsSinceEpoch: day * 86_400 + hour * 3600))
            }
        }
        return values
    }

    private func lastWeeks(_ end: Int, times factor: Double = 1) -> DailyValues {
        house(end - InputDrift.days..<end, times: factor)
    }

    @Test(arguments: [365, 500, 730])
    func yearOfSeasons_asksForNothing_andARealShiftDoes(_ trained: Int) throws {
        let end = Self.first + trained
        let drift = try #require(InputDrift(training: house(Self.first..<end)))
        let whole = try #require(ValueDistribution(house(Self.first..<end).days.values.flatMap { $0 }))
        var seasonal = 0
        for now in stride(from: end + ModelTrial.days, to: end + 365, by: 7) {
            let index = try #require(drift.index(of: lastWeeks(now)))
            #expect(index < InputDrift.limit, "day \(now - end) after the training")
            // An electric car comes.
            #expect(try #require(drift.index(of: lastWeeks(now, times: 1.5))) > InputDrift.limit)
            let flat = whole.index(of: lastWeeks(now).days.values.flatMap { $0 })
            if try #require(flat) > InputDrift.limit { seasonal += 1 }
        }
        #expect(seasonal > 25, "beside the whole training most weeks of the year look moved")
    }

    @Test func seasonThatTheTrainingDoesNotCover_isComparedWithItsLastWeeks() throws {
        let end = Self.first + 100
        let drift = try #require(InputDrift(training: house(Self.first..<end)))
        #expect(drift.seasons.contains(nil))
        #expect(try #require(drift.index(of: lastWeeks(end + ModelTrial.days))) < InputDrift.limit)
        #expect(try #require(drift.index(of: lastWeeks(end + ModelTrial.days, times: 1.5))) > InputDrift.limit)
        #expect(InputDrift(training: house(Self.first..<Self.first + 20)) == nil, "480 numbers")
        #expect(drift.index(of: DailyValues()) == nil)
    }

    @Test func turnOfTheYear_isOneSeason() throws {
        let newYear = try #require(CivilDate(year: 2021, month: 1, day: 1)).dayNumber
        let drift = try #require(InputDrift(training: house(newYear - 400..<newYear - 300)))
        #expect(try #require(drift.index(of: lastWeeks(newYear + 14))) < InputDrift.limit)
        #expect(try #require(drift.index(of: lastWeeks(newYear + 14, times: 1.5))) > InputDrift.limit)
    }

    @Test func file_keepsEachSeason_andOneOfTheFormerVersionKeepsNone() throws {
        let drift = try #require(InputDrift(training: house(Self.first..<Self.first + 100)))
        var file = ModelFile(kind: "house-demand", name: "demand")
        drift.write(to: &file)
        #expect(try InputDrift(ModelFile(decoding: file.encoded())) == drift)
        file.integers["drift.version"] = [1]
        #expect(InputDrift(file) == nil)
        let former = ModelFile(
            kind: "house-demand", name: "demand", doubles: ["drift.bounds": [1], "drift.shares": [0.5, 0.5]])
        #expect(InputDrift(former) == nil)
    }
}

/// The homes of the shared data have a year each, so that all of them are in their first one: what is tested is that a
/// training has an end to the asking.
@Suite(.enabled(if: recordedData != nil)) struct RecordedDriftTests {
    @Test(arguments: ["home_de_a", "home_de_b", "home_de_c"])
    func usualHouse_asksForNothing_asSoonAsItIsTrained(_ home: String) throws {
        let path = try #require(SharedData.path("\(home).csv.gz"))
        let series = try HomeSeries(contentsOf: path)
        let load = SlotSeries(
            firstSlot: series.slots.lowerBound,
            values: series.slots.map { series.load.rawValue(at: $0) + series.heatPump.rawValue(at: $0) })
        for values in [load, series.pv].map({ DailyValues($0) }) {
            let days = values.days.keys.sorted()
            func part(_ range: Range<Int>) -> DailyValues {
                var part = DailyValues()
                for day in days where range.contains(day) {
                    for value in values.days[day] ?? [] {
                        part.add(value, at: UTCInstant(secondsSinceEpoch: day * 86_400))
                    }
                }
                return part
            }
            let (begin, last) = (days[0] + 1, days[days.count - 1])
            for end in stride(from: begin + 60, to: last - ModelTrial.days, by: 14) {
                let drift = try #require(InputDrift(training: part(begin..<end)))
                let now = end + ModelTrial.days
                let index = try #require(drift.index(of: part(now - InputDrift.days..<now)))
                #expect(index < InputDrift.limit, "trained on \(end - begin) days")
            }
        }
    }
}
