// SPDX-License-Identifier: Apache-2.0

import Energy

/// Where an array stands and how it is put up.
public struct ArraySite: Hashable, Sendable {
    /// The place.
    public let position: GeographicPosition
    /// Degrees from the horizontal, 0...90.
    public let tilt: Double
    /// Where it faces, degrees clockwise from north.
    public let azimuth: Double

    /// A site; where the geometry is not known, 30 degrees towards the equator.
    ///
    /// The model uses only how the clear sky's yield changes from day to day, so that a guess does.
    public init(position: GeographicPosition, tilt: Double = 30, azimuth: Double? = nil) {
        (self.position, self.tilt) = (position, tilt)
        self.azimuth = azimuth ?? (position.latitude >= 0 ? 180 : 0)
    }

    /// Irradiance of the plane under a clear sky in the middle of each step, W/m2, never below that of deep dusk.
    func clearSky(_ series: StepSeries, count: Int) -> [Double] {
        (0..<count).map { step in
            let middle = series.instant(step).advanced(bySeconds: series.stepSeconds / 2)
            let sun = SunPosition(at: middle, over: position)
            let sky = ClearSky(sun: sun, date: middle.date, altitude: position.altitude)
            return max(Self.dusk, sky.planeOfArray(sun: sun, tilt: tilt, azimuth: azimuth))
        }
    }

    /// W/m2; below it the hour of sunrise and not the season decides about the yield.
    private static let dusk = 30.0
}
