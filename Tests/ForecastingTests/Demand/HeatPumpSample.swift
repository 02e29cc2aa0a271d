// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy
import Forecasting

/// A made-up house whose heat pump follows the weather, hours, kW.
struct HeatPumpSample {
    /// Degrees Celsius, fronts of some days over a cooling autumn.
    let temperature: [Double]
    let heatPump: [Double]
    let household: [Double]

    init(days: Int, seed: UInt64 = 5) {
        var generator = SplitMix64(seed: seed)
        var (front, noise) = (0.0, 0.0)
        household = HouseSample.demand(days: days).map { 0.4 * $0 }
        var temperature: [Double] = []
        for step in 0..<24 * days {
            front = 0.98 * front + 1.6 * (generator.nextUniform() - 0.5)
            let daily = 3 * (abs(Double(step % 24) - 2) < 12 ? abs(Double(step % 24) - 2) / 12 : 1)
            temperature.append(12 - 0.06 * Double(step) / 24 + daily + 3 * front)
        }
        heatPump = temperature.indices.map { step in
            let day = temperature[max(0, step - 11)...step]
            let mean = day.reduce(0, +) / Double(day.count)
            noise = 0.6 * noise + 0.2 * (generator.nextUniform() - 0.5)
            return max(0, 0.25 * max(0, 15 - mean) / (2.5 + 0.06 * temperature[step]) + noise)
        }
        self.temperature = temperature
    }

    func inputs(withTemperature: Bool) -> HouseInputs {
        .demand(
            HouseSample.series(zip(household, heatPump).map(+)), heatPump: HouseSample.series(heatPump),
            calendar: HouseSample.calendar, temperature: withTemperature ? HouseSample.series(temperature) : nil)
    }
}
