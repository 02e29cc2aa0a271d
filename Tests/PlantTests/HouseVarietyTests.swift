// SPDX-License-Identifier: Apache-2.0

import Energy
import Plant
import Testing

struct HouseVarietyTests {
    private let houses = (0..<200).map { HouseDescription.standard.varied(seed: $0) }

    @Test func sameSeed_givesTheSameHouse_otherSeedsOthers() {
        #expect(houses == (0..<200).map { HouseDescription.standard.varied(seed: $0) })
        #expect(Set(houses.map { "\($0)" }).count == 200)
    }

    @Test func place_isInEurope_andItsClimateFits() throws {
        for house in houses {
            let (position, climate) = (house.position, house.climate)
            #expect((36...62).contains(position.latitude) && (-10...20).contains(position.longitude))
            #expect((0...600).contains(position.altitude))
            #expect((0...20).contains(climate.meanTemperature), "\(climate)")
            #expect(
                (5...12.5).contains(climate.seasonalAmplitude) && (-2...1).contains(climate.cloudBias), "\(climate)")
            #expect((12...26).contains(climate.frontHours) && (0.1...0.5).contains(house.activityDeviation))
            #expect((0.7...1.6).contains(house.weekend.activity))
            #expect(house.site.timeZone.standardOffset == (position.longitude < -5 ? 0 : 3600))
            #expect(house.site.marketZone == .centralEuropean)
        }
        #expect(Set(houses.map(\.weekend.delay)) == [0, 1, 2, 3])
        let south = houses.filter { $0.position.latitude < 42 }.map(\.climate)
        let north = houses.filter { $0.position.latitude > 56 }.map(\.climate)
        let coldestSouth = try #require(south.map(\.meanTemperature).min())
        let warmestNorth = try #require(north.map(\.meanTemperature).max())
        #expect(coldestSouth > warmestNorth)
        #expect(south.map(\.cloudBias).reduce(0, +) / Double(south.count) < -0.5)
    }

    @Test func everySecondHouse_hasAHeatPump_andLimitsOfTheBatteryAreDrawn() throws {
        #expect((80...120).contains(houses.count { $0.heatPump != nil }))
        let batteries = try houses.map { try #require($0.battery) }
        #expect(batteries.allSatisfy { (0...0.1).contains($0.floor) && [0.95, 1].contains($0.ceiling) })
        #expect(Set(batteries.map(\.floor)).count == 11 && Set(batteries.map(\.ceiling)).count == 2)
        #expect(Set(batteries.map(\.wear)).count == 13)
        #expect(batteries.allSatisfy { (0...0.060_1).contains($0.wear.value) })
        #expect((0.25...0.42).contains(Double(batteries.count { $0.wear == .zero }) / Double(batteries.count)))
        for house in houses {
            #expect(house.inverter.deviceFloor <= (try #require(house.battery)).floor)
            guard case .ground(let brine)? = house.heatPump?.source else { continue }
            #expect(brine < house.climate.meanTemperature)
        }
    }

    @Test func sizes_areThoseOfTheSeed() throws {
        for (seed, house) in houses.enumerated() {
            let sized = HouseDescription.standard.resized(seed: UInt64(seed))
            #expect(house.site.pvPeak == sized.site.pvPeak && house.array == sized.array)
            #expect(house.building == sized.building && house.householdScale == sized.householdScale)
            #expect(house.battery?.capacity == sized.battery?.capacity)
            let (battery, whole) = (try #require(house.battery), try #require(sized.battery))
            #expect(max(battery.maxCharge, battery.maxDischarge) == max(whole.maxCharge, whole.maxDischarge))
        }
    }

    @Test func someBatteries_chargeSlowerThanTheyDischarge_orTheOtherWayRound() throws {
        let parts = try houses.map { house in
            let battery = try #require(house.battery)
            return battery.maxCharge.value / battery.maxDischarge.value
        }
        #expect((35...65).contains(parts.count { $0 < 0.95 }) && (35...65).contains(parts.count { $0 > 1.05 }))
        let slower = Set(parts.map { (10 * min($0, 1 / $0)).rounded() })
        #expect(slower == [5, 6, 7, 8, 9, 10])
    }

    /// Computed from the seed by another implementation, in Python.
    @Test func sizesOfASeed_neverChange() throws {
        let house = HouseDescription.standard.resized(seed: 7)
        let battery = try #require(house.battery)
        #expect(battery.capacity == WattHours(16_000) && battery.maxCharge == Watts(9000))
        #expect(battery.roundTripEfficiency == 0.91 && house.site.pvPeak == Watts(11_900))
        #expect(house.array.tilt == 32 && house.array.azimuth == 229)
        #expect(house.building.lossCoefficient == 110 && house.householdScale == 0.95)
        #expect(house.heatPump?.nominalHeat == 6600)
    }
}
