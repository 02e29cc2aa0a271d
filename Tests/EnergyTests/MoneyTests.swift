// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

@Suite struct QuantityTests {
    @Test func powerOverTime_isEnergyAndMoney() {
        let energy = Watts(2000).energy(seconds: 900)
        #expect(energy == WattHours(500))
        #expect(energy.kWh == 0.5)
        #expect(PricePerKWh(0.30) * energy == Money(0.15))
        #expect(Watts(3000) / Watts(1500) == 2)
        #expect(-Watts(5) == Watts(-5))
        #expect(Watts(-5).magnitude == Watts(5))
        #expect(2 * Watts(5) - Watts(4) / 2 == Watts(8))
        #expect(!Watts(.nan).isFinite)
    }

    @Test func quantities_sayTheirUnit() {
        #expect(Watts(1234.5678).description == "1234.568 W")
        #expect(Celsius(-7.50).description == "-7.5 °C")
        #expect(PricePerKWh(0.1).description == "0.1 /kWh")
        #expect(WattHours(12).description == "12 Wh")
    }

    @Test(arguments: [
        (0.0, 0, "0"), (-0.0, 2, "0.00"), (1.005, 2, "1.00"), (2.5, 0, "3"), (-2.5, 0, "-3"), (0.125, 2, "0.13"),
        (-0.004, 2, "0.00"), (123_456.789, 3, "123456.789"), (0.05, 9, "0.050000000"), (1e15, 0, "1000000000000000"),
        (.nan, 2, "nan"), (.infinity, 2, "inf"), (-.infinity, 2, "-inf"), (1.5, -3, "2"),
    ])
    func decimalText_roundsHalfAwayFromZero(value: Double, decimals: Int, text: String) {
        #expect(decimalText(value, decimals: decimals) == text)
    }

    @Test func decimalText_trimsZerosAndThePoint() {
        #expect(decimalText(1.500, decimals: 3, trimmed: true) == "1.5")
        #expect(decimalText(20, decimals: 3, trimmed: true) == "20")
        #expect(decimalText(0.0001, decimals: 3, trimmed: true) == "0")
        #expect(decimalText(-1e300, decimals: 2) == "-1e+300")
    }
}

@Suite struct TariffTests {
    private let slot = Slot(index: 1_640_000)
    private let tariff = Tariff(
        currency: "EUR", energy: .spot, importFees: PricePerKWh(0.16), vat: 0.19,
        export: .spot(share: 0.9, bonus: PricePerKWh(-0.01)))

    @Test func spot_feesThenTaxOnImport_shareAndBonusOnExport() throws {
        let prices = try #require(tariff.prices(spot: PricePerKWh(0.10), at: slot))
        #expect((prices.importPrice - PricePerKWh(0.26 * 1.19)).magnitude < PricePerKWh(1e-12))
        #expect((prices.exportPrice - PricePerKWh(0.08)).magnitude < PricePerKWh(1e-12))
    }

    @Test func negativeSpot_passesThrough() throws {
        let prices = try #require(tariff.prices(spot: PricePerKWh(-0.50), at: slot))
        #expect((prices.importPrice - PricePerKWh(-0.34 * 1.19)).magnitude < PricePerKWh(1e-12))
        #expect((prices.exportPrice - PricePerKWh(-0.46)).magnitude < PricePerKWh(1e-12))
        // Importing earns, exporting costs.
        #expect(Tariff.cost(gridImport: Watts(4000), prices: prices) < .zero)
        #expect(Tariff.cost(gridImport: Watts(-4000), prices: prices) > .zero)
    }

    @Test func missingSpot_isNoPriceAndNotZero() {
        #expect(tariff.importPrice(spot: nil, at: slot) == nil)
        #expect(tariff.exportPrice(spot: nil, at: slot) == nil)
        let half = Tariff(
            currency: "EUR", energy: .fixed(PricePerKWh(0.2)), importFees: .zero, vat: 0,
            export: .spot(share: 1, bonus: .zero))
        #expect(half.importPrice(spot: nil, at: slot) == PricePerKWh(0.2))
        #expect(half.prices(spot: nil, at: slot) == nil)
        #expect(tariff.needsSpot && half.needsSpot)
    }

    @Test func fixedTariff_needsNoSpot() throws {
        let fixed = Tariff(
            currency: "EUR", energy: .fixed(PricePerKWh(0.2)), importFees: PricePerKWh(0.1), vat: 0.5,
            export: .fixed(PricePerKWh(0.08)))
        #expect(!fixed.needsSpot)
        let prices = try #require(fixed.prices(spot: nil, at: slot))
        #expect((prices.importPrice - PricePerKWh(0.45)).magnitude < PricePerKWh(1e-12))
        #expect(prices.exportPrice == PricePerKWh(0.08))
    }

    @Test func quarterHour_costsItsQuarterOfTheHour() {
        let prices = SlotPrices(importPrice: PricePerKWh(0.30), exportPrice: PricePerKWh(0.08))
        #expect((Tariff.cost(gridImport: Watts(4000), prices: prices) - Money(0.30)).magnitude < Money(1e-12))
        #expect((Tariff.cost(gridImport: Watts(-4000), prices: prices) - Money(-0.08)).magnitude < Money(1e-12))
        #expect(Tariff.cost(gridImport: .zero, prices: prices) == .zero)
    }
}
