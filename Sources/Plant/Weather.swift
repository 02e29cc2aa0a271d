// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Seeded weather over a house: temperature and sun, computed for whole minutes and interpolated between them.
struct Weather: Sendable {
    /// What the weather is at one moment.
    struct Conditions: Sendable {
        /// Degrees Celsius.
        var temperature: Double
        /// Irradiance on the modules, W/m2.
        var planeOfArray: Double
        /// Irradiance on a horizontal plane, W/m2.
        var globalHorizontal: Double
    }

    private let position: GeographicPosition
    private let climate: Climate
    private let array: PVArray
    private var generator: SplitMix64
    /// Passing clouds, a memory of ten minutes.
    private var clouds: AutoregressiveNoise
    /// The weather front, a memory of so many hours as the climate says.
    private var front: AutoregressiveNoise
    /// Warm and cold spells, a memory of a day and a half.
    private var spell: AutoregressiveNoise
    private var minute: Int
    private var earlier: Conditions
    private var later: Conditions

    init(_ description: HouseDescription, seed: UInt64, start: UTCInstant) {
        position = description.position
        climate = description.climate
        array = description.array
        generator = .stream(.weather, of: seed)
        clouds = AutoregressiveNoise(timeConstant: 10, using: &generator)
        front = AutoregressiveNoise(timeConstant: 60 * climate.frontHours, using: &generator)
        spell = AutoregressiveNoise(timeConstant: 2160, using: &generator)
        minute = floorMinute(start)
        let nothing = Conditions(temperature: 0, planeOfArray: 0, globalHorizontal: 0)
        (earlier, later) = (nothing, nothing)
        earlier = conditions(atMinute: minute)
        stepNoise()
        later = conditions(atMinute: minute + 1)
    }

    /// The weather at a moment not before that of the last call.
    mutating func conditions(at now: UTCInstant) -> Conditions {
        let second = now.secondsSinceEpoch - minute * 60
        if second >= 60 { advance(minutes: second / 60) }
        let share = Double(now.secondsSinceEpoch - minute * 60) / 60
        return Conditions(
            temperature: earlier.temperature + (later.temperature - earlier.temperature) * share,
            planeOfArray: earlier.planeOfArray + (later.planeOfArray - earlier.planeOfArray) * share,
            globalHorizontal: earlier.globalHorizontal + (later.globalHorizontal - earlier.globalHorizontal) * share)
    }

    private mutating func advance(minutes: Int) {
        for _ in 0..<minutes {
            minute += 1
            earlier = later
            stepNoise()
            later = conditions(atMinute: minute + 1)
        }
    }

    private mutating func stepNoise() {
        clouds.step(using: &generator)
        front.step(using: &generator)
        spell.step(using: &generator)
    }

    private func conditions(atMinute minute: Int) -> Conditions {
        let instant = UTCInstant(secondsSinceEpoch: minute * 60)
        let sun = SunPosition(at: instant, over: position)
        let sky = ClearSky(sun: sun, date: instant.date, altitude: position.altitude)
        let light = transmittance
        return Conditions(
            temperature: temperature(at: instant),
            planeOfArray: light * sky.planeOfArray(sun: sun, tilt: array.tilt, azimuth: array.azimuth),
            globalHorizontal: light * sky.globalHorizontal)
    }

    /// Share of the clear sky's light that passes the clouds, 0.1...1: mostly near the ends, as in nature.
    private var transmittance: Double {
        let cover = climate.cloudBias + 1.6 * front.value + 0.9 * clouds.value
        return 0.1 + 0.9 / (1 + exp(1.5 * cover))
    }

    /// Coldest in late January and at four in the morning of the sun's time.
    private func temperature(at instant: UTCInstant) -> Double {
        let year = 2 * Double.pi * Double(instant.date.dayOfYear - 21) / 365.25
        let solarHour = Double(instant.secondOfDay) / 3600 + position.longitude / 15
        let day = 2 * Double.pi * (solarHour - 16) / 24
        let clear = 1 / (1 + exp(front.value))
        return climate.meanTemperature - climate.seasonalAmplitude * cos(year)
            + climate.dailyAmplitude * (0.4 + 1.2 * clear) * cos(day) + climate.temperatureDeviation * spell.value
    }
}
