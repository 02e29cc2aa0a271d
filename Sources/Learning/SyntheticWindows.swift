// SPDX-License-Identifier: Apache-2.0

/// The windows of the network benchmarks: the load of the synthetic house, from its past and the weather's.
///
/// Equal, bit for bit, to `windows` of the peers' `perf/p45_forecasters.py`.
public enum SyntheticWindows {
    /// 19,000 windows of 24 x 16 with the next 6 loads: train on the first 17,000.
    public static func attentionLSTM() throws(NetworkError) -> TrainingWindows {
        try make(count: 19_000, windowLength: 24, channels: 16, horizon: 6, seed: 20_240_201, stride: 3)
    }

    /// 9,000 windows of 168 x 12 with the next 24 loads: train on the first 8,000.
    public static func temporalConvolution() throws(NetworkError) -> TrainingWindows {
        try make(count: 9_000, windowLength: 168, channels: 12, horizon: 24, seed: 20_240_301, stride: 7)
    }

    /// The first `count` windows of a kind; window `i` begins at quarter hour `96 + i * stride`.
    ///
    /// - Parameters:
    ///   - channels: how many of the 16 columns are taken, in 1...16.
    ///   - horizon: quarter hours of load after the window that are the targets.
    public static func make(
        count: Int, windowLength: Int, channels: Int, horizon: Int, seed: UInt64, stride: Int
    ) throws(NetworkError) -> TrainingWindows {
        let total = 96 + count * stride + windowLength + horizon
        let house = SyntheticHouse(count: total, seed: seed)
        var rows: [Float] = []
        rows.reserveCapacity(total * channels)
        for step in 0..<total { rows += columns(house, step).prefix(channels) }
        let starts = (0..<count).map { 96 + $0 * stride }
        let targets = starts.flatMap { start in
            (0..<horizon).map { Float(house.load[start + windowLength + $0] - 0.8) }
        }
        return try TrainingWindows(
            rows: rows, inputCount: channels, windowLength: windowLength, starts: starts, targets: targets,
            targetCount: horizon)
    }

    private static func columns(_ house: SyntheticHouse, _ step: Int) -> [Float] {
        let (quarter, year) = (house.quarter[step], house.year[step])
        let calendar = [
            SyntheticNoise.periodic(quarter / 96), SyntheticNoise.periodic(quarter / 96 + 0.25),
            SyntheticNoise.periodic(2 * quarter / 96), SyntheticNoise.periodic(2 * quarter / 96 + 0.25),
            SyntheticNoise.periodic(year), SyntheticNoise.periodic(year + 0.25),
        ]
        let day = step < 96 ? step : step - 96
        let all =
            scaled(house, step) + [house.cloud[step] - 0.5, house.weekend[step]] + calendar + scaled(house, day)
        return all.map { Float($0) }
    }

    /// Load, temperature, irradiance and price.
    private static func scaled(_ house: SyntheticHouse, _ step: Int) -> [Double] {
        [
            house.load[step] - 0.8, (house.temperature[step] - 10) / 10, house.irradiance[step] / 500 - 0.4,
            (house.price[step] - 0.25) * 10,
        ]
    }
}
