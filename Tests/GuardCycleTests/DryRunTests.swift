// SPDX-License-Identifier: Apache-2.0

import Energy
import GuardCycle
import HearthTestKit
import Safety
import Testing

/// A guard that only reads: everything is decided, nothing is written, nobody can be seen to follow.
@Suite struct DryRunTests {
    private func started() -> GuardHarness {
        let harness = GuardHarness(isDryRun: true)
        harness.start()
        return harness
    }

    private func withheld(_ harness: GuardHarness) -> [GuardEvent] {
        harness.events.filter { $0.kind == .commandWithheld }
    }

    @Test func noCommandReachesALine_andEachIsToldOncePerChange() {
        let harness = started()
        #expect(withheld(harness).count == 2, "battery and output given back")
        harness.keepWishing(.noDischarge, seconds: 600)
        #expect(withheld(harness).count == 3)
        #expect(withheld(harness).last?.detail.contains("batteryBounds") == true)
        harness.keepWishing(.idle, seconds: 600)
        #expect(withheld(harness).count == 4)
        harness.run(seconds: 61)
        #expect(withheld(harness).count == 5, "the lease ended")
        #expect(harness.bus.commands.isEmpty)
        #expect(harness.subject.statistics.commandsIssued == 0)
        #expect(harness.subject.statistics.commandsWithheld > 60, "refreshes are counted and not told")
    }

    @Test func standing_saysDryRun_andNothingInForce() throws {
        let harness = started()
        _ = try harness.messages()
        harness.keepWishing(.idle, seconds: 100)
        let standings = try harness.messages().compactMap { if case .standing(let found) = $0 { found } else { nil } }
        #expect(standings.count == 100 && standings.allSatisfy(\.isDryRun))
        #expect(standings.last?.batteries.map(\.verdict) == [.setpoint(.zero)])
        #expect(standings.allSatisfy { $0.batteries.allSatisfy { $0.inForce == nil } })
        #expect(harness.subject.boundsInForce == [nil])
    }

    @Test func batteryThatDoesNotFollow_isNoFault() {
        let harness = started()
        (harness.discharge, harness.grid) = (2000, 650)
        harness.soc = 0.9
        for _ in 0..<540 {
            harness.keepWishing(.idle, seconds: 20)
            harness.soc -= 2000.0 / 10_000 * 20 / 3600
        }
        #expect(harness.bus.commands.isEmpty)
        #expect(!harness.events.contains { [.noResponse, .otherMaster, .faultLatched].contains($0.kind) })
        #expect(harness.subject.decisions.map(\.verdict) == [.setpoint(.zero)])
    }

    @Test func stop_writesNothing() {
        let harness = started()
        harness.keepWishing(.idle, seconds: 60)
        harness.subject.stop(now: harness.now, wall: harness.wallStart)
        #expect(harness.bus.commands.isEmpty)
    }
}
