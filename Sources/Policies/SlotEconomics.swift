// SPDX-License-Identifier: Apache-2.0

import Energy

/// What a battery power costs in one slot, given its net load and prices; in kW, kWh and currency per kWh.
package struct SlotEconomics: Hashable, Sendable {
    /// Load minus PV, kW, + = deficit.
    package let netLoad: Double
    /// Currency per imported kWh.
    package let importPrice: Double
    /// Currency per exported kWh.
    package let exportPrice: Double
    /// Currency per kWh discharged.
    package let wear: Double
    /// Import above which the month's peak rises, and what it costs.
    package let peak: PeakThreshold
    /// Highest import that a charge may raise the month's peak to, kW; infinite where no peak is billed.
    package let importLimit: Double
    /// Highest charge power that neither the battery nor the site's import limit forbids, kW >= 0.
    let plannableCharge: Double
    /// Highest charge power that leaves the month's peak alone too, kW >= 0.
    package let maxCharge: Double
    /// Highest discharge power that neither the battery nor the site's export limit forbids, kW >= 0.
    package let maxDischarge: Double

    /// The economics of a slot.
    ///
    /// - Parameters:
    ///   - netLoad: W, + = deficit.
    ///   - siteLimit: highest import the site allows, W.
    ///   - importLimit: highest import a charge may raise the month's peak to, W.
    ///   - exportLimit: highest export a discharge may cause, W.
    ///   - peak: import that no charge raises the grid above.
    package init(
        netLoad: Double, prices: SlotPrices, battery: SlotBattery, siteLimit: Double = .infinity,
        importLimit: Double = .infinity, exportLimit: Double = .infinity, peak: PeakThreshold = .none
    ) {
        self.netLoad = netLoad / 1000
        importPrice = prices.importPrice.value
        exportPrice = prices.exportPrice.value
        wear = battery.wear.value
        self.peak = peak
        self.importLimit = min(importLimit / 1000, peak.power)
        plannableCharge = max(0, min(battery.maxCharge.value, siteLimit - netLoad)) / 1000
        maxCharge = max(0, min(plannableCharge, self.importLimit - self.netLoad))
        maxDischarge = max(0, min(battery.maxDischarge.value, netLoad + exportLimit)) / 1000
    }

    /// What the slot costs at a battery power, kW, + = discharge; wear included.
    @inline(__always)
    package func cost(batteryPower: Double) -> Double {
        let grid = netLoad - batteryPower
        let price = grid > 0 ? importPrice : exportPrice
        return Slot.hours * (price * grid + wear * max(0, batteryPower) + peak.price * max(0, grid - peak.power))
    }
}

extension SlotEconomics {
    /// The economics a policy plans a slot with: nothing is discharged where that is paid for.
    ///
    /// At a negative import price the losses of a battery earn money, so that charging and discharging in circles would pay;
    /// a negative export price can make room for the next charge worth its price. Both wear the battery to burn energy, and
    /// neither is planned: no discharge at a negative import price, none into the grid at a negative export price.
    ///
    /// - Parameters:
    ///   - netLoad: W, + = deficit.
    ///   - canLimitPV: true when surplus can be turned down instead of exported at a negative price.
    ///   - importLimit: highest import a charge may raise the month's peak to, W.
    ///   - peak: where import raises the month's peak.
    static func planned(
        netLoad: Double, prices: SlotPrices, battery: SlotBattery, site: Site, canLimitPV: Bool,
        importLimit: Double = .infinity, peak: PeakThreshold = .none
    ) -> SlotEconomics {
        var exportLimit = site.plannableExport
        if prices.exportPrice < .zero { exportLimit = 0 }
        if prices.importPrice < .zero { exportLimit = -.infinity }
        let exportPrice = canLimitPV ? max(.zero, prices.exportPrice) : prices.exportPrice
        return SlotEconomics(
            netLoad: netLoad, prices: SlotPrices(importPrice: prices.importPrice, exportPrice: exportPrice),
            battery: battery, siteLimit: site.plannableImport, importLimit: importLimit, exportLimit: exportLimit,
            peak: peak)
    }
}

/// A slot whose net load is not known for sure: some cases and how likely each is.
package struct UncertainSlot: Hashable, Sendable {
    /// At least one; they differ in net load and what follows from it.
    package let cases: [SlotEconomics]
    /// As many as cases, > 0, sum 1.
    package let weights: [Double]
    /// Mean net load, kW.
    package let netLoad: Double
    /// The largest surplus of any case, kW >= 0.
    package let highestSurplus: Double
    /// The largest deficit of any case, kW >= 0.
    package let highestDeficit: Double
    /// The highest charge power open in every case, kW.
    package let maxCharge: Double
    /// The highest charge power to ask for, kW: open in a case, and inside the site's limit in all; in the others the import
    /// limit of the month's peak cuts it.
    let highestCharge: Double
    /// The highest discharge power open in every case, kW.
    package let maxDischarge: Double

    /// A slot with one case that is sure.
    package init(_ economics: SlotEconomics) { self.init(cases: [economics], weights: [1]) }

    /// A slot from its cases.
    ///
    /// - Parameters:
    ///   - cases: at least one.
    ///   - weights: as many as cases, sum 1.
    package init(cases: [SlotEconomics], weights: [Double]) {
        precondition(!cases.isEmpty && cases.count == weights.count, "\(cases.count) cases, \(weights.count) weights")
        self.cases = cases
        self.weights = weights
        netLoad = zip(cases, weights).reduce(0) { $0 + $1.0.netLoad * $1.1 }
        highestSurplus = cases.reduce(0) { max($0, -$1.netLoad) }
        highestDeficit = cases.reduce(0) { max($0, $1.netLoad) }
        maxCharge = cases.reduce(.infinity) { min($0, $1.maxCharge) }
        highestCharge = min(
            cases.reduce(0) { max($0, $1.maxCharge) }, cases.reduce(.infinity) { min($0, $1.plannableCharge) })
        maxDischarge = cases.reduce(.infinity) { min($0, $1.maxDischarge) }
    }

    /// Price of an imported kWh, the same in all cases.
    package var importPrice: Double { cases[0].importPrice }
    /// Price of an exported kWh, the same in all cases.
    package var exportPrice: Double { cases[0].exportPrice }
    /// True when discharging would be paid for, so that no intent with a discharge is worth looking at.
    var forbidsDischarge: Bool { importPrice < 0 }
    /// Highest import that a charge may raise the month's peak to, W, the same in all cases; nil where no peak is billed.
    var importLimit: Watts? { cases[0].importLimit.isFinite ? Watts(cases[0].importLimit * 1000) : nil }
    /// Where the month's peak rises, the same in all cases.
    var peak: PeakThreshold { cases[0].peak }
    /// Wear per kWh discharged, the same in all cases.
    package var wear: Double { cases[0].wear }
}

extension Site {
    /// The highest import a plan may cause, W: the contract's and 90 % of the main fuse, as the fuse interlock has it.
    var plannableImport: Double {
        let fuse = 0.9 * mainFuse.value * nominalVoltage.value * Double(phases)
        return min(importLimit?.value ?? .infinity, fuse)
    }

    /// The highest export a plan may cause, W.
    var plannableExport: Double { exportLimit?.value ?? .infinity }
}
