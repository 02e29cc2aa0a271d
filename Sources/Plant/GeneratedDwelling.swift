// SPDX-License-Identifier: Apache-2.0

import Energy

/// A house made up of weather, people, building and heat pump.
struct GeneratedDwelling: Sendable {
    private var weather: Weather
    private var occupants: Occupants
    private var building: Building
    private var tank = HotWaterTank(temperature: 49)
    private var heatPump: HeatPump?
    private let array: PVArray
    private let peak: Double

    init(_ description: HouseDescription, seed: UInt64, start: UTCInstant) {
        weather = Weather(description, seed: seed, start: start)
        occupants = Occupants(description, seed: seed, start: start)
        let outdoor = weather.conditions(at: start).temperature
        let building = Building(description.building, outdoorTemperature: outdoor)
        self.building = building
        heatPump = description.heatPump.map { HeatPump($0, building: building, outdoorTemperature: outdoor) }
        array = description.array
        peak = description.site.pvPeak.value
    }

    /// Lives for one step of at most a minute.
    mutating func step(seconds: Int, now: UTCInstant, signal: SGReadyState) -> Demand {
        let weather = weather.conditions(at: now)
        occupants.step(seconds: seconds, now: now)
        var demand = Demand()
        demand.household = occupants.power
        demand.outdoor = weather.temperature
        demand.globalHorizontal = weather.globalHorizontal
        demand.pvPotential = array.acPower(
            peak: peak, irradiance: weather.planeOfArray, airTemperature: weather.temperature)
        stepHeat(seconds, now, signal, &demand)
        demand.room = building.roomTemperature
        demand.hotWater = tank.temperature
        demand.back = building.waterTemperature
        demand.supply = heatPump?.supplyTemperature ?? building.waterTemperature
        return demand
    }

    private mutating func stepHeat(_ seconds: Int, _ now: UTCInstant, _ signal: SGReadyState, _ demand: inout Demand) {
        var (heating, tankHeat) = (0.0, 0.0)
        if heatPump != nil {
            let source = heatPump?.description.source.temperature(at: now, outdoor: demand.outdoor) ?? 0
            heatPump?.step(
                seconds: seconds,
                HeatPump.Inputs(
                    outdoor: demand.outdoor, room: building.roomTemperature,
                    roomSetpoint: building.description.roomSetpoint, water: building.waterTemperature,
                    tank: tank.temperature, signal: signal),
                sourceTemperature: source)
            demand.source = source
        }
        if let heatPump {
            demand.heatPumpPower = heatPump.power
            demand.heatPumpHeat = heatPump.heat
            demand.heatPumpDemand = heatPump.demand
            demand.compressorSpeed = heatPump.speed * heatPump.description.nominalSpeed
            heating = heatPump.demand == .heating ? heatPump.heat : 0
            tankHeat = heatPump.demand == .hotWater ? heatPump.heat : 0
        } else {
            heating = building.steadyHeat(outdoor: demand.outdoor)
            tankHeat = occupants.hotWaterDraw
        }
        let gains =
            building.description.occupantHeat + 0.7 * occupants.totalPower
            + building.description.solarAperture * demand.globalHorizontal
        building.step(seconds: Double(seconds), heat: heating, gains: gains, outdoor: demand.outdoor)
        tank.step(
            seconds: Double(seconds), heat: tankHeat, draw: occupants.hotWaterDraw, room: building.roomTemperature)
    }
}

extension PVArray {
    /// AC equivalent of the modules' power, W.
    ///
    /// - Parameters:
    ///   - peak: W at 1000 W/m2 and 25 degrees.
    ///   - irradiance: on the modules, W/m2.
    ///   - airTemperature: degrees Celsius; the cells are 0.03 K per W/m2 warmer and lose 0.4 % per K above 25.
    func acPower(peak: Double, irradiance: Double, airTemperature: Double) -> Double {
        let cell = airTemperature + 0.03 * irradiance
        return max(0, peak * irradiance / 1000 * performanceRatio * (1 - 0.004 * (cell - 25)))
    }
}
