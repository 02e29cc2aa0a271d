// SPDX-License-Identifier: Apache-2.0

import Energy
import Plant
import Testing

struct HouseSizeTests {
    private let houses = (0..<200).map { HouseDescription.standard.resized(seed: $0) }

    @Test func sameSeed_givesTheSameHouse_otherSeedsOthers() {
        #expect(houses == (0..<200).map { HouseDescription.standard.resized(seed: $0) })
        #expect(Set(houses.map { "\($0)" }).count == 200)
    }

    @Test func everySize_staysInItsRange_andUsesIt() throws {
        func check(_ range: ClosedRange<Double>, _ size: (HouseDescription) -> Double) throws {
            let sizes = houses.map(size)
            let (low, high) = (try #require(sizes.min()), try #require(sizes.max()))
            #expect(low >= range.lowerBound - 1e-9 && high <= range.upperBound + 1e-9, "\(low) to \(high)")
            #expect(high - low > 0.8 * (range.upperBound - range.lowerBound), "\(low) to \(high)")
        }
        try check(5000...20_000) { $0.battery?.capacity.value ?? .nan }
        try check(4000...12_000) { $0.site.pvPeak.value }
        try check(80...220) { $0.building.lossCoefficient }
        try check(0.6...1.6) { $0.householdScale }
        for house in houses {
            let battery = try #require(house.battery)
            let share = battery.maxCharge.value / battery.capacity.value
            #expect((0.29...0.61).contains(share), "\(share)")
            #expect(house.inverter.ratedPower >= battery.maxDischarge.value)
            #expect(house.inverter.ratedPower >= house.site.pvPeak.value)
            // The pump covers the loss at 45 K between inside and outside.
            let heat = try #require(house.heatPump).nominalHeat
            #expect(heat > 45 * house.building.lossCoefficient)
        }
    }

    @Test func ownersLimits_andTheConnection_stay() throws {
        var description = HouseDescription.standard
        description.battery = BatteryDescription(
            capacity: WattHours(7000), maxCharge: Watts(2000), maxDischarge: Watts(2000), roundTripEfficiency: 0.9,
            floor: 0.2, ceiling: 0.8, backupReserve: 0.1, wear: PricePerKWh(0.03), connection: .l2)
        let battery = try #require(description.resized(seed: 3).battery)
        #expect(battery.effectiveFloor == 0.2 + 0.1 && battery.ceiling == 0.8)
        #expect(battery.wear == PricePerKWh(0.03) && battery.connection == .l2)
        #expect(description.resized(seed: 3).site.mainFuse == description.site.mainFuse)
    }

    @Test func houseWithoutBatteryOrHeatPump_getsNone_andTheRestAsWithThem() {
        var bare = HouseDescription.standard
        (bare.battery, bare.heatPump) = (nil, nil)
        let (with, without) = (HouseDescription.standard.resized(seed: 9), bare.resized(seed: 9))
        #expect(without.battery == nil && without.heatPump == nil)
        #expect(without.site == with.site && without.building == with.building)
        #expect(without.householdScale == with.householdScale)
    }
}
