// SPDX-License-Identifier: Apache-2.0

import Energy
import HearthTestKit
import Safety
import Testing

@testable import GuardCycle

/// What of the commands is told, over a time in which many are replaced before they end.
@Suite final class RefreshFilterTests {
    private var supervisor = SafetySupervisor(limits: Fixture.limits())
    private var house = SnapshotBuilder()
    private var subject = RefreshFilter()

    /// The commands of one second with a wish in force.
    private func commands(_ wish: BatteryIntent) -> [AuthorizedCommand] {
        house.second += 1
        let now = BootInstant(seconds: house.second)
        let intent = Intent(sequence: 1, madeAt: now, expires: now.advanced(bySeconds: 60), batteries: [wish])
        return supervisor.cycle(snapshot: house.build(), intent: intent, controls: []).commands
    }

    private func outcome(_ command: AuthorizedCommand, _ result: CommandOutcome.Result) -> CommandOutcome {
        CommandOutcome(
            device: command.device, serial: command.serial, result: result, registersWritten: 5,
            time: command.issuedAt)
    }

    @Test func commandsWithoutAnEnd_areForgottenAgain() {
        var news = 0
        for minute in 0..<600 {
            for _ in 0..<60 {
                for command in commands(minute.isMultiple(of: 2) ? .idle : .noDischarge) {
                    if subject.isNews(command) { news += 1 }
                    // As in a dry run: the filter never hears of the end.
                    supervisor.note(outcome(command, .verified))
                }
            }
        }
        #expect(news > 500)
        #expect(subject.waiting <= 64)
    }

    @Test func failureThatGoesOn_isToldOnce_untilItIsAnother_orOver() throws {
        let failures: [CommandOutcome.Result] = [
            .failed(.noResponse), .failed(.noResponse), .unsupported("no"), .unsupported("no"), .verified,
            .failed(.noResponse),
        ]
        var told: [Bool] = []
        let issued = (0..<10).flatMap { _ in commands(.idle) }
        let command = try #require(issued.first { $0.action == .releaseOutput })
        for result in failures {
            _ = subject.isNews(command)
            told.append(subject.isNews(outcome(command, result)))
        }
        #expect(told == [true, false, true, false, false, true])
    }
}
