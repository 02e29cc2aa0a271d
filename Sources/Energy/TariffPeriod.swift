// SPDX-License-Identifier: Apache-2.0

/// What a tariff takes at some hours in place of its plain values; what is nil is not said here.
public struct TariffPeriod: Hashable, Sendable {
    /// Name for people.
    public let name: String
    /// When it holds.
    public let times: CalendarPeriod
    /// Energy price of import, before fees and tax; without effect where import follows the spot price.
    public let energy: PricePerKWh?
    /// Grid fee, levies and supplier's margin per imported kWh, before VAT.
    public let importFees: PricePerKWh?
    /// What an exported kWh earns; without effect where export follows the spot price.
    public let export: PricePerKWh?

    /// Puts a period together.
    public init(
        name: String, times: CalendarPeriod, energy: PricePerKWh? = nil, importFees: PricePerKWh? = nil,
        export: PricePerKWh? = nil
    ) {
        (self.name, self.times) = (name, times)
        (self.energy, self.importFees, self.export) = (energy, importFees, export)
    }
}
