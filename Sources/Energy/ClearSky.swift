// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Irradiance under a cloudless sky, by the model of Ineichen and Perez (Solar Energy 73, 2002).
public struct ClearSky: Hashable, Sendable {
    /// Global irradiance on a horizontal plane, W/m2.
    public let globalHorizontal: Double
    /// Beam irradiance on a plane that faces the sun, W/m2.
    public let directNormal: Double
    /// Diffuse irradiance on a horizontal plane, W/m2.
    public let diffuseHorizontal: Double

    /// No light.
    public static let night = ClearSky(globalHorizontal: 0, directNormal: 0, diffuseHorizontal: 0)

    /// Puts irradiances together.
    public init(globalHorizontal: Double, directNormal: Double, diffuseHorizontal: Double) {
        self.globalHorizontal = globalHorizontal
        self.directNormal = directNormal
        self.diffuseHorizontal = diffuseHorizontal
    }

    /// The clear sky for a position of the sun.
    ///
    /// - Parameters:
    ///   - sun: where the sun stands.
    ///   - date: gives the distance to the sun.
    ///   - altitude: metres above the sea.
    ///   - linkeTurbidity: haze, 1 (none)...7; 3 is typical of middle Europe.
    public init(sun: SunPosition, date: CivilDate, altitude: Double, linkeTurbidity: Double = 3) {
        let cosineOfZenith = sin(sun.apparentElevation * radiansPerDegree)
        guard cosineOfZenith > 0 else {
            self = .night
            return
        }
        let airMass = Self.airMass(apparentElevation: sun.apparentElevation, altitude: altitude)
        let extraterrestrial = Self.extraterrestrial(date)
        let fh1 = exp(-altitude / 8000)
        let fh2 = exp(-altitude / 1250)
        let cg1 = 5.09e-5 * altitude + 0.868
        let cg2 = 3.92e-5 * altitude + 0.0387
        let haze = linkeTurbidity - 1
        let global = cg1 * extraterrestrial * cosineOfZenith * exp(-cg2 * airMass * (fh1 + fh2 * haze))
        let beam = extraterrestrial * (0.664 + 0.163 / fh1) * exp(-0.09 * airMass * haze)
        let share = 1 - (0.1 - 0.2 * exp(-linkeTurbidity)) / (0.1 + 0.882 / fh1)
        let direct = max(0, min(beam, global * share / cosineOfZenith))
        self.init(
            globalHorizontal: global, directNormal: direct, diffuseHorizontal: global - direct * cosineOfZenith)
    }

    /// Irradiance on a tilted plane under an isotropic sky, W/m2.
    ///
    /// - Parameters:
    ///   - sun: the position this sky was made for.
    ///   - tilt: degrees from the horizontal, 0...90.
    ///   - azimuth: where the plane faces, degrees clockwise from north.
    ///   - albedo: share of the light that the ground reflects, 0...1.
    public func planeOfArray(sun: SunPosition, tilt: Double, azimuth: Double, albedo: Double = 0.2) -> Double {
        guard globalHorizontal > 0 else { return 0 }
        let slope = tilt * radiansPerDegree
        let height = sun.apparentElevation * radiansPerDegree
        let turn = (sun.azimuth - azimuth) * radiansPerDegree
        let cosineOfIncidence = sin(height) * cos(slope) + cos(height) * sin(slope) * cos(turn)
        return directNormal * max(0, cosineOfIncidence) + diffuseHorizontal * (1 + cos(slope)) / 2
            + globalHorizontal * albedo * (1 - cos(slope)) / 2
    }

    /// Irradiance above the atmosphere, W/m2 (Spencer 1971).
    private static func extraterrestrial(_ date: CivilDate) -> Double {
        let angle = 2 * Double.pi * Double(date.dayOfYear - 1) / 365
        let distance =
            1.00011 + 0.034_221 * cos(angle) + 0.001_28 * sin(angle) + 0.000_719 * cos(2 * angle)
            + 0.000_077 * sin(2 * angle)
        return 1366.1 * distance
    }

    /// Air mass at the pressure of the altitude (Kasten and Young 1989).
    private static func airMass(apparentElevation: Double, altitude: Double) -> Double {
        let relative =
            1 / (sin(apparentElevation * radiansPerDegree) + 0.505_72 * pow(6.07995 + apparentElevation, -1.6364))
        return relative * pow(1 - 2.25577e-5 * altitude, 5.25588)
    }
}
