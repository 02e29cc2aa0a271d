// SPDX-License-Identifier: Apache-2.0

import Energy

/// Everything that is fixed about a simulated house.
public struct HouseDescription: Equatable, Sendable {
    /// Connection to the grid; also gives the clock of the occupants and the PV peak power.
    public var site: Site
    /// Where the house stands.
    public var position: GeographicPosition
    /// Climate for generated weather.
    public var climate: Climate
    /// PV modules; their peak power is `site.pvPeak`.
    public var array: PVArray
    /// Hybrid inverter between PV, battery and house.
    public var inverter: InverterDescription
    /// Battery, nil for PV alone.
    public var battery: BatteryDescription?
    /// Building with its heating, used for a generated house.
    public var building: BuildingDescription
    /// Heat pump, nil for a house that is heated otherwise.
    public var heatPump: HeatPumpDescription?
    /// How a load that is not simulated appliance by appliance is split over the phases; sums to 1.
    public var loadShares: Phases<Double>
    /// Size of the generated household, 1 = about 10 kWh a day.
    public var householdScale: Double
    /// How much days differ in how often people use something: standard deviation of the logarithm, 0 = not at all.
    public var activityDeviation: Double
    /// Saturdays and Sundays of the occupants.
    public var weekend: Weekend
    /// Resistance from the transformer to the meter, ohm per phase; makes the voltage sag.
    public var gridResistance: Double

    /// Puts a description together.
    public init(
        site: Site, position: GeographicPosition, climate: Climate = Climate(), array: PVArray = PVArray(),
        inverter: InverterDescription = InverterDescription(), battery: BatteryDescription?,
        building: BuildingDescription = BuildingDescription(), heatPump: HeatPumpDescription?,
        loadShares: Phases<Double> = Phases(0.45, 0.30, 0.25), householdScale: Double = 1,
        activityDeviation: Double = 0, weekend: Weekend = Weekend(),
        gridResistance: Double = 0.25
    ) {
        self.site = site
        self.position = position
        self.climate = climate
        self.array = array
        self.inverter = inverter
        self.battery = battery
        self.building = building
        self.heatPump = heatPump
        self.loadShares = loadShares
        self.householdScale = householdScale
        self.activityDeviation = activityDeviation
        self.weekend = weekend
        self.gridResistance = gridResistance
    }

    /// How Saturdays and Sundays differ from other days.
    public struct Weekend: Hashable, Sendable {
        /// Hours by which everything is later, 0...3: Saturday begins with what was left of Friday's evening.
        public var delay: Int
        /// How often people use something, as a part of other days, > 0.
        public var activity: Double

        /// By default as other days.
        public init(delay: Int = 0, activity: Double = 1) { (self.delay, self.activity) = (delay, activity) }
    }

    /// A house near Stockholm: 3 x 25 A, 8 kWp facing south, 10 kWh and 5 kW of battery, ground-source heat pump.
    public static let standard = HouseDescription(
        site: Site(
            name: "Simulated house", timeZone: .centralEuropean, mainFuse: Amperes(25), phases: 3, exportLimit: nil,
            importLimit: nil, pvPeak: Watts(8000)),
        position: GeographicPosition(latitude: 59.33, longitude: 18.07, altitude: 30),
        battery: BatteryDescription(
            capacity: WattHours(10_000), maxCharge: Watts(5000), maxDischarge: Watts(5000), roundTripEfficiency: 0.90),
        heatPump: HeatPumpDescription())
}

/// How the PV modules stand.
public struct PVArray: Hashable, Sendable {
    /// Degrees from the horizontal, 0...90.
    public var tilt: Double
    /// Where they face, degrees clockwise from north.
    public var azimuth: Double
    /// AC power per peak power at 1000 W/m2 and 25 degrees, inverter, wiring and dirt included, 0...1.
    public var performanceRatio: Double

    /// Puts an array together; 35 degrees to the south by default.
    public init(tilt: Double = 35, azimuth: Double = 180, performanceRatio: Double = 0.88) {
        self.tilt = tilt
        self.azimuth = azimuth
        self.performanceRatio = performanceRatio
    }
}

/// What a hybrid inverter can do.
public struct InverterDescription: Hashable, Sendable {
    /// Largest AC power in both directions, W; `WMax` of SunSpec model 121.
    public var ratedPower: Double
    /// Time constant of the battery power towards its target, s.
    public var timeConstant: Double
    /// Below this state of charge the device itself does not discharge, 0...1.
    public var deviceFloor: Double

    /// Puts a description together.
    public init(ratedPower: Double = 8000, timeConstant: Double = 1.5, deviceFloor: Double = 0.05) {
        self.ratedPower = ratedPower
        self.timeConstant = timeConstant
        self.deviceFloor = deviceFloor
    }
}
