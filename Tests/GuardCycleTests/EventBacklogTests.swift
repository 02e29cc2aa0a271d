// SPDX-License-Identifier: Apache-2.0

import Energy
import Safety
import Testing

@testable import GuardCycle

/// Events that wait for a planner: in order, within a bound, and none given up without a word.
@Suite struct EventBacklogTests {
    private static let wall = UTCInstant(secondsSinceEpoch: 1_780_000_000)
    private static let devices = ["meter", "inverter"]

    private static func event(
        _ second: Int, device: Int? = nil, _ detail: String = ""
    ) -> GuardEvent {
        GuardEvent(
            time: BootInstant(seconds: second), wallTime: wall.advanced(bySeconds: second), kind: .deviceLost,
            device: device.map { DeviceIndex($0) }, detail: detail)
    }

    private static func history(_ seconds: Range<Int>, olderCount: Int = 0) -> JournalHistory {
        JournalHistory(
            entries: seconds.map { JournalHistory.Entry(event: event($0), device: nil) }, olderCount: olderCount)
    }

    /// Everything that is sent, cycle by cycle, until nothing more is.
    private func sendAll(_ backlog: inout EventBacklog) -> [GuardEvent] {
        var sent: [GuardEvent] = []
        while true {
            let next = backlog.takeNext()
            #expect(next.count <= EventBacklog.perCycle)
            if next.isEmpty { return sent }
            sent += next
        }
    }

    private func note(_ mark: EventMark?, _ backlog: inout EventBacklog) {
        backlog.noteStored(through: mark, now: BootInstant(seconds: 9_000_000), wall: Self.wall)
    }

    @Test func nothingIsSent_beforeThePlannerSaysWhereItsDatabaseEnds() {
        var backlog = EventBacklog(Self.history(0..<100), devices: Self.devices)
        #expect(backlog.takeNext().isEmpty)
        note(Self.event(49).mark, &backlog)
        backlog.append(Self.event(100))
        #expect(sendAll(&backlog) == (50...100).map { Self.event($0) })
        backlog.noteGreeting()
        #expect(backlog.takeNext().isEmpty, "another planner has not spoken yet")
        note(nil, &backlog)
        #expect(sendAll(&backlog) == (50...100).map { Self.event($0) })
    }

    @Test func eventsOfOneCycleAndKind_areNotTakenForOneAnother() {
        var backlog = EventBacklog(JournalHistory(), devices: Self.devices)
        let twins = [Self.event(5, device: 0), Self.event(5, device: 1)]
        for event in twins { backlog.append(event) }
        note(twins[0].mark, &backlog)
        #expect(sendAll(&backlog) == [twins[1]], "the database passes over one that it has, but cannot ask for one")
    }

    @Test func deviceThatIsGone_isNamedInWords_theOthersAreFoundAtTheirNewPlace() {
        let entries = ["inverter", "wallbox", nil].map {
            JournalHistory.Entry(event: Self.event(1, device: 0, "silent"), device: $0)
        }
        let backlog = EventBacklog(JournalHistory(entries: entries), devices: Self.devices)
        #expect(
            backlog.events
                == [Self.event(1, device: 1, "silent"), Self.event(1, "wallbox: silent"), Self.event(1, "silent")])
    }

    @Test func moreThanIsKept_costsTheOldest_andIsSaidOnce() throws {
        var backlog = EventBacklog(JournalHistory(), devices: Self.devices)
        let count = EventBacklog.mostKept * 3 + 10
        for second in 0..<count {
            backlog.append(Self.event(second))
            #expect(backlog.events.count <= EventBacklog.mostKept)
        }
        let kept = backlog.events.count
        note(Self.event(-1).mark, &backlog)
        let sent = sendAll(&backlog)
        let told = try #require(sent.first)
        #expect(told.kind == .eventsLeftOut && told.detail.hasPrefix("up to \(count - kept) events"))
        let isComplete = Array(sent.dropFirst()) == (count - kept..<count).map { Self.event($0) }
        #expect(isComplete, "the newest, each once")
        note(sent.last?.mark, &backlog)
        #expect(backlog.events.isEmpty)
        backlog.append(Self.event(count))
        #expect(sendAll(&backlog) == [Self.event(count)])
    }

    @Test func wordThatIsItselfGivenUp_isSaidAgainWithEverythingSince() throws {
        var backlog = EventBacklog(Self.history(0..<EventBacklog.mostKept, olderCount: 7), devices: Self.devices)
        note(nil, &backlog)
        #expect(backlog.events.first?.detail.hasPrefix("up to 7 events") == true)
        for second in 0..<EventBacklog.mostKept { backlog.append(Self.event(10_000 + second)) }
        let kept = backlog.events.count
        backlog.noteGreeting()
        note(nil, &backlog)
        let detail = try #require(backlog.events.first?.detail)
        #expect(detail.hasPrefix("up to \(7 + 2 * EventBacklog.mostKept - kept) events"))
    }

    @Test func journalOlderThanTheDatabase_leavesNothingOut() {
        var backlog = EventBacklog(Self.history(0..<50, olderCount: 100_000), devices: Self.devices)
        note(Self.event(40).mark, &backlog)
        #expect(sendAll(&backlog) == (41..<50).map { Self.event($0) }, "what is older is in the database")
    }

    @Test func plannerThatNeverAcknowledges_isSentNoMoreThanTheLinkKeeps() {
        var backlog = EventBacklog(Self.history(0..<EventBacklog.mostKept), devices: Self.devices)
        note(nil, &backlog)
        var sent = sendAll(&backlog).count
        for second in 0..<5000 {
            backlog.append(Self.event(10_000 + second))
            sent += backlog.takeNext().count
        }
        #expect(sent == EventBacklog.mostKept)
        note(nil, &backlog)
        #expect(backlog.takeNext().first?.kind == .eventsLeftOut)
    }
}
