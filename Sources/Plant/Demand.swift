// SPDX-License-Identifier: Apache-2.0

import Energy

/// What a house asks and offers in one step, before inverter and meter.
struct Demand {
    /// Without the heat pump, W by phase.
    var household = Phases(0.0, 0.0, 0.0)
    /// W.
    var heatPumpPower = 0.0
    /// W.
    var heatPumpHeat = 0.0
    var heatPumpDemand = HeatPumpDemand.none
    /// Revolutions per minute.
    var compressorSpeed = 0.0
    /// AC equivalent, W.
    var pvPotential = 0.0
    /// Temperatures in degrees Celsius.
    var outdoor = 0.0
    var room = 0.0
    var hotWater = 0.0
    var supply = 0.0
    var back = 0.0
    var source = 0.0
    /// W/m2.
    var globalHorizontal = 0.0
    var isMissing = false
}
