// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy

extension HouseDescription {
    /// The same house in another size: battery, PV, building, heat pump and household drawn from a seed.
    ///
    /// Uniform in ranges that single-family houses with a battery have: 5 to 20 kWh and 0.3 to 0.6 of it an hour, 4 to
    /// 12 kWp between east-south-east and west-south-west, 80 to 220 W/K of heat loss, 0.6 to 1.6 of the standard
    /// household. Place, climate, grid connection and the owner's limits of the battery stay.
    ///
    /// - Parameter seed: one seed gives one size; the streams of weather and people are others.
    public func resized(seed: UInt64) -> HouseDescription {
        var generator = SplitMix64.stream(.sizes, of: seed)
        var house = self
        let capacity = generator.uniform(5000...20_000, step: 500)
        let power = generator.uniform(0.3 * capacity...0.6 * capacity, step: 100)
        let efficiency = generator.uniform(0.85...0.94, step: 0.01)
        house.battery = battery?.resized(capacity: capacity, power: power, efficiency: efficiency)
        let peak = generator.uniform(4000...12_000, step: 100)
        house.site = site.withPVPeak(peak)
        house.array.tilt = generator.uniform(20...50, step: 1)
        house.array.azimuth = generator.uniform(110...250, step: 1)
        house.inverter.ratedPower = max(peak, power)
        house.building = building.scaled(lossCoefficient: generator.uniform(80...220, step: 5))
        house.householdScale = generator.uniform(0.6...1.6, step: 0.05)
        house.building.occupantHeat *= house.householdScale
        let margin = generator.uniform(0.9...1.2, step: 0.01)
        let isGround = generator.nextUniform() < 0.5
        if var pump = heatPump {
            let heat = pump.nominalHeat * margin * house.building.lossCoefficient / building.lossCoefficient
            pump.nominalHeat = (heat / 100).rounded() * 100
            pump.source = isGround ? .ground(meanTemperature: 4) : .air
            house.heatPump = pump
        }
        return house
    }
}

extension BatteryDescription {
    /// The same battery in another size, with what the owner allows.
    fileprivate func resized(capacity: Double, power: Double, efficiency: Double) -> BatteryDescription {
        BatteryDescription(
            capacity: WattHours(capacity), maxCharge: Watts(power), maxDischarge: Watts(power),
            roundTripEfficiency: efficiency, floor: floor, ceiling: ceiling, backupReserve: backupReserve, wear: wear,
            connection: connection)
    }
}

extension Site {
    fileprivate func withPVPeak(_ peak: Double) -> Site {
        Site(
            name: name, timeZone: timeZone, marketZone: marketZone, mainFuse: mainFuse, phases: phases,
            nominalVoltage: nominalVoltage, exportLimit: exportLimit, importLimit: importLimit, pvPeak: Watts(peak))
    }
}

extension BuildingDescription {
    /// The same kind of building with another heat loss: everything that goes with its size in proportion.
    fileprivate func scaled(lossCoefficient loss: Double) -> BuildingDescription {
        let factor = loss / lossCoefficient
        var building = self
        building.lossCoefficient = loss
        building.roomCapacity *= factor
        building.structureCapacity *= factor
        building.structureCoefficient *= factor
        building.waterCapacity *= factor
        building.emitterCoefficient *= factor
        building.solarAperture *= factor
        return building
    }
}
