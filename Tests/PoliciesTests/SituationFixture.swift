// SPDX-License-Identifier: Apache-2.0

import Energy
import HearthTestKit
import Policies

/// A situation from plain numbers: net load in kW and prices per kWh by slot, forecasts that are sure.
func situation(
    netLoad: [Double], importPrice: [Double], exportPrice: [Double], stateOfCharge: Double? = 0.5,
    battery: BatteryDescription = wholeBattery, site: Site = Fixture.site
) -> PolicySituation {
    let load = netLoad.map { max(0, $0) * 1000 }
    let pv = netLoad.map { max(0, -$0) * 1000 }
    return PolicySituation(
        now: firstSlot, stateOfCharge: [stateOfCharge], batteries: [battery],
        prices: zip(importPrice, exportPrice).map {
            SlotPrices(importPrice: PricePerKWh($0), exportPrice: PricePerKWh($1))
        },
        load: forecast(load), pv: forecast(pv), site: site)
}

/// A forecast in W, without width unless a band is given.
func forecast(_ p50: [Double], p10: [Double]? = nil, p90: [Double]? = nil) -> Forecast? {
    Forecast(
        firstSlot: firstSlot, p10: p10 ?? p50, p50: p50, p90: p90 ?? p50, madeAt: firstSlot.start, model: "test")
}

let firstSlot = Slot(index: 1_640_000)

/// 10 kWh, 5 kW, round trip 0.92, all of it usable.
let wholeBattery = BatteryDescription(
    capacity: WattHours(10_000), maxCharge: Watts(5000), maxDischarge: Watts(5000), roundTripEfficiency: 0.92, floor: 0,
    ceiling: 1)

/// A coarse grid where the test is not about the last cent: debug builds are slow.
let coarse = RollingOptimiser.Parameters(gridNodes: 201, uncertainGridNodes: 101)
