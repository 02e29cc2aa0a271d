// SPDX-License-Identifier: Apache-2.0

import Energy
import Policies

extension BacktestHouse {
    /// Whether all of the PV is best turned down in a slot: every kWh imported earns money, none exported does, and no peak is
    /// billed that more import could raise.
    private func isPaidToImport(_ index: Int) -> Bool {
        prices[index].importPrice < .zero && prices[index].exportPrice <= .zero
            && !tariff.isPeakBilled(at: window.lowerBound.advanced(by: index))
    }

    /// A slot of the window for whoever turns PV down as is cheapest.
    ///
    /// - Returns: its net load, its prices where nothing has to be exported at a loss, and the highest export a discharge may
    ///   cause, W: what is turned down is PV, and never more than there is.
    func withLimitedPV(_ index: Int) -> (netLoad: Watts, prices: SlotPrices, exportLimit: Double) {
        let (netLoad, price) = (netLoads[index], prices[index])
        if isPaidToImport(index) { return (netLoad + pvPowers[index], price, .infinity) }
        guard price.exportPrice < .zero else { return (netLoad, price, .infinity) }
        return (netLoad, SlotPrices(importPrice: price.importPrice, exportPrice: .zero), pvPowers[index].value)
    }

    /// The PV power that is turned down in a slot of the window where that is cheapest, >= 0.
    ///
    /// - Parameter outcome: what the battery does.
    func cheapestCurtailment(_ index: Int, _ outcome: SlotBattery.Outcome) -> Watts {
        let price = prices[index]
        if isPaidToImport(index) { return pvPowers[index] }
        guard price.exportPrice < .zero else { return .zero }
        return max(.zero, min(pvPowers[index], outcome.power - netLoads[index]))
    }
}
