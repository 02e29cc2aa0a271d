// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy
import ReadingStore
import Testing

/// The store against a model of a few lines that keeps every slice and sums up when it is asked.
struct ModelTests {
    private struct Place: Hashable {
        let device: Int
        let slot: Slot
    }

    /// Slices of one boot by where they belong, each once.
    private struct Model {
        var slices: [Place: Set<DeviceSlice>] = [:]

        mutating func store(_ batch: [DeviceSlice]) -> Int {
            let before = slices
            for slice in batch {
                slices[Place(device: slice.device.rawValue, slot: slice.slot), default: []].insert(slice)
            }
            return slices.filter { before[$0.key] != $0.value }.count
        }

        func expected(_ place: Place) -> (seconds: Int, uncertain: Bool, signals: [SignalSummary]) {
            let parts = (slices[place] ?? []).sorted { $0.start < $1.start }
            let seconds = parts.reduce(0) { $0 + $1.end.seconds(since: $1.start) }
            let signals = Signal.allCases.compactMap { signal -> SignalSummary? in
                let own = parts.flatMap { $0.signals.filter { $0.signal == signal } }
                guard let first = own.first, let last = own.last else { return nil }
                let count = own.reduce(0) { $0 + $1.count }
                let mean = own.reduce(0) { $0 + $1.mean * Double($1.count) } / Double(count)
                let isCounter = signal.isCounter
                return SignalSummary(
                    signal: signal, mean: isCounter ? last.mean : mean,
                    minimum: isCounter ? first.minimum : own.reduce(.infinity) { min($0, $1.minimum) },
                    maximum: isCounter ? last.maximum : own.reduce(-.infinity) { max($0, $1.maximum) }, count: count,
                    missing: own.reduce(0) { $0 + $1.missing })
            }
            return (Int(seconds), parts.contains { !$0.isClockTrusted }, signals)
        }
    }

    /// A random part of a slot; the counter follows boot time, as counters do.
    private func slice(_ random: inout SplitMix64) -> DeviceSlice {
        let slot = Int.random(in: 0..<12, using: &random)
        let part = Int.random(in: 0..<5, using: &random)
        let device = Int.random(in: 0..<3, using: &random)
        var own = SplitMix64(seed: UInt64(slot * 100 + part * 10 + device))
        let begin = Double(slot * 900 + part * 180)
        let power = (-5000 + 10_000 * own.nextUniform(), 4000 * own.nextUniform())
        var signals: [SignalSummary] = []
        for signal in Signal.allCases where own.nextUniform() < 0.7 {
            let (low, high) = signal.isCounter ? (begin, begin + 100) : (power.0, power.0 + power.1)
            signals.append(
                SignalSummary(
                    signal: signal, mean: signal.isCounter ? high : (low + high) / 2, minimum: low, maximum: high,
                    count: 1 + Int.random(in: 0..<180, using: &own), missing: Int.random(in: 0..<4, using: &own)))
        }
        return Samples.slice(
            slot: slot, from: part * 180, to: part * 180 + 180, device: DeviceIndex(device),
            trusted: own.nextUniform() < 0.9, signals: signals, polls: 180)
    }

    @Test(arguments: UInt64(1)...8)
    func randomBatches_giveTheRowsOfTheModel(seed: UInt64) throws {
        let folder = try TemporaryFolder()
        defer { withExtendedLifetime(folder) {} }
        var random = SplitMix64(seed: seed)
        var model = Model()
        for _ in 0..<6 {
            let store = try Samples.store(folder)
            for _ in 0..<6 {
                let batch = (0..<Int.random(in: 1..<8, using: &random)).map { _ in slice(&random) }
                #expect(try store.store(StoreBatch(slices: batch)) == model.store(batch), "seed \(seed)")
            }
            for (device, id) in Samples.deviceIDs.enumerated() {
                let rows = try store.rows(device: id, slots: Samples.slots(0..<12))
                let places = model.slices.keys.filter { $0.device == device }.map(\.slot).sorted()
                #expect(rows.map(\.slot) == places, "seed \(seed)")
                for row in rows { expect(row, model.expected(Place(device: device, slot: row.slot)), seed) }
            }
        }
    }

    private func expect(
        _ row: QuarterHourRow, _ expected: (seconds: Int, uncertain: Bool, signals: [SignalSummary]), _ seed: UInt64
    ) {
        #expect(row.observedSeconds == expected.seconds, "seed \(seed)")
        #expect(row.quality.contains(.partial) == (expected.seconds < 855), "seed \(seed)")
        #expect(row.quality.contains(.clockUncertain) == expected.uncertain, "seed \(seed)")
        #expect(row.signals.map(\.signal) == expected.signals.map(\.signal), "seed \(seed)")
        for (found, wanted) in zip(row.signals, expected.signals) {
            #expect(found.count == wanted.count && found.missing == wanted.missing, "seed \(seed)")
            // 32-bit floats have 24 bits; five slices round five times.
            let tolerance = found.signal.isCounter ? 0 : 9000 * 5 * 0x1p-24
            let errors = [
                found.mean - wanted.mean, found.minimum - wanted.minimum, found.maximum - wanted.maximum,
            ]
            #expect(errors.allSatisfy { $0.magnitude <= tolerance }, "seed \(seed), \(found.signal)")
        }
    }
}
