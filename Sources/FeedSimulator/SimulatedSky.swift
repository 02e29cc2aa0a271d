// SPDX-License-Identifier: Apache-2.0

import Energy
import Glibc

/// Weather as a service expects it that knows the season and the hour, and nothing of the day.
struct SimulatedSky {
    /// Part of the light of a clear sky that comes through.
    private static let transmittance = 0.6

    /// Units of the variables of Open-Meteo.
    static let units = [
        "temperature_2m": "°C", "shortwave_radiation": "W/m²", "diffuse_radiation": "W/m²",
        "direct_normal_irradiance": "W/m²", "cloud_cover": "%", "relative_humidity_2m": "%", "wind_speed_10m": "m/s",
        "precipitation": "mm",
    ]

    private let sky: ClearSky
    private let temperature: Double

    init(at instant: UTCInstant, over position: GeographicPosition) {
        sky = ClearSky(
            sun: SunPosition(at: instant, over: position), date: instant.date, altitude: position.altitude)
        let day = Double(instant.secondsSinceEpoch) / 86_400
        let season = cos(2 * .pi * (day / 365.2425 - 0.55))
        temperature = 8 + 10 * season + 4 * cos(2 * .pi * (day - 0.6))
    }

    /// The number of a variable; nil for one that is not known.
    func value(_ variable: String) -> Double? {
        let value: Double? =
            switch variable {
            case "temperature_2m": temperature
            case "shortwave_radiation": sky.globalHorizontal * Self.transmittance
            case "diffuse_radiation": min(sky.globalHorizontal * Self.transmittance, sky.diffuseHorizontal * 1.5)
            case "direct_normal_irradiance": sky.directNormal * 0.5
            case "cloud_cover": 50
            case "relative_humidity_2m": 70
            case "wind_speed_10m": 3
            case "precipitation": 0
            default: nil
            }
        return value.map { ($0 * 10).rounded() / 10 }
    }
}
