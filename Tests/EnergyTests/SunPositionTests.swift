// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

/// One row of `SunPositionTests.vectors`.
struct SkyVector: Sendable {
    let site: String
    let time: String
    let elevation: Double
    let apparentElevation: Double
    let azimuth: Double
    let equationOfTime: Double
    let globalHorizontal: Double
    let directNormal: Double
    let diffuseHorizontal: Double
    let planeOfArray: Double

    init(
        _ site: String, _ time: String, _ elevation: Double, _ apparentElevation: Double, _ azimuth: Double,
        _ equationOfTime: Double, _ global: Double, _ direct: Double, _ diffuse: Double, _ plane: Double
    ) {
        self.site = site
        self.time = time
        self.elevation = elevation
        self.apparentElevation = apparentElevation
        self.azimuth = azimuth
        self.equationOfTime = equationOfTime
        globalHorizontal = global
        directNormal = direct
        diffuseHorizontal = diffuse
        planeOfArray = plane
    }

    var position: GeographicPosition {
        site == "Stockholm"
            ? GeographicPosition(latitude: 59.33, longitude: 18.07, altitude: 30)
            : GeographicPosition(latitude: 47.37, longitude: 8.54, altitude: 430)
    }
}

struct SunPositionTests {
    // pvlib 0.16.1: `solarposition.spa_python`, `clearsky.ineichen` with Linke turbidity 3 and Spencer's extraterrestrial
    // irradiance, `irradiance.get_total_irradiance` (tilt 30, south, albedo 0.2, isotropic).
    // Columns: elevation, apparent elevation, azimuth (degrees), equation of time (min), GHI, DNI, DHI, plane (W/m2).
    static let vectors: [SkyVector] = [
        SkyVector("Stockholm", "2026-03-20T12:00Z", 29.2812, 29.3111, 198.6675, -7.4331, 461.96, 791.30, 74.57, 738.10),
        SkyVector("Stockholm", "2026-06-21T10:45Z", 54.0976, 54.1098, 178.2295, -1.8026, 805.73, 876.71, 95.47, 971.83),
        SkyVector("Stockholm", "2026-06-21T19:00Z", 5.1590, 5.3158, 309.0955, -1.8777, 33.78, 188.73, 16.30, 15.66),
        SkyVector("Stockholm", "2026-10-25T01:15Z", -33.8638, -33.8638, 50.2976, 15.8733, 0.00, 0.00, 0.00, 0.00),
        SkyVector("Stockholm", "2026-12-21T11:00Z", 7.1786, 7.2989, 183.2909, 1.9594, 65.22, 307.52, 26.15, 211.37),
        SkyVector(
            "Stockholm", "2016-02-29T08:30Z", 16.5445, 16.5998, 140.9589, -12.4485, 230.46, 619.02, 53.61, 436.63),
        SkyVector("Stockholm", "2030-08-01T05:15Z", 18.0494, 18.1000, 84.9856, -6.3833, 246.32, 618.83, 54.07, 194.54),
        SkyVector("Stockholm", "2026-09-12T15:30Z", 12.7885, 12.8598, 255.9661, 3.7719, 155.61, 505.79, 43.04, 199.52),
        SkyVector("Zurich", "2026-03-20T12:00Z", 42.2259, 42.2444, 189.0394, -7.4331, 684.69, 893.37, 84.08, 934.34),
        SkyVector("Zurich", "2026-06-21T10:45Z", 64.5943, 64.6023, 156.6929, -1.8026, 925.35, 914.41, 99.31, 1000.52),
        SkyVector("Zurich", "2026-06-21T19:00Z", 2.8147, 3.0501, 302.3127, -1.8777, 9.64, 85.30, 5.11, 4.89),
        SkyVector("Zurich", "2026-10-25T01:15Z", -46.0344, -46.0344, 46.9664, 15.8733, 0.00, 0.00, 0.00, 0.00),
        SkyVector("Zurich", "2026-12-21T11:00Z", 18.9865, 19.0345, 174.2070, 1.9594, 280.44, 701.99, 51.49, 580.18),
        SkyVector("Zurich", "2016-02-29T08:30Z", 20.9664, 21.0097, 129.0140, -12.4485, 314.21, 724.47, 54.47, 492.84),
        SkyVector("Zurich", "2030-08-01T05:15Z", 10.3042, 10.3915, 74.5700, -6.3833, 108.52, 440.74, 29.02, 39.71),
        SkyVector("Zurich", "2026-09-12T15:30Z", 21.6344, 21.6762, 251.3342, 3.7719, 316.69, 711.40, 53.93, 387.91),
    ]

    @Test(arguments: vectors) func position_agreesWithSolarPositionAlgorithm(_ vector: SkyVector) throws {
        let instant = try #require(UTCInstant(iso8601: vector.time))
        let sun = SunPosition(at: instant, over: vector.position)
        #expect(abs(sun.elevation - vector.elevation) < 0.02)
        #expect(abs(sun.apparentElevation - vector.apparentElevation) < 0.05)
        #expect(abs(sun.azimuth - vector.azimuth) < 0.03)
        #expect(abs(sun.equationOfTime - vector.equationOfTime) < 0.1)
    }

    @Test(arguments: vectors) func clearSky_agreesWithPvlib(_ vector: SkyVector) throws {
        let instant = try #require(UTCInstant(iso8601: vector.time))
        let sun = SunPosition(at: instant, over: vector.position)
        let sky = ClearSky(sun: sun, date: instant.date, altitude: vector.position.altitude)
        #expect(abs(sky.globalHorizontal - vector.globalHorizontal) < 1)
        #expect(abs(sky.directNormal - vector.directNormal) < 1)
        #expect(abs(sky.diffuseHorizontal - vector.diffuseHorizontal) < 1)
        #expect(abs(sky.planeOfArray(sun: sun, tilt: 30, azimuth: 180) - vector.planeOfArray) < 1)
    }

    @Test func azimuth_staysBelowFullCircle_aroundMidnight() {
        let place = GeographicPosition(latitude: 59.33, longitude: 0)
        let midnight = UTCInstant(secondsSinceEpoch: 1_781_913_600)
        for minute in -30...30 {
            let sun = SunPosition(at: midnight.advanced(bySeconds: minute * 60), over: place)
            #expect((0..<360).contains(sun.azimuth))
        }
    }
}
