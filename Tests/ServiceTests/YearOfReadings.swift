// SPDX-License-Identifier: Apache-2.0

import Bits
import Configuration
import Devices
import Energy
import Glibc
import HostIO
import ReadingStore
import Testing

/// Fills the database that `.ci/figures` measures a planner with.
@Suite(
    .enabled(if: getenv("HEARTH_FIGURES_CONFIG") != nil, "fills a database for .ci/figures, which runs it"))
struct YearOfReadings {
    private static let days = 365
    private static let eventsPerDay = 30

    /// A year up to now of what a house with this configuration leaves in its database.
    @Test func year_isStoredDayByDay() throws {
        let path = String(cString: try #require(getenv("HEARTH_FIGURES_CONFIG")))
        let configuration = try HearthConfiguration.inCheckout(path)
        let store = try ReadingStore(
            path: configuration.databasePath, deviceIDs: configuration.devices.map(\.id))
        let now = Slot(containing: MachineClock.wall())
        var random = SplitMix64(seed: 1)
        for day in (1...Self.days).reversed() {
            let slots = (0..<96).map { now.advanced(by: -96 * day + $0) }
            let slices = slots.flatMap { slot in
                configuration.devices.indices.map { Self.slice(slot, $0, configuration, &random) }
            }
            try store.store(
                StoreBatch(
                    slices: slices, decisions: slots.map(Self.decision),
                    events: (0..<Self.eventsPerDay).map { Self.event(slots[3 * $0]) }))
        }
        let prices = (-96 * Self.days..<96).map { k in
            StoredPrice(slot: now.advanced(by: k), spot: PricePerKWh(0.05 + 0.1 * random.nextUniform()))
        }
        try store.store(prices: prices, source: "test")
        let rows = try configuration.devices.reduce(0) {
            $0 + (try store.rows(device: $1.id, slots: now.advanced(by: -96 * Self.days)..<now).count)
        }
        #expect(rows == 96 * Self.days * configuration.devices.count)
    }

    private static func slice(
        _ slot: Slot, _ device: Int, _ configuration: HearthConfiguration, _ random: inout SplitMix64
    ) -> DeviceSlice {
        // Of another boot: the times only keep the slices apart.
        let start = BootInstant(seconds: slot.index % 100_000 * 900)
        let signals = configuration.devices[device].profile.offeredSignals.map { signal in
            let mean = 1000 * random.nextUniform()
            return SignalSummary(
                signal: signal, mean: mean, minimum: mean / 2, maximum: 2 * mean, count: 900, missing: 0)
        }
        return DeviceSlice(
            bootID: 1, device: DeviceIndex(device), start: start, end: start.advanced(bySeconds: 900), slot: slot,
            isClockTrusted: true, signals: signals, polls: 900, failedPolls: 0)
    }

    private static func decision(_ slot: Slot) -> DecisionRecord {
        DecisionRecord(
            slot: slot, madeAt: slot.start, policy: "optimiser", intents: [.selfConsume],
            reason: Reason(driver: .policyRefused), stateOfCharge: [0.5])
    }

    private static func event(_ slot: Slot) -> GuardEvent {
        GuardEvent(
            time: BootInstant(seconds: slot.index % 100_000 * 900), wallTime: slot.start, kind: .commandVerified,
            device: DeviceIndex(1), detail: "command 1")
    }
}
