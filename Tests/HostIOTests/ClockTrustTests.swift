// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

@testable import HostIO

@Suite struct ClockTrustTests {
    private let begin = UTCInstant(secondsSinceEpoch: 1_780_000_000)

    private func look(_ trust: inout ClockTrust, at second: Int, wallShift: Int = 0, synchronised: Bool = true) -> Bool
    {
        trust.look(
            now: BootInstant(seconds: second), wall: begin.advanced(bySeconds: second + wallShift),
            isSynchronised: synchronised)
    }

    @Test func synchronisedClock_isTrustedAtOnce() {
        var trust = ClockTrust()
        #expect(look(&trust, at: 0))
    }

    @Test func clockBeforeTheProgramWasWritten_isNotTrusted() {
        var trust = ClockTrust()
        let old = UTCInstant(secondsSinceEpoch: 0)
        #expect(!trust.look(now: BootInstant(seconds: 0), wall: old, isSynchronised: true))
    }

    @Test(arguments: [-3600, -4, 4, 86_400])
    func step_costsTrustForAMinute(_ step: Int) {
        var trust = ClockTrust()
        #expect(look(&trust, at: 0))
        #expect(!look(&trust, at: 1, wallShift: step))
        #expect(!look(&trust, at: 60, wallShift: step))
        #expect(look(&trust, at: 61, wallShift: step))
    }

    @Test func secondsThatAreRounded_areNoStep() {
        var trust = ClockTrust()
        #expect(look(&trust, at: 0))
        #expect(look(&trust, at: 1, wallShift: 1))
        #expect(look(&trust, at: 2, wallShift: -1))
    }

    @Test func lostSynchronisation_costsTrustUntilAMinuteAfterItIsBack() {
        var trust = ClockTrust()
        #expect(look(&trust, at: 0))
        #expect(!look(&trust, at: 1, synchronised: false))
        #expect(!look(&trust, at: 500, synchronised: false))
        #expect(!look(&trust, at: 559))
        #expect(look(&trust, at: 560))
    }
}
