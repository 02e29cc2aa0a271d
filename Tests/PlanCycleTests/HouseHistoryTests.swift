// SPDX-License-Identifier: Apache-2.0

import Energy
import Forecasting
import HearthTestKit
import Testing

@testable import PlanCycle

@Suite struct HouseHistoryTests {
    private let now = Slot(index: 1_000_000)
    private let store = MemoryStore(devices: ["meter", "inverter", "pump"])

    @Test func load_isGridPlusBatteryPlusPV() throws {
        insert("meter", -1, [.gridImport: -300])
        insert("inverter", -1, [.pvProduction: 2000, .batteryDischarge: -900])
        insert("pump", -1, [.heatPumpPower: 500])
        let history = try history()
        #expect(history.load[now.advanced(by: -1)] == 800)
        #expect(history.pv[now.advanced(by: -1)] == 2000)
        #expect(history.load[now.advanced(by: -2)] == nil)
    }

    @Test func missingPart_isAMissingSumAndNotASmallerOne() throws {
        insert("meter", -1, [.gridImport: 500])
        insert("meter", -2, [.gridImport: 500])
        insert("inverter", -2, [.pvProduction: 100])
        let history = try history()
        #expect(history.load[now.advanced(by: -1)] == nil)
        #expect(history.load[now.advanced(by: -2)] == nil)
        #expect(history.pv[now.advanced(by: -2)] == 100)
    }

    @Test func halfObservedOrGuessedSlot_isMissing() throws {
        for k in [-1, -2, -3] { insert("inverter", k, [.pvProduction: 0, .batteryDischarge: 0]) }
        insert("meter", -1, [.gridImport: 500], seconds: 449, quality: .partial)
        insert("meter", -2, [.gridImport: 500], seconds: 450, quality: .partial)
        insert("meter", -3, [.gridImport: 500], quality: .clockUncertain)
        let history = try history()
        #expect(history.load[now.advanced(by: -1)] == nil)
        #expect(history.load[now.advanced(by: -2)] == 500)
        #expect(history.load[now.advanced(by: -3)] == nil)
    }

    @Test func inverterThatTellsItsPowerAlone_isPV() throws {
        insert("meter", -1, [.gridImport: 100])
        insert("inverter", -1, [.inverterAC: 400])
        var history = HouseHistory(devices: [
            DeviceDescription(id: "meter", role: .meter, offered: [.gridImport]),
            DeviceDescription(id: "inverter", role: .inverter, offered: [.inverterAC]),
        ])
        try history.advance(to: now, reading: store)
        #expect(history.load[now.advanced(by: -1)] == 500)
        #expect(history.pv[now.advanced(by: -1)] == 400)
    }

    @Test func windowMovesAndChangedRowsAreReadAgain() throws {
        var history = try history()
        insert("meter", 0, [.gridImport: 100])
        insert("inverter", 0, [.pvProduction: 0, .batteryDischarge: 0])
        try history.advance(to: now.advanced(by: 1), reading: store)
        #expect(history.load[now] == 100)
        insert("meter", 0, [.gridImport: 300])
        try history.refresh(now..<now.advanced(by: 1), reading: store)
        #expect(history.load[now] == 300)
        #expect(history.load.slots.count == HouseHistory.length)
        // A clock that jumps back begins anew.
        try history.advance(to: now.advanced(by: -5), reading: store)
        #expect(history.load.slots.upperBound == now.advanced(by: -5))
        try history.advance(to: now.advanced(by: 1), reading: store)
        #expect(history.load[now] == 300)
    }

    @Test func everyDayTheForecastsLookBackOn_isHeld() throws {
        for (name, forecast) in [("load", NaiveForecast.load(zone: .centralEuropean)), ("PV", .pv)] {
            let oldest = -96 * forecast.days.upperBound
            // One number alone, as far back as the forecast looks, makes a forecast only where it is held.
            insert("meter", oldest, [.gridImport: 500])
            insert("inverter", oldest, [.pvProduction: 100, .batteryDischarge: 0])
            let history = try history()
            let series = name == "PV" ? history.pv : history.load
            #expect(forecast.forecast(series, now: now, count: 1)?.p50 == [name == "PV" ? 100 : 600], "\(name)")
        }
        #expect(PlannerSetup.historyDays * 96 >= 96 * NaiveForecast.load(zone: .utc).days.upperBound + 8)
        #expect(HouseHistory.days >= PlannerSetup.historyDays)
    }

    @Test func changeThatCouldNotBeRead_isReadWithTheNextMove() throws {
        insert("inverter", -1, [.pvProduction: 0, .batteryDischarge: 0])
        var history = try history()
        insert("meter", -1, [.gridImport: 300])
        store.readsFail = true
        #expect(throws: MemoryStore.Failure.self) {
            try history.refresh(now.advanced(by: -1)..<now, reading: store)
        }
        store.readsFail = false
        try history.advance(to: now.advanced(by: 1), reading: store)
        #expect(history.load[now.advanced(by: -1)] == 300)
    }

    private func history() throws -> HouseHistory {
        var history = HouseHistory(
            devices: PlannerHarness.devices + [
                DeviceDescription(id: "pump", role: .heatPump, offered: [.heatPumpPower])
            ])
        try history.advance(to: now, reading: store)
        return history
    }

    private func insert(
        _ device: String, _ offset: Int, _ means: [Signal: Double], seconds: Int = 900, quality: RowQuality = []
    ) {
        store.insert(
            QuarterHourRow(
                slot: now.advanced(by: offset), device: device, observedSeconds: seconds, quality: quality,
                signals: means.map {
                    SignalSummary(
                        signal: $0.key, mean: $0.value, minimum: $0.value, maximum: $0.value, count: 1, missing: 0)
                }))
    }
}
