// SPDX-License-Identifier: Apache-2.0

/// Heat in a building: room, structure and the water of its heating, each one capacity.
public struct BuildingDescription: Hashable, Sendable {
    /// Heat loss from the room to the outside, W/K.
    public var lossCoefficient: Double
    /// Capacity of air and furniture, Wh/K.
    public var roomCapacity: Double
    /// Capacity of walls and floors, Wh/K.
    public var structureCapacity: Double
    /// Exchange between room and structure, W/K.
    public var structureCoefficient: Double
    /// Capacity of the heating water, its buffer included, Wh/K.
    public var waterCapacity: Double
    /// Heat from water to room, W/K of difference.
    public var emitterCoefficient: Double
    /// Windows as an area that lets all light in, m2.
    public var solarAperture: Double
    /// Heat of the people, W; the load adds its own.
    public var occupantHeat: Double
    /// Wanted room temperature, degrees Celsius.
    public var roomSetpoint: Double

    /// Puts a building together; by default a well insulated house with floor heating.
    public init(
        lossCoefficient: Double = 150, roomCapacity: Double = 1500, structureCapacity: Double = 15_000,
        structureCoefficient: Double = 900, waterCapacity: Double = 350, emitterCoefficient: Double = 420,
        solarAperture: Double = 3, occupantHeat: Double = 120, roomSetpoint: Double = 21
    ) {
        self.lossCoefficient = lossCoefficient
        self.roomCapacity = roomCapacity
        self.structureCapacity = structureCapacity
        self.structureCoefficient = structureCoefficient
        self.waterCapacity = waterCapacity
        self.emitterCoefficient = emitterCoefficient
        self.solarAperture = solarAperture
        self.occupantHeat = occupantHeat
        self.roomSetpoint = roomSetpoint
    }
}
