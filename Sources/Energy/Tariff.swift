// SPDX-License-Identifier: Apache-2.0

/// How a spot price becomes what the house pays and earns.
///
/// Import = (spot + fees) x (1 + VAT); export = spot x share + bonus, or a fixed price. Negative prices pass through. Prices
/// and fees may differ by month, day and hour: see `periods`.
public struct Tariff: Hashable, Sendable {
    /// What one exported kWh earns.
    public enum Export: Hashable, Sendable {
        /// `spot x share + bonus`, per kWh.
        case spot(share: Double, bonus: PricePerKWh)
        /// The same price at every hour that no period has another for.
        case fixed(PricePerKWh)
    }

    /// What one imported kWh costs before fees and tax.
    public enum Import: Hashable, Sendable {
        /// The day-ahead price of the slot.
        case spot
        /// The same price at every hour that no period has another for.
        case fixed(PricePerKWh)
    }

    /// ISO 4217 code, for example `EUR`.
    public let currency: String
    /// Energy price of import.
    public let energy: Import
    /// Grid fee, levies and supplier's margin per imported kWh, before VAT; at hours that no period has another for.
    public let importFees: PricePerKWh
    /// Value added tax on import, 0...1.
    public let vat: Double
    /// Price of export.
    public let export: Export
    /// Fee for the highest import in each calendar month of the site's clock, before VAT; nil for none.
    ///
    /// As the capacity tariffs of Flanders and of Swedish grid operators have it (*effekttariff*), but for some of their ways
    /// of counting: a least power that is billed, steps, means over several months, days or hours.
    public let peakFee: PricePerKWMonth?
    /// Which import that fee looks at.
    public let peakCounting: PeakCounting
    /// Hours with values of their own: each value is that of the first period that holds and says it, and the plain one
    /// where none does.
    public let periods: [TariffPeriod]
    /// The calendar of the periods.
    public let calendar: TariffCalendar

    /// Puts a tariff together.
    public init(
        currency: String, energy: Import, importFees: PricePerKWh, vat: Double, export: Export,
        peakFee: PricePerKWMonth? = nil, peakCounting: PeakCounting = .all, periods: [TariffPeriod] = [],
        calendar: TariffCalendar = .utc
    ) {
        self.currency = currency
        self.energy = energy
        self.importFees = importFees
        self.vat = vat
        self.export = export
        self.peakFee = peakFee
        self.peakCounting = peakCounting
        (self.periods, self.calendar) = (periods, calendar)
    }

    /// What a kW of the month's highest import costs, VAT included; nil where it costs nothing.
    public var peakPrice: PricePerKWMonth? {
        peakFee.flatMap { $0.value > 0 ? $0 * (1 + vat) : nil }
    }

    /// True where the import of a slot can raise what is paid for the month's peak.
    public func isPeakBilled(at slot: Slot) -> Bool { peakPrice != nil && peakCounting.share(at: slot) > 0 }

    /// True where import or export follows the spot price, so that without one there is no price.
    public var needsSpot: Bool {
        switch (energy, export) {
        case (.fixed, .fixed): false
        case (.spot, _), (_, .spot): true
        }
    }

    /// What an imported kWh costs in a slot, nil when the tariff needs a spot price and there is none.
    public func importPrice(spot: PricePerKWh?, at slot: Slot) -> PricePerKWh? {
        let fees = ownValue(at: slot) { $0.importFees } ?? importFees
        return switch energy {
        case .spot: spot.map { ($0 + fees) * (1 + vat) }
        case .fixed(let price): ((ownValue(at: slot) { $0.energy } ?? price) + fees) * (1 + vat)
        }
    }

    /// What an exported kWh earns in a slot, nil when the tariff needs a spot price and there is none.
    public func exportPrice(spot: PricePerKWh?, at slot: Slot) -> PricePerKWh? {
        switch export {
        case .spot(let share, let bonus): spot.map { $0 * share + bonus }
        case .fixed(let price): ownValue(at: slot) { $0.export } ?? price
        }
    }

    /// What the first period that holds in a slot and says a value has for it; nil where the plain one holds.
    private func ownValue(at slot: Slot, _ value: (TariffPeriod) -> PricePerKWh?) -> PricePerKWh? {
        for period in periods {
            if let own = value(period), period.times.contains(slot, in: calendar) { return own }
        }
        return nil
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
    public func prices(spot: PricePerKWh?, at slot: Slot) -> SlotPrices? {
        guard let importPrice = importPrice(spot: spot, at: slot), let exportPrice = exportPrice(spot: spot, at: slot)
        else { return nil }
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
