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
}
