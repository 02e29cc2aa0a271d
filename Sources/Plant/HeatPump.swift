// SPDX-License-Identifier: Apache-2.0

import Energy

/// A heat pump with its thermostat.
struct HeatPump: Sendable {
    /// What the thermostat sees.
    struct Inputs {
        var outdoor: Double
        var room: Double
        var roomSetpoint: Double
        var water: Double
        var tank: Double
        var signal: SGReadyState
    }

    /// Litres a second times heat capacity, W/K: what spreads supply and return.
    private static let flowCapacity = 1450.0
    /// Half the width of the thermostat's hysteresis on the heating water, K.
    private static let hysteresis = 2.0

    let description: HeatPumpDescription
    private let lossPerEmission: Double
    /// What the compressor works for; `.none` = off.
    private(set) var demand = HeatPumpDemand.none
    /// Share of the full compressor speed, 0 when off.
    private(set) var speed = 0.0
    /// Heat delivered, W.
    private(set) var heat = 0.0
    /// Electrical power, W.
    private(set) var power = 0.0
    /// Supply temperature, degrees Celsius.
    private(set) var supplyTemperature: Double
    /// Outdoor temperature with a memory of a day, degrees Celsius.
    private(set) var meanOutdoor: Double
    /// Seconds since the compressor last started or stopped.
    private(set) var secondsInState = 3600
    /// Compressor starts.
    private(set) var starts = 0

    init(_ description: HeatPumpDescription, building: Building, outdoorTemperature: Double) {
        self.description = description
        lossPerEmission = building.description.lossCoefficient / building.description.emitterCoefficient
        supplyTemperature = building.waterTemperature
        meanOutdoor = outdoorTemperature
        power = description.standbyPower
    }

    var isRunning: Bool { demand != .none }

    /// Works for one step of at most a minute.
    mutating func step(seconds: Int, _ inputs: Inputs, sourceTemperature: Double) {
        meanOutdoor += (inputs.outdoor - meanOutdoor) * Double(seconds) / 86_400
        let wish = wantedDemand(inputs)
        let wasRunning = isRunning
        secondsInState += seconds
        if wasRunning {
            // Inside its minimum run the compressor keeps its last work rather than stop.
            if wish != .none || secondsInState >= description.minimumRun { demand = wish }
        } else if secondsInState >= description.minimumPause {
            demand = wish
        }
        if isRunning != wasRunning {
            secondsInState = 0
            if isRunning { starts += 1 }
        }
        runCompressor(inputs, sourceTemperature: sourceTemperature)
    }

    /// What the heating water shall have, degrees Celsius: loss over emission, corrected by the room.
    private func waterSetpoint(_ inputs: Inputs) -> Double {
        let need = max(0, inputs.roomSetpoint - inputs.outdoor) * lossPerEmission
        let correction = max(-6, min(6, 4 * (inputs.roomSetpoint - inputs.room)))
        let boost: Double =
            switch inputs.signal {
            case .lock, .normal: 0
            case .recommendation: 2
            case .forceOn: 5
            }
        return min(50, inputs.roomSetpoint + need - 0.5 + correction + boost)
    }

    private func wantedDemand(_ inputs: Inputs) -> HeatPumpDemand {
        if inputs.signal == .lock { return .none }
        let extra = inputs.signal == .forceOn ? 5.0 : 0
        let tankStart = description.hotWaterStart + (inputs.signal.isBoost ? 4 : 0)
        let tankLimit = demand == .hotWater ? description.hotWaterStop + extra : tankStart + extra
        if inputs.tank < tankLimit { return .hotWater }
        guard meanOutdoor < description.heatingStopTemperature else { return .none }
        let setpoint = waterSetpoint(inputs)
        let waterLimit = demand == .heating ? setpoint + Self.hysteresis : setpoint - Self.hysteresis
        // After hot water the heating goes on rather than stop for a moment.
        return inputs.water < (demand == .hotWater ? setpoint : waterLimit) ? .heating : .none
    }

    private mutating func runCompressor(_ inputs: Inputs, sourceTemperature: Double) {
        switch demand {
        case .none:
            (speed, heat, power) = (0, 0, description.standbyPower)
            supplyTemperature = inputs.water
            return
        case .heating:
            let error = waterSetpoint(inputs) + 1 - inputs.water
            speed = max(description.minimumSpeed, min(1, description.minimumSpeed + 0.2 * error))
            heat = description.nominalHeat * speed
            supplyTemperature = inputs.water + heat / Self.flowCapacity
        case .hotWater:
            speed = max(description.minimumSpeed, 0.7)
            heat = description.nominalHeat * speed
            supplyTemperature = inputs.tank + heat / Self.flowCapacity
        }
        let performance = description.performance(supply: supplyTemperature, source: sourceTemperature)
        power = heat / performance + description.auxiliaryPower
    }
}

extension SGReadyState {
    /// True for the two states that ask for more heat than usual.
    var isBoost: Bool { self == .recommendation || self == .forceOn }
}
