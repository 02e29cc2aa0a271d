// SPDX-License-Identifier: Apache-2.0

/// How a spot price becomes what the house pays and earns.
///
/// Import = (spot + fees) x (1 + VAT); export = spot x share + bonus, or a fixed price. Negative prices pass through.
public struct Tariff: Hashable, Sendable {
    /// What one exported kWh earns.
    public enum Export: Hashable, Sendable {
        /// `spot x share + bonus`, per kWh.
        case spot(share: Double, bonus: PricePerKWh)
        /// The same price at every hour.
        case fixed(PricePerKWh)
    }

    /// What one imported kWh costs before fees and tax.
    public enum Import: Hashable, Sendable {
        /// The day-ahead price of the slot.
        case spot
        /// The same price at every hour.
        case fixed(PricePerKWh)
    }

    /// ISO 4217 code, for example `EUR`.
    public let currency: String
    /// Energy price of import.
    public let energy: Import
    /// Grid fee, levies and supplier's margin per imported kWh, before VAT.
    public let importFees: PricePerKWh
    /// Value added tax on import, 0...1.
    public let vat: Double
    /// Price of export.
    public let export: Export
    /// Fee for the highest quarter hour of import in each calendar month of the site's clock, before VAT; nil for none.
    ///
    /// As the capacity tariffs of Flanders and of Swedish grid operators have it (*effekttariff*), but for their own ways
    /// of counting: a least power that is billed, means over several months or hours, nights that count half.
    public let peakFee: PricePerKWMonth?

    /// Puts a tariff together.
    public init(
        currency: String, energy: Import, importFees: PricePerKWh, vat: Double, export: Export,
        peakFee: PricePerKWMonth? = nil
    ) {
        self.currency = currency
        self.energy = energy
        self.importFees = importFees
        self.vat = vat
        self.export = export
        self.peakFee = peakFee
    }

    /// What a kW of the month's highest quarter hour costs, VAT included; nil where it costs nothing.
    public var peakPrice: PricePerKWMonth? {
        peakFee.flatMap { $0.value > 0 ? $0 * (1 + vat) : nil }
    }

    /// What an imported kWh costs, nil when the tariff needs a spot price and there is none.
    public func importPrice(spot: PricePerKWh?) -> PricePerKWh? {
        switch energy {
        case .spot: spot.map { ($0 + importFees) * (1 + vat) }
        case .fixed(let price): (price + importFees) * (1 + vat)
        }
    }

    /// What an exported kWh earns, nil when the tariff needs a spot price and there is none.
    public func exportPrice(spot: PricePerKWh?) -> PricePerKWh? {
        switch export {
        case .spot(let share, let bonus): spot.map { $0 * share + bonus }
        case .fixed(let price): price
        }
    }

    /// What the energy of a quarter hour costs; the month's peak is not in it, see `MonthlyPeak`.
    ///
    /// - Parameters:
    ///   - gridImport: mean power over the slot, + = import.
    ///   - prices: of the slot.
    public static func cost(gridImport: Watts, prices: SlotPrices) -> Money {
        let price = gridImport.value > 0 ? prices.importPrice : prices.exportPrice
        return price * gridImport.energy(seconds: Double(Slot.seconds))
    }

    /// Both prices of a slot, nil when one of them is not known.
    public func prices(spot: PricePerKWh?) -> SlotPrices? {
        guard let importPrice = importPrice(spot: spot), let exportPrice = exportPrice(spot: spot) else { return nil }
        return SlotPrices(importPrice: importPrice, exportPrice: exportPrice)
    }
}

/// What import costs and export earns in one slot.
@frozen public struct SlotPrices: Hashable, Sendable {
    /// Cost of an imported kWh.
    public let importPrice: PricePerKWh
    /// Earning of an exported kWh.
    public let exportPrice: PricePerKWh
    /// Pairs the two.
    @inlinable public init(importPrice: PricePerKWh, exportPrice: PricePerKWh) {
        (self.importPrice, self.exportPrice) = (importPrice, exportPrice)
    }
}
