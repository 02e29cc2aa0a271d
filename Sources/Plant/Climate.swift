// SPDX-License-Identifier: Apache-2.0

/// Outdoor temperature and cloudiness of a place, as the generator of weather needs them.
public struct Climate: Hashable, Sendable {
    /// Mean of the year, degrees Celsius.
    public var meanTemperature: Double
    /// Half the difference between the warmest and the coldest day of the year, K.
    public var seasonalAmplitude: Double
    /// Half the difference between afternoon and night under a clear sky, K.
    public var dailyAmplitude: Double
    /// Standard deviation of the weather around these waves, K.
    public var temperatureDeviation: Double
    /// Standing of the clouds: 0 = half covered, negative = clearer, positive = duller; about -2...2.
    public var cloudBias: Double
    /// Hours after which a weather front has passed: the correlation of the clouds falls to 1/e, > 0.
    public var frontHours: Double

    /// Puts a climate together; by default that of Stockholm.
    public init(
        meanTemperature: Double = 7.5, seasonalAmplitude: Double = 10.5, dailyAmplitude: Double = 3.5,
        temperatureDeviation: Double = 3, cloudBias: Double = 0, frontHours: Double = 10
    ) {
        self.meanTemperature = meanTemperature
        self.seasonalAmplitude = seasonalAmplitude
        self.dailyAmplitude = dailyAmplitude
        self.temperatureDeviation = temperatureDeviation
        self.cloudBias = cloudBias
        self.frontHours = frontHours
    }
}
