// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy
import ReadingStore
import Testing

/// How much a month of a house takes, with every signal that a meter, an inverter and a heat pump can have.
struct SizeTests {
    private static let signals: [[Signal]] = [
        Signal.allCases.filter { $0.rawValue <= Signal.exportedEnergy.rawValue },
        Signal.allCases.filter {
            (Signal.inverterAC.rawValue...Signal.inverterTemperature.rawValue).contains($0.rawValue)
        }
            + [.frequency, .voltageL1],
        Signal.allCases.filter { $0.rawValue >= Signal.heatPumpPower.rawValue } + [.voltageL1],
    ]

    private func slices(slot: Int, _ random: inout SplitMix64) -> [DeviceSlice] {
        Self.signals.enumerated().map { device, signals in
            let summaries = signals.map { signal -> SignalSummary in
                let low = 1e6 * random.nextUniform()
                let (middle, high) = (low + 1000 * random.nextUniform(), low + 2000)
                return SignalSummary(
                    signal: signal, mean: signal.isCounter ? high : middle, minimum: low, maximum: high, count: 900,
                    missing: random.nextUniform() < 0.05 ? 1 : 0)
            }
            return Samples.slice(slot: slot, device: DeviceIndex(device), signals: summaries)
        }
    }

    @Test func aMonthOfThreeDevices_staysBelowThreeMegabytes() throws {
        let folder = try TemporaryFolder()
        defer { withExtendedLifetime(folder) {} }
        var random = SplitMix64(seed: 1)
        try Samples.store(folder).prune(now: Samples.firstSlot.start)
        let before = folder.size("hearth.sqlite")
        do {
            let store = try Samples.store(folder)
            // An hour a commit, as fsyncs are slow; quarter hours one by one take the same space.
            for hour in 0..<744 {
                let slots = hour * 4..<hour * 4 + 4
                try store.store(
                    StoreBatch(
                        slices: slots.flatMap { slices(slot: $0, &random) },
                        decisions: slots.map { Samples.decision(slot: $0) }))
                if hour % 24 == 0 {
                    let day = Samples.slots(hour * 4..<hour * 4 + 96)
                    try store.store(
                        prices: day.map { StoredPrice(slot: $0, spot: PricePerKWh(random.nextUniform())) },
                        source: "import")
                }
            }
            #expect(folder.size("hearth.sqlite-wal") < 6 << 20)
        }
        #expect(folder.size("hearth.sqlite-wal") == 0)
        let growth = folder.size("hearth.sqlite") - before
        #expect((1_500_000...3_000_000).contains(growth), "\(growth) bytes")
        let rows = try Samples.store(folder).rows(device: "meter", slots: Samples.slots(0..<2976))
        #expect(rows.count == 2976 && rows.allSatisfy { $0.signals.count == 13 })
    }

    /// Demand and solar, each issued every quarter hour for 192 slots, with reasons for fallbacks in a part of them.
    @Test func thirtyDaysOfForecasts_stayBelowTwelveMebibytes() throws {
        let folder = try TemporaryFolder()
        defer { withExtendedLifetime(folder) {} }
        try Samples.store(folder).store(
            StoreBatch(forecasts: [ForecastTarget.demand, .solar].map { try Samples.forecast($0, slot: -1) }))
        let before = folder.size("hearth.sqlite")
        do {
            let store = try Samples.store(folder)
            for slot in 0..<96 {
                let reason = slot < 24 ? "history: 3 days, expected at least 28" : nil
                try store.store(
                    StoreBatch(
                        forecasts: [ForecastTarget.demand, .solar].map {
                            try Samples.forecast($0, slot: slot, model: "\($0)-20261121T031500Z-5f3a", fallback: reason)
                        }))
            }
        }
        let month = Double((folder.size("hearth.sqlite") - before) * 30) / 0x1p20
        #expect((11...12).contains(month), "\(month) MiB in 30 days")
    }

    /// A year of scores of two forecasters each, at every lead.
    @Test func tenYearsOfScores_stayBelowTwelveMebibytes() throws {
        let folder = try TemporaryFolder()
        defer { withExtendedLifetime(folder) {} }
        try Samples.store(folder).store(scores: [Samples.score(day: -1)])
        let before = folder.size("hearth.sqlite")
        do {
            let store = try Samples.store(folder)
            let leads = ForecastTarget.allCases.flatMap { target in target.scoredLeads.map { (target, $0) } }
            for month in 0..<12 {
                let scores = (month * 30..<month * 30 + 30).flatMap { day in
                    leads.flatMap { target, lead in
                        ["\(target)-20261121T031500Z-5f3a", "mean of days 2..7"].map {
                            Samples.score(target, model: $0, day: day, lead: lead, error: 1000 / Double(day + 3))
                        }
                    }
                }
                try store.store(scores: scores)
            }
        }
        let tenYears = Double(folder.size("hearth.sqlite") - before) * 3653 / 360 / 0x1p20
        #expect((9...12).contains(tenYears), "\(tenYears) MiB in ten years")
    }
}
