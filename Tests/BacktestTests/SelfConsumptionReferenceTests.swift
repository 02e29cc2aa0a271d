// SPDX-License-Identifier: Apache-2.0

import Backtest
import Energy
import Policies
import Testing

/// Cost without battery, with self-consumption, and that adjusted for the energy left, EUR over two months.
///
/// Reference: numpy on the same files (`battery_lp.py` of the benchmark). The hourly houses are billed by the hour there
/// and by quarter hours here; with one price and one net load per hour both come to the same.
@Test(
    arguments: [
        ("home_de_a", 240.6217, 213.8794, 214.7058), ("home_de_b", 263.2656, 247.3094, 248.1357),
        ("home_de_c", 174.8358, 134.1716, 134.9980), ("home_ca_01", 182.5634, 111.4994, 112.2879),
        ("home_ca_03", 105.2462, 52.4431, 53.1063), ("home_ca_07", 28.7566, -8.2143, -8.8420),
        ("home_ca_11", 221.3520, 190.7217, 191.5102), ("home_ca_16", 199.8497, 129.8777, 130.6662),
    ])
func selfConsumption_costsWhatTheReferenceSays(
    home: String, noBattery: Double, cost: Double, adjusted: Double
) throws {
    let isGerman = home.hasPrefix("home_de")
    guard
        let house = try Benchmark.house(
            home, from: isGerman ? "2016-10-31T23:00Z" : "2017-05-31T23:00Z",
            to: isGerman ? "2016-12-31T23:00Z" : "2017-07-31T23:00Z")
    else { return }
    var rule = SelfConsumption()
    // The rule looks at nothing, so it needs to be told nothing.
    let result = try #require(Backtest(house, mode: .perfect, horizonSlots: 1).run(&rule))
    #expect(abs(result.noBattery.value - noBattery) < 0.00006)
    #expect(abs(result.cost.value - cost) < 0.00006)
    #expect(abs(result.socAdjustedCost.value - adjusted) < 0.00006)
    #expect(result.modeChanges == 0)
}
