// SPDX-License-Identifier: Apache-2.0

import Energy

/// The house all backtests are compared on.
enum BenchmarkHouse {
    /// Import 1.25 x (spot + 0.10), export at spot.
    ///
    /// - Parameters:
    ///   - importFee: EUR per imported kWh, before VAT.
    ///   - vat: share, 0.25 for 25 %.
    ///   - peakFee: EUR per kW of each month's highest quarter hour, before VAT.
    static func tariff(importFee: Double = 0.10, vat: Double = 0.25, peakFee: Double = 0) -> Tariff {
        Tariff(
            currency: "EUR", energy: .spot, importFees: PricePerKWh(importFee), vat: vat,
            export: .spot(share: 1, bonus: .zero), peakFee: peakFee > 0 ? PricePerKWMonth(peakFee) : nil)
    }
    /// 3 x 63 A, so that nothing but the battery limits.
    static let site = Site(
        name: "benchmark", timeZone: .centralEuropean, mainFuse: Amperes(63), phases: 3, exportLimit: nil,
        importLimit: nil, pvPeak: Watts(20_000))
}
