// SPDX-License-Identifier: Apache-2.0

import Configuration
import Energy
import Policies
import ReadingStore
import Scenario
import Simulator
import Synchronization
import Testing

@Suite struct ScenarioRunTests {
    /// A report without the figures of the machine.
    private func comparable(_ report: ScenarioReport) throws -> [String] {
        var report = report
        (report.wallSeconds, report.cpuSeconds, report.realTimeFactor, report.processRSSKiB) = (0, 0, 0, 0)
        // Equal dictionaries may print in another order.
        let counts = [report.refusals, report.unjudgedSeconds].map { counts in
            counts.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
        }
        (report.refusals, report.unjudgedSeconds) = ([:], [:])
        return counts + Mirror(reflecting: report).children.map { "\($0.label ?? ""): \($0.value)" }.sorted()
    }

    @Test func sameSeed_givesTheSameReport_anotherSeedAnother() throws {
        let faults = try FaultPlan(parsing: "silent@24/day,noise@24/day,write-ignored@12/day")
        func run(_ seed: UInt64) throws -> [String] {
            try comparable(simulate(slots: 4, faults: faults, seed: seed, database: TemporaryDatabase()))
        }
        let first = try run(7)
        #expect(try run(7) == first)
        #expect(try run(8) != first)
    }

    @Test func oneRow_perDeviceAndSlot_noneTwice() throws {
        let database = try TemporaryDatabase()
        let slots = 5
        let report = try simulate(slots: slots, database: database)
        let ids = try SampleHouse.configuration.deviceIDs
        let range = try SampleHouse.setup(slots: slots).slots
        for id in ids {
            #expect(try database.store.rows(device: id, slots: range).map(\.slot) == Array(range))
        }
        #expect(report.slotsStored == ids.count * slots)
        #expect(report.invariantViolations == 0, "\(report.violations)")
        #expect(report.cycles == slots * Slot.seconds + 1)
        #expect(try database.store.decisions(slots: range).map(\.slot) == Array(range))
    }

    @Test func everyKindOfFault_isTaken_withoutAViolation() throws {
        let faults = try FaultPlan(parsing: "all@24/day")
        let report = try simulate(slots: 14, faults: faults, seed: 2, database: TemporaryDatabase())
        let kinds = Set(report.faults.compactMap { $0.name.split(separator: ":").last.map(String.init) })
        #expect(kinds == Set(DeviceFault.allCases.map(\.rawValue)))
        #expect(report.invariantViolations == 0, "\(report.violations)")
        #expect(report.faultsInjected == report.faults.count)
        #expect(report.faults.contains { !$0.reaction.isEmpty && $0.seconds >= 0 })
        #expect(report.cycles == 14 * Slot.seconds + 1)
    }

    /// Two days with every fault at its usual rate, and what could be judged of them.
    @Test func twoDays_withEveryKindOfFault_endWithoutAViolation() throws {
        let report = try simulate(
            slots: 2 * 96, faults: try FaultPlan(parsing: "all"), seed: 5, database: TemporaryDatabase())
        #expect(report.invariantViolations == 0, "\(report.violations)")
        #expect(report.faultsInjected > 200)
        #expect(report.commandsVerified > 1000)
        let seconds = 2 * 86_400
        #expect(report.unjudgedSeconds.values.allSatisfy { $0 < seconds / 5 }, "\(report.unjudgedSeconds)")
        #expect(report.unjudgedSeconds["INV-8"] == nil && report.unjudgedSeconds["INV-9"] == nil)
    }

    @Test func tomorrowsPrices_areUnknown_beforeNoonUTC() throws {
        // The market day of 11 March ends at 23:00Z.
        let start = try #require(UTCInstant(iso8601: "2026-03-11T11:30Z"))
        let end = Slot(containing: try #require(UTCInstant(iso8601: "2026-03-11T23:00Z")))
        let policy = PriceWitness()
        _ = try simulate(start: start, slots: 4, policy: policy, database: TemporaryDatabase())
        let seen = policy.seen.withLock { $0 }
        let noon = Slot(containing: start).advanced(by: 2)
        #expect(Set(seen.map(\.now)).count >= 4)
        for entry in seen {
            let known = entry.now.advanced(by: entry.prices)
            #expect(known == (entry.now < noon ? end : end.advanced(by: 96)), "at \(entry.now)")
        }
    }
}

/// The optimiser, and how many prices it was shown.
private final class PriceWitness: Policy {
    let name = "witness"
    let seen = Mutex<[(now: Slot, prices: Int)]>([])

    func decide(_ situation: PolicySituation) -> PolicyDecision {
        seen.withLock { $0.append((situation.now, situation.prices.count)) }
        var optimiser = RollingOptimiser()
        return optimiser.decide(situation)
    }
}
