// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A place on earth.
public struct GeographicPosition: Hashable, Sendable {
    /// Degrees north of the equator, -90...90.
    public let latitude: Double
    /// Degrees east of Greenwich, -180...180.
    public let longitude: Double
    /// Metres above the sea.
    public let altitude: Double

    /// Puts a position together.
    public init(latitude: Double, longitude: Double, altitude: Double = 0) {
        self.latitude = latitude
        self.longitude = longitude
        self.altitude = altitude
    }
}

/// Where the sun stands at a moment, by the equations of NOAA's solar calculator (after Meeus, "Astronomical Algorithms").
///
/// Between 1950 and 2050 within 0.02 degrees of the NREL solar position algorithm.
public struct SunPosition: Hashable, Sendable {
    /// Height of the sun's centre above the horizon without the atmosphere, degrees.
    public let elevation: Double
    /// Height as seen, lifted by refraction, degrees.
    public let apparentElevation: Double
    /// Direction, degrees clockwise from north, 0..<360.
    public let azimuth: Double
    /// Sundial time minus mean solar time, minutes.
    public let equationOfTime: Double

    /// The sun's position over a place at a moment.
    public init(at instant: UTCInstant, over position: GeographicPosition) {
        let sun = SolarCoordinates(at: instant)
        let latitude = position.latitude * radiansPerDegree
        let minutes = Double(instant.secondOfDay) / 60
        let hourAngle = ((minutes + sun.equationOfTime + 4 * position.longitude) / 4 - 180) * radiansPerDegree
        let cosineOfZenith =
            sin(latitude) * sin(sun.declination) + cos(latitude) * cos(sun.declination) * cos(hourAngle)
        elevation = asin(max(-1, min(1, cosineOfZenith))) / radiansPerDegree
        apparentElevation = elevation + Self.refraction(elevation: elevation)
        let fromSouth = atan2(sin(hourAngle), cos(hourAngle) * sin(latitude) - tan(sun.declination) * cos(latitude))
        let degrees = 180 + fromSouth / radiansPerDegree
        azimuth = degrees >= 360 ? degrees - 360 : degrees
        equationOfTime = sun.equationOfTime
    }

    /// How far the atmosphere lifts the sun, degrees (NOAA).
    private static func refraction(elevation h: Double) -> Double {
        if h > 85 { return 0 }
        let t = tan(h * radiansPerDegree)
        if h > 5 { return (58.1 / t - 0.07 / (t * t * t) + 0.000_086 / (t * t * t * t * t)) / 3600 }
        if h > -0.575 { return (1735 + h * (-518.2 + h * (103.4 + h * (-12.79 + 0.711 * h)))) / 3600 }
        return -20.774 / t / 3600
    }
}

let radiansPerDegree = Double.pi / 180

/// What the sun's position has that is the same for every place.
private struct SolarCoordinates {
    /// Declination, radians.
    let declination: Double
    /// Minutes.
    let equationOfTime: Double

    /// NOAA's names are kept: `t` Julian centuries since 2000, `m` mean anomaly, `e` eccentricity, `omega` node of the moon.
    init(at instant: UTCInstant) {
        let julianDay = Double(instant.secondsSinceEpoch) / 86_400 + 2_440_587.5
        let t = (julianDay - 2_451_545) / 36_525
        let meanLongitude = (280.46646 + t * (36_000.76983 + 0.000_303_2 * t)) * radiansPerDegree
        let m = (357.52911 + t * (35_999.05029 - 0.000_153_7 * t)) * radiansPerDegree
        let e = 0.016_708_634 - t * (0.000_042_037 + 0.000_000_126_7 * t)
        let center =
            sin(m) * (1.914_602 - t * (0.004_817 + 0.000_014 * t)) + sin(2 * m) * (0.019_993 - 0.000_101 * t)
            + 0.000_289 * sin(3 * m)
        let omega = (125.04 - 1934.136 * t) * radiansPerDegree
        let apparentLongitude = meanLongitude + (center - 0.005_69 - 0.004_78 * sin(omega)) * radiansPerDegree
        let seconds = 21.448 - t * (46.815 + t * (0.000_59 - 0.001_813 * t))
        let obliquity = (23 + (26 + seconds / 60) / 60 + 0.002_56 * cos(omega)) * radiansPerDegree
        declination = asin(sin(obliquity) * sin(apparentLongitude))
        let halfTangent = tan(obliquity / 2)
        let y = halfTangent * halfTangent
        let sum =
            y * sin(2 * meanLongitude) - 2 * e * sin(m) + 4 * e * y * sin(m) * cos(2 * meanLongitude)
            - 0.5 * y * y * sin(4 * meanLongitude) - 1.25 * e * e * sin(2 * m)
        equationOfTime = 4 * sum / radiansPerDegree
    }
}
