// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy
import HearthTestKit
import Testing

@testable import PlanCycle

/// A house that is metered each second, whose battery does at once what it is leased every 20 s.
private struct MeteredHouse {
    static let slot = Slot(index: 1_640_000)

    let wish = BatteryIntents([.charge(Watts(2500))], importLimit: Watts(3000))
    var throttle = ChargeThrottle()
    var second = 0
    var charge = 0.0
    /// What was leased, oldest first.
    var leased: [Double] = []
    /// Mean import of the last quarter hour, W.
    var meanImport = 0.0

    /// Lives through a quarter hour.
    ///
    /// - Parameter load: W by second of the slot; nil where the meter is lost.
    mutating func runSlot(_ load: (Int) -> Double?) {
        let slot = Self.slot.advanced(by: second / Slot.seconds)
        var imported = 0.0
        for offset in 0..<Slot.seconds {
            let now = BootInstant(seconds: second)
            var builder = SnapshotBuilder()
            builder.second = second
            builder.discharge = -charge
            builder.phases = load(offset).map { Phases(($0 + charge) / 3, ($0 + charge) / 3, ($0 + charge) / 3) }
            throttle.note(builder.build(), in: slot, now: now)
            if offset % 20 == 0 { lease(now, slot.start.advanced(bySeconds: offset)) }
            imported += max(0, (load(offset) ?? 0) + charge)
            second += 1
        }
        meanImport = imported / Double(Slot.seconds)
    }

    private mutating func lease(_ now: BootInstant, _ wall: UTCInstant) {
        let intents = throttle.cut(wish, now: now, wall: wall)
        charge = if case .charge(let power) = intents[0] { power.value } else { 0 }
        leased.append(charge)
    }

    var changes: Int { zip(leased, leased.dropFirst()).filter { $0 != $1 }.count }
    /// From charging to not charging or back.
    var turns: Int { zip(leased, leased.dropFirst()).filter { ($0 > 0) != ($1 > 0) }.count }
}

@Suite struct ChargeThrottleTests {
    @Test func steadyLoad_leavesASteadyCharge_belowTheLimit() {
        var house = MeteredHouse()
        var random = SplitMix64(seed: 1)
        for _ in 0..<4 { house.runSlot { _ in 1230 + 100 * (random.nextUniform() - 0.5) } }
        // 1770 W in steps of 125 W; the charge itself is no load.
        #expect(house.leased.allSatisfy { $0 == 1750 || $0 == 1625 } && house.changes <= 4, "\(house.leased)")
        #expect(house.meanImport < 3000)
    }

    /// 6 kW for a minute of four beside 500 W: 2 kW on the mean, of which every moment is far.
    @Test(arguments: [0, 60, 120, 180]) func thermostat_isKeptInTheMean(phase: Int) {
        var house = MeteredHouse()
        for _ in 0..<4 {
            house.runSlot { 500 + (($0 + phase) % 240 < 60 ? 6000 : 0) }
            #expect(house.meanImport <= 3000, "\(house.meanImport)")
        }
        #expect(house.turns <= 8 && house.changes <= 40, "\(house.leased)")
        #expect(house.leased.contains { $0 > 500 })
    }

    @Test func chargeThatWasStopped_waitsForTheNextQuarterHour() {
        var house = MeteredHouse()
        house.runSlot { $0 < 300 ? 500 : ($0 < 500 ? 9000 : 0) }
        #expect(house.leased.first == 2500 && house.leased.suffix(15).allSatisfy { $0 == 0 } && house.turns == 1)
        house.runSlot { _ in 0 }
        #expect(house.leased.last == 2500)
    }

    @Test func roomThatBecomesFree_isUsedAfterAMinute() throws {
        var house = MeteredHouse()
        house.runSlot { $0 < 400 ? 2000 : 500 }
        #expect(try house.leased[19] == 1000 && #require(house.leased.last) >= 2000)
        let first = try #require(house.leased.firstIndex { $0 > 1000 })
        #expect(house.leased[first] >= 1500 && (21...30).contains(first))
        let rises = zip(house.leased, house.leased.dropFirst()).enumerated().filter { $1.0 < $1.1 }.map(\.offset)
        #expect(zip(rises, rises.dropFirst()).allSatisfy { $1 - $0 >= 3 }, "\(house.leased)")
    }

    @Test func meterLost_nothingIsBought() {
        var house = MeteredHouse()
        house.runSlot { $0 < 300 ? 500 : nil }
        #expect(house.leased.prefix(15).allSatisfy { $0 == 2500 } && house.leased.suffix(30).allSatisfy { $0 == 0 })
    }

    @Test func withoutALimit_nothingIsCut() {
        var throttle = ChargeThrottle()
        let wish = BatteryIntents([.charge(Watts(2500)), .idle])
        #expect(throttle.cut(wish, now: BootInstant(seconds: 0), wall: MeteredHouse.slot.start) == wish.each)
        // Nothing was measured yet.
        let limited = BatteryIntents([.charge(Watts(2500)), .idle], importLimit: Watts(9000))
        #expect(
            throttle.cut(limited, now: BootInstant(seconds: 0), wall: MeteredHouse.slot.start) == [.noDischarge, .idle])
    }
}
