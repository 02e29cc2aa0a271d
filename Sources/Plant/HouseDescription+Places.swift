// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy

extension HouseDescription {
    /// The same house in another size (`resized(seed:)`) and another place, with other limits of its battery.
    ///
    /// Somewhere between the south of Spain and the middle of Sweden: 36 to 62 degrees north, 10 degrees west to 20
    /// east, up to 600 m high, in a climate that fits (`Climate.european`). Weather lasts from half a day to a day, as
    /// in recordings; people have busy and quiet days, and weekends that begin up to three hours later and are
    /// busier or quieter. Every second house has no heat pump. The battery may be emptied to between 0 and 10 % and
    /// filled to 95 or 100 %; one in four charges with 50 to 90 % of the power that it discharges with, in another it
    /// is the other way round. Two owners in three count what it wears by, 0.005 to 0.06 a kWh discharged. The clock
    /// of the house follows the longitude; the market keeps its own.
    ///
    /// - Parameter seed: one seed gives one house; the streams of weather and people are others.
    public func varied(seed: UInt64) -> HouseDescription {
        var house = resized(seed: seed)
        var generator = SplitMix64.stream(.place, of: seed)
        house.position = GeographicPosition(
            latitude: generator.uniform(36...62, step: 0.1), longitude: generator.uniform(-10...20, step: 0.1),
            altitude: generator.uniform(0...600, step: 10))
        house.climate = .european(at: house.position, using: &generator)
        let hasHeatPump = generator.nextUniform() < 0.5
        if !hasHeatPump { house.heatPump = nil }
        if case .ground = house.heatPump?.source {
            // Brine is colder than the ground, which is as warm as the air of a year.
            house.heatPump?.source = .ground(meanTemperature: house.climate.meanTemperature - 3.5)
        }
        let floor = generator.uniform(0...0.1, step: 0.01)
        let ceiling = generator.uniform(0.95...1, step: 0.05)
        house.inverter.deviceFloor = min(house.inverter.deviceFloor, floor)
        house.activityDeviation = generator.uniform(0.1...0.5, step: 0.05)
        house.weekend = HouseDescription.Weekend(
            delay: Int(generator.uniform(0...3, step: 1)), activity: generator.uniform(0.7...1.6, step: 0.1))
        let countsWear = generator.nextUniform() < 2.0 / 3
        let wear = generator.uniform(0.005...0.06, step: 0.005)
        let slower = generator.nextUniform()
        let slowed = generator.uniform(0.5...0.9, step: 0.1)
        house.battery = house.battery?.limited(
            floor: floor, ceiling: ceiling, wear: countsWear ? PricePerKWh(wear) : .zero,
            charge: slower < 0.25 ? slowed : 1, discharge: slower > 0.75 ? slowed : 1)
        house.site = house.site.withClock(of: house.position)
        return house
    }
}

extension Climate {
    /// A climate of Europe by its place: colder to the north and on the mountains, more even near the Atlantic, sunnier in the
    /// south.
    ///
    /// The lines go through 18 degrees Celsius in Seville, 10 in Aachen and 7 in Stockholm, and around them each
    /// place is drawn.
    static func european(at position: GeographicPosition, using generator: inout SplitMix64) -> Climate {
        let north = position.latitude - 36
        let east = (position.longitude + 10) / 30
        return Climate(
            meanTemperature: 18.5 - 0.5 * north - 0.0055 * position.altitude + generator.uniform(-1.5...1.5, step: 0.1),
            seasonalAmplitude: 6.5 + 4 * east + generator.uniform(-1...1.5, step: 0.1),
            dailyAmplitude: generator.uniform(2.5...5, step: 0.1),
            temperatureDeviation: generator.uniform(2...3.5, step: 0.1),
            cloudBias: -1.2 + 0.06 * north + generator.uniform(-0.5...0.5, step: 0.05),
            frontHours: generator.uniform(12...26, step: 1))
    }
}

extension BatteryDescription {
    /// - Parameters:
    ///   - charge: the part of its charge power that is left, 0...1.
    ///   - discharge: the same of its discharge power.
    fileprivate func limited(
        floor: Double, ceiling: Double, wear: PricePerKWh, charge: Double, discharge: Double
    ) -> BatteryDescription {
        BatteryDescription(
            capacity: capacity, maxCharge: charge * maxCharge, maxDischarge: discharge * maxDischarge,
            roundTripEfficiency: roundTripEfficiency, floor: floor, ceiling: ceiling, backupReserve: backupReserve,
            wear: wear, connection: connection)
    }
}

extension Site {
    /// The clock of Ireland and Portugal at the western edge, the central European one elsewhere.
    fileprivate func withClock(of position: GeographicPosition) -> Site {
        let isWestern = position.longitude < -5
        return Site(
            name: name, timeZone: isWestern ? TimeZoneRule(standardOffset: 0, hasEuropeanSummerTime: true) : timeZone,
            marketZone: marketZone, mainFuse: mainFuse, phases: phases, nominalVoltage: nominalVoltage,
            exportLimit: exportLimit, importLimit: importLimit, pvPeak: pvPeak)
    }
}
