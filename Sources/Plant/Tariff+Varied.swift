// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy

extension Tariff {
    /// A tariff drawn from a seed, in EUR.
    ///
    /// One in five is the spot price alone, for import and export. One in five is a contract of fixed prices: 0.20 to 0.40 for
    /// import and 0 to 0.12 for export. The others add fees of up to 0.22 per kWh and up to 25 % VAT to the spot price, and pay
    /// for export the spot price and a bonus (half of them), a fixed price (three in ten) or nothing. One in four
    /// bills the month's highest quarter hour too, at 1 to 6 per kW.
    public static func varied(seed: UInt64) -> Tariff {
        var generator = SplitMix64.stream(.tariff, of: seed)
        let (kind, exportKind) = (generator.nextUniform(), generator.nextUniform())
        let peakFee = peakFee(seed: seed)
        func price(_ range: ClosedRange<Double>) -> PricePerKWh {
            PricePerKWh(generator.uniform(range, step: 0.005))
        }
        if kind < 0.2 {
            return Tariff(
                currency: "EUR", energy: .spot, importFees: .zero, vat: 0, export: .spot(share: 1, bonus: .zero),
                peakFee: peakFee)
        }
        if kind < 0.4 {
            return Tariff(
                currency: "EUR", energy: .fixed(price(0.2...0.4)), importFees: .zero, vat: 0,
                export: .fixed(price(0...0.12)), peakFee: peakFee)
        }
        let fees = price(0...0.22)
        let vat = generator.uniform(0...0.25, step: 0.01)
        let export: Export =
            if exportKind < 0.5 {
                .spot(share: generator.uniform(0.8...1, step: 0.05), bonus: price(0...0.03))
            } else {
                .fixed(exportKind < 0.8 ? price(0.03...0.12) : .zero)
            }
        return Tariff(
            currency: "EUR", energy: .spot, importFees: fees, vat: vat, export: export, peakFee: peakFee)
    }

    private static func peakFee(seed: UInt64) -> PricePerKWMonth? {
        var generator = SplitMix64.stream(.peakFee, of: seed)
        let (isBilled, fee) = (generator.nextUniform() < 0.25, generator.uniform(1...6, step: 0.5))
        return isBilled ? PricePerKWMonth(fee) : nil
    }
}
