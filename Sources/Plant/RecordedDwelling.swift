// SPDX-License-Identifier: Apache-2.0

import Energy

/// A recorded house: load, heat pump and PV are constant through a quarter hour.
struct RecordedDwelling: Sendable {
    private static let hotWaterTemperature = 50.0
    /// Less electrical power than this is standby, W.
    private static let compressorPower = 100.0

    private let series: HomeSeries
    private let shares: Phases<Double>
    private let heatPump: HeatPumpDescription?
    private let roomSetpoint: Double
    private let lossPerEmission: Double
    private var weather: Weather
    private var slot: Slot
    private var held: Recorded
    private var isMissing = false

    /// What the recording says about one slot.
    private struct Recorded: Sendable {
        let load: Double
        let heatPump: Double
        let pv: Double
        let temperature: Double?

        init?(_ series: HomeSeries, _ slot: Slot) {
            guard let load = series.load[slot], let heatPump = series.heatPump[slot], let pv = series.pv[slot] else {
                return nil
            }
            self.load = load
            self.heatPump = heatPump
            self.pv = pv
            temperature = series.temperature?[slot]
        }
    }

    /// - Throws: `PlantError.recordingMissing` when the recording has no values for the slot of `start`.
    init(_ description: HouseDescription, series: HomeSeries, start: UTCInstant) throws(PlantError) {
        slot = Slot(containing: start)
        guard let first = Recorded(series, slot) else {
            throw .recordingMissing(slot: slot, recorded: series.slots)
        }
        self.series = series
        held = first
        shares = description.loadShares
        heatPump = description.heatPump
        roomSetpoint = description.building.roomSetpoint
        lossPerEmission = description.building.lossCoefficient / description.building.emitterCoefficient
        weather = Weather(description, seed: 0, start: start.advanced(bySeconds: -1))
    }

    /// The demand of one step.
    mutating func step(now: UTCInstant) -> Demand {
        let current = Slot(containing: now)
        if current > slot {
            slot = current
            if let recorded = Recorded(series, current) {
                (held, isMissing) = (recorded, false)
            } else {
                isMissing = true
            }
        }
        var demand = Demand()
        demand.household = Phases(held.load * shares.l1, held.load * shares.l2, held.load * shares.l3)
        demand.heatPumpPower = held.heatPump
        demand.pvPotential = max(0, held.pv)
        demand.outdoor = held.temperature ?? weather.conditions(at: now).temperature
        demand.isMissing = isMissing
        addHeat(now, &demand)
        return demand
    }

    /// Temperatures that would go with the recorded power.
    private func addHeat(_ now: UTCInstant, _ demand: inout Demand) {
        demand.room = roomSetpoint
        demand.hotWater = Self.hotWaterTemperature
        demand.back = roomSetpoint + max(0, roomSetpoint - demand.outdoor) * lossPerEmission
        demand.supply = demand.back
        guard let heatPump else { return }
        demand.source = heatPump.source.temperature(at: now, outdoor: demand.outdoor)
        guard demand.heatPumpPower > Self.compressorPower else { return }
        demand.heatPumpDemand = .heating
        demand.supply = demand.back + 4
        let performance = heatPump.performance(supply: demand.supply, source: demand.source)
        demand.heatPumpHeat = (demand.heatPumpPower - heatPump.auxiliaryPower) * performance
        let speed = max(heatPump.minimumSpeed, min(1, demand.heatPumpHeat / heatPump.nominalHeat))
        demand.compressorSpeed = speed * heatPump.nominalSpeed
    }
}
