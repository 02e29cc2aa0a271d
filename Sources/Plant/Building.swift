// SPDX-License-Identifier: Apache-2.0

/// The heat balance of a building.
struct Building: Sendable {
    let description: BuildingDescription
    /// Degrees Celsius.
    private(set) var roomTemperature: Double
    /// Degrees Celsius.
    private(set) var structureTemperature: Double
    /// Mean of the heating water, degrees Celsius.
    private(set) var waterTemperature: Double

    init(_ description: BuildingDescription, outdoorTemperature: Double) {
        self.description = description
        roomTemperature = description.roomSetpoint
        structureTemperature = description.roomSetpoint - 0.3
        let need = max(0, description.roomSetpoint - outdoorTemperature) * description.lossCoefficient - 400
        waterTemperature = description.roomSetpoint + max(0, need) / description.emitterCoefficient
    }

    /// Moves heat for one step of at most a minute: explicit Euler, far below the fastest time constant (50 min).
    ///
    /// - Parameters:
    ///   - seconds: length of the step, s.
    ///   - heat: from the heat pump into the water, W.
    ///   - gains: free heat into the room, W.
    ///   - outdoor: degrees Celsius.
    mutating func step(seconds: Double, heat: Double, gains: Double, outdoor: Double) {
        let hours = seconds / 3600
        let emitted = description.emitterCoefficient * (waterTemperature - roomTemperature)
        let stored = description.structureCoefficient * (roomTemperature - structureTemperature)
        let lost = description.lossCoefficient * (roomTemperature - outdoor)
        waterTemperature += hours * (heat - emitted) / description.waterCapacity
        roomTemperature += hours * (emitted + gains - stored - lost) / description.roomCapacity
        structureTemperature += hours * stored / description.structureCapacity
    }

    /// Heat that holds the room at its setpoint, W; for a house whose heating is not simulated.
    func steadyHeat(outdoor: Double) -> Double {
        let missing = description.roomSetpoint - roomTemperature
        return max(0, description.lossCoefficient * (description.roomSetpoint - outdoor) + 2000 * missing)
    }
}
