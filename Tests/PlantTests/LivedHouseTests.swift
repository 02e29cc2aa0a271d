// SPDX-License-Identifier: Apache-2.0

import Energy
import Plant
import Testing

struct LivedHouseTests {
    /// 2021-04-10 and the two days after it.
    private static let slots = Slot(index: 1_797_600)..<Slot(index: 1_797_600 + 3 * 96)

    @Test func sameSeed_givesTheSameDays_andARecordingIsAPartOfThem() {
        let day = Self.slots.lowerBound..<Self.slots.lowerBound.advanced(by: 96)
        let lived = LivedHouse(.standard, seed: 3, slots: day)
        let again = LivedHouse(.standard, seed: 3, slots: day)
        #expect(lived.recording(day, spotPrice: nil) == again.recording(day, spotPrice: nil))
        #expect(lived.load != LivedHouse(.standard, seed: 4, slots: day).load)
        let evening = day.lowerBound.advanced(by: 80)..<day.upperBound
        let part = lived.recording(evening, spotPrice: lived.pv)
        #expect(part.slots == evening && part.spotPrice == lived.pv)
        #expect(evening.allSatisfy { part.netLoad(at: $0) == again.recording(day, spotPrice: nil).netLoad(at: $0) })
    }

    @Test func quarterHours_areThoseOfAHouseThatStepsByMinutes() throws {
        let slots = Self.slots.prefix(2 * 96)
        let lived = LivedHouse(.standard, seed: 5, slots: Self.slots)
        // A house begins a second earlier, and its weather and people with it.
        var house = try House(
            description: .standard, source: .generated(seed: 5), start: Self.slots.lowerBound.start,
            initialStateOfCharge: 0.5)
        var (load, heat, pv) = (0.0, 0.0, 0.0)
        for _ in slots {
            for _ in 0..<15 {
                house.step(seconds: 60, commands: .own)
                load += house.state.householdLoad / 60
                heat += house.state.heatPumpPower / 60
                pv += house.state.pvPotential / 60
            }
        }
        func energy(_ series: SlotSeries) -> Double { slots.reduce(0) { $0 + series.rawValue(at: $1) / 4 } }
        #expect(abs(energy(lived.load) / load - 1) < 0.05, "\(energy(lived.load)) \(load)")
        #expect(abs(energy(lived.heatPump) / heat - 1) < 0.15, "\(energy(lived.heatPump)) \(heat)")
        #expect(abs(energy(lived.pv) / pv - 1) < 0.02, "\(energy(lived.pv)) \(pv)")
    }

    @Test func weekends_areLaterAndBusier_otherDaysAsTheyWere() {
        // From a Saturday on.
        let slots = Self.slots.lowerBound..<Self.slots.lowerBound.advanced(by: 14 * 96)
        var description = HouseDescription.standard
        description.weekend = .init(delay: 3, activity: 1.6)
        let zone = description.site.timeZone
        let (usual, changed) = (
            LivedHouse(.standard, seed: 8, slots: slots), LivedHouse(description, seed: 8, slots: slots)
        )
        func energy(_ house: LivedHouse, where isCounted: (_ weekday: Int, _ hour: Int) -> Bool) -> Double {
            slots.reduce(0) { sum, slot in
                let (date, second) = (zone.localDate(at: slot.start), zone.localSecondOfDay(at: slot.start))
                return sum + (isCounted(date.weekday, second / 3600) ? house.load.rawValue(at: slot) / 4000 : 0)
            }
        }
        // What was switched on on Sunday may run into Monday.
        let week = { (weekday: Int, _: Int) in (1...4).contains(weekday) }
        #expect(energy(changed, where: week) == energy(usual, where: week))
        let weekend = { (weekday: Int, _: Int) in weekday >= 5 }
        #expect(energy(changed, where: weekend) > 1.15 * energy(usual, where: weekend))
        let early = { (weekday: Int, hour: Int) in weekday >= 5 && (5..<8).contains(hour) }
        #expect(energy(changed, where: early) < energy(usual, where: early))
    }

    @Test func inverter_limitsThePV_andAHouseWithoutHeatPumpUsesNone() throws {
        var description = HouseDescription.standard
        description.heatPump = nil
        description.inverter.ratedPower = 1500
        let lived = LivedHouse(description, seed: 6, slots: Self.slots)
        let free = LivedHouse(.standard, seed: 6, slots: Self.slots)
        #expect(Self.slots.allSatisfy { lived.heatPump[$0] == 0 && lived.pv.rawValue(at: $0) <= 1500 })
        #expect(Self.slots.contains { free.pv.rawValue(at: $0) > 3000 })
        #expect(Self.slots.contains { free.heatPump.rawValue(at: $0) > 500 })
    }
}
