// SPDX-License-Identifier: Apache-2.0

/// A made-up house in quarter hours, the same bits on every machine: the workload of the benchmarks.
///
/// Equal, bit for bit, to `house` of the peers' `perf/common.py`, so that a measured ratio compares equal work. It is no
/// model of a real house; nothing is learnt from it that is used.
public struct SyntheticHouse: Sendable {
    /// Quarter hour of the day, 0...95.
    public private(set) var quarter: [Double] = []
    /// Day of the week, 0...6; 5 and 6 are the weekend.
    public private(set) var dayOfWeek: [Double] = []
    /// Time in years of 35,040 quarter hours.
    public private(set) var year: [Double] = []
    /// 1 on weekends, else 0.
    public private(set) var weekend: [Double] = []
    /// Outdoor temperature, degrees Celsius.
    public private(set) var temperature: [Double] = []
    /// Cloud cover, fraction in 0...1.
    public private(set) var cloud: [Double] = []
    /// Irradiance, W/m2.
    public private(set) var irradiance: [Double] = []
    /// Load, kW, at least 0.05.
    public private(set) var load: [Double] = []
    /// Price per kWh.
    public private(set) var price: [Double] = []

    /// The seed of the benchmarks.
    public static let defaultSeed: UInt64 = 20_240_101

    /// The first `count` quarter hours of the house with a seed.
    public init(count: Int, seed: UInt64 = defaultSeed) {
        let temperatureNoise = Self.autoregressive(seed: seed, count: count, memory: 0.995, scale: 0.15)
        let loadNoise = Self.autoregressive(seed: seed &+ 1, count: count, memory: 0.90, scale: 0.12)
        let cloudNoise = Self.autoregressive(seed: seed &+ 2, count: count, memory: 0.98, scale: 0.04)
        let events = SyntheticNoise.uniform(seed: seed &+ 3, count: count)
        for step in 0..<count {
            appendCalendar(Double(step))
            appendWeather(step, temperatureNoise: temperatureNoise[step], cloudNoise: cloudNoise[step])
            appendLoad(step, event: events[step] < 0.02 ? 1.8 : 0, noise: loadNoise[step])
            appendPrice(step, cloudNoise: cloudNoise[step])
        }
    }

    /// `v[k] = memory * v[k - 1] + scale * gaussian[k]`, from zero.
    private static func autoregressive(seed: UInt64, count: Int, memory: Double, scale: Double) -> [Double] {
        var value = 0.0
        return SyntheticNoise.gaussian(seed: seed, count: count).map { noise in
            value = memory * value + scale * noise
            return value
        }
    }

    private mutating func appendCalendar(_ t: Double) {
        quarter.append(t.truncatingRemainder(dividingBy: 96))
        let day = (t / 96).rounded(.down)
        let weekday = day.truncatingRemainder(dividingBy: 7)
        dayOfWeek.append(weekday)
        year.append(t / 35_040)
        weekend.append(weekday >= 5 ? 1 : 0)
    }

    private mutating func appendWeather(_ step: Int, temperatureNoise: Double, cloudNoise: Double) {
        let day = quarter[step] / 96
        let season = 9 * SyntheticNoise.periodic(year[step] + 0.25 - 0.05)
        let daily = 4 * SyntheticNoise.periodic(day - 0.375)
        temperature.append(10 - season + daily + temperatureNoise)
        let cover = min(max(0.5 + cloudNoise, 0), 1)
        cloud.append(cover)
        let seasonalHeight = 0.35 * SyntheticNoise.periodic(year[step] - 0.22)
        let elevation = SyntheticNoise.periodic(day - 0.25) + seasonalHeight - 0.15
        irradiance.append(1000 * max(elevation, 0) * (1 - 0.75 * cover))
    }

    private mutating func appendLoad(_ step: Int, event: Double, noise: Double) {
        let day = quarter[step] / 96
        let evening = 0.55 * max(SyntheticNoise.periodic(day - 0.55), 0)
        let meals = 0.45 * max(SyntheticNoise.periodic(2 * quarter[step] / 96 - 0.35), 0)
        let occupancy = 0.25 + evening + meals * (1 - 0.4 * weekend[step]) + 0.15 * weekend[step]
        let heat = 0.09 * max(16 - temperature[step], 0)
        let heating = heat * (0.8 + 0.2 * SyntheticNoise.periodic(day))
        load.append(max(0.05, 0.2 + occupancy + heating + event + noise))
    }

    private mutating func appendPrice(_ step: Int, cloudNoise: Double) {
        let daily = 0.06 * SyntheticNoise.periodic(2 * quarter[step] / 96 - 0.30)
        let sun = 0.05 * irradiance[step] / 1000
        let weekly = 0.02 * SyntheticNoise.periodic(dayOfWeek[step] / 7)
        price.append(0.25 + daily - sun + weekly + 0.02 * cloudNoise)
    }
}
