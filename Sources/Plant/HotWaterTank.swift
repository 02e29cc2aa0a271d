// SPDX-License-Identifier: Apache-2.0

/// A mixed hot-water tank.
struct HotWaterTank: Sendable {
    /// 200 litres, Wh/K.
    static let capacity = 232.0
    /// Heat loss to the room, W/K.
    static let lossCoefficient = 1.5
    /// Water from the mains, degrees Celsius.
    static let coldTemperature = 8.0
    /// What people expect, degrees Celsius: a colder tank gives less power.
    static let usefulTemperature = 45.0

    /// Degrees Celsius.
    private(set) var temperature: Double

    /// Moves heat for one step.
    ///
    /// - Parameters:
    ///   - seconds: length of the step, s.
    ///   - heat: from the heat pump, W.
    ///   - draw: what the taps take from a tank at its useful temperature, W.
    ///   - room: degrees Celsius.
    mutating func step(seconds: Double, heat: Double, draw: Double, room: Double) {
        let warmth = (temperature - Self.coldTemperature) / (Self.usefulTemperature - Self.coldTemperature)
        let taken = draw * max(0, min(1, warmth))
        let lost = Self.lossCoefficient * (temperature - room)
        temperature += seconds / 3600 * (heat - taken - lost) / Self.capacity
    }
}
