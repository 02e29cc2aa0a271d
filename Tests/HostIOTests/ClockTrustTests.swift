// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

@testable import HostIO

@Suite struct ClockTrustTests {
    private let begin = UTCInstant(secondsSinceEpoch: 1_780_000_000)

    /// Looks at one second after the other: when, how far the wall clock is off, whether it is synchronised.
    private func trusted(_ looks: [(second: Int, wallShift: Int, synchronised: Bool)]) -> [Bool] {
        var trust = ClockTrust()
        return looks.map {
            trust.look(
                now: BootInstant(seconds: $0.second), wall: begin.advanced(bySeconds: $0.second + $0.wallShift),
                isSynchronised: $0.synchronised)
        }
    }

    @Test func synchronisedClock_isTrustedAtOnce() { #expect(trusted([(0, 0, true)]) == [true]) }

    @Test func clockBeforeTheProgramWasWritten_isNotTrusted() {
        var trust = ClockTrust()
        let isTrusted = trust.look(
            now: BootInstant(seconds: 0), wall: UTCInstant(secondsSinceEpoch: 0), isSynchronised: true)
        #expect(!isTrusted)
    }

    @Test(arguments: [-3600, -4, 4, 86_400])
    func step_costsTrustForAMinute(_ step: Int) {
        let found = trusted([(0, 0, true), (1, step, true), (60, step, true), (61, step, true)])
        #expect(found == [true, false, false, true])
    }

    @Test func secondsThatAreRounded_areNoStep() {
        #expect(trusted([(0, 0, true), (1, 1, true), (2, -1, true)]) == [true, true, true])
    }

    @Test func lostSynchronisation_costsTrustUntilAMinuteAfterItIsBack() {
        let found = trusted([(0, 0, true), (1, 0, false), (500, 0, false), (559, 0, true), (560, 0, true)])
        #expect(found == [true, false, false, false, true])
    }
}
