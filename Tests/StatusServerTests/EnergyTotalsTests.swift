// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

@testable import StatusServer

@Suite struct EnergyTotalsTests {
    private static func row(_ signals: [(Signal, Double)], counters: [(Signal, Double, Double)] = []) -> QuarterHourRow
    {
        QuarterHourRow(
            slot: FixtureHouse.slot, device: "d", observedSeconds: 900, quality: [],
            signals: signals.map {
                SignalSummary(signal: $0.0, mean: $0.1, minimum: $0.1, maximum: $0.1, count: 1, missing: 0)
            }
                + counters.map {
                    SignalSummary(signal: $0.0, mean: $0.2, minimum: $0.1, maximum: $0.2, count: 2, missing: 0)
                })
    }

    private static func price(_ importPrice: Double?, _ exportPrice: Double?) -> PricedSlot {
        PricedSlot(
            slot: FixtureHouse.slot, spot: nil, importPrice: importPrice.map { PricePerKWh($0) },
            exportPrice: exportPrice.map { PricePerKWh($0) })
    }

    @Test func powers_becomeEnergies_andBuyingCosts() throws {
        var totals = EnergyTotals()
        let row = Self.row([(.gridImport, 800), (.pvProduction, 400), (.batteryDischarge, -200)])
        totals.add([row], price: Self.price(0.30, 0.08))
        #expect(totals.imported.known == 200 && totals.exported.known == 0 && totals.produced.known == 100)
        #expect(totals.charged.known == 50 && totals.discharged.known == 0 && totals.used.known == 250)
        #expect(abs(try #require(totals.cost.known) - 0.06) < 1e-12)
        #expect(totals.heatPump.known == nil)
    }

    /// Buying and selling within one quarter hour: the mean hides it, the counters do not.
    @Test func counters_areBelievedBeforeTheMean() throws {
        var totals = EnergyTotals()
        let row = Self.row(
            [(.gridImport, 0)], counters: [(.importedEnergy, 1000, 1100), (.exportedEnergy, 5000, 5100)])
        totals.add([row], price: Self.price(0.30, 0.10))
        #expect(totals.imported.known == 100 && totals.exported.known == 100)
        #expect(abs(try #require(totals.cost.known) - 0.02) < 1e-12)
        #expect(totals.used.known == nil, "without PV and battery the use is not known")
    }

    /// Half of the roof is not the roof.
    @Test func oneOfTwoInvertersIsSilent_theSumOverBothIsMissing() {
        func row(_ device: String, _ signals: [SignalSummary]) -> QuarterHourRow {
            QuarterHourRow(
                slot: FixtureHouse.slot, device: device, observedSeconds: 900, quality: [], signals: signals)
        }
        let told = Self.row([(.pvProduction, 400), (.batteryDischarge, -200)]).signals
        var totals = EnergyTotals(inverters: ["east", "west"])
        totals.add([row("east", told), row("west", []), row("pump", [])], price: nil)
        #expect(totals.produced.slots == 0 && totals.charged.slots == 0)
        totals.add([row("east", told), row("west", told), row("pump", [])], price: nil)
        #expect(totals.produced.known == 200 && totals.charged.known == 100)
        // Before the second was fitted.
        totals.add([row("east", told)], price: nil)
        #expect(totals.produced.known == 300 && totals.produced.slots == 2)
    }

    @Test func gapAndUnknownPrice_addNothing_andAreNotCounted() {
        var totals = EnergyTotals()
        totals.add([Self.row([(.gridImport, 400)])], price: Self.price(nil, 0.08))
        totals.add([Self.row([(.pvProduction, 400)])], price: Self.price(0.3, 0.08))
        #expect(totals.imported.slots == 1 && totals.produced.slots == 1 && totals.cost.slots == 0)
        #expect(totals.cost.known == nil)
    }

    @Test func negativePrice_earnsWhileBuying() throws {
        var totals = EnergyTotals()
        totals.add([Self.row([(.gridImport, 4000)])], price: Self.price(-0.05, -0.10))
        #expect(abs(try #require(totals.cost.known) + 0.05) < 1e-12)
    }
}
