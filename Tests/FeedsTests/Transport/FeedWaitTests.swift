// SPDX-License-Identifier: Apache-2.0

import Energy
import Feeds
import Testing

@Suite struct FeedWaitTests {
    private final class Clock {
        var seconds = 0.0
        var looks = 0
    }

    /// Time whose clock goes on by a step at each look.
    private func wait(_ clock: Clock, step: Double, shouldStop: @escaping () -> Bool) -> FeedWait {
        FeedWait(
            now: {
                clock.seconds += step
                clock.looks += 1
                return BootInstant(seconds: 0).advanced(bySeconds: clock.seconds)
            }, wall: { UTCInstant(secondsSinceEpoch: 0) }, shouldStop: shouldStop)
    }

    @Test func pause_lastsUntilTheClockSaysSo() {
        let clock = Clock()
        // The first look is the beginning.
        #expect(wait(clock, step: 0.001, shouldStop: { false }).pause(0.0035))
        #expect(clock.looks == 5)
    }

    @Test func pause_ends_whenTheCallerIsToStop() {
        let clock = Clock()
        #expect(!wait(clock, step: 0.001, shouldStop: { clock.looks == 2 }).pause(0.01))
        #expect(clock.looks == 2)
        #expect(!wait(clock, step: 1, shouldStop: { true }).pause(1000))
    }

    @Test func pauseOfNothing_isOne() {
        #expect(wait(Clock(), step: 1, shouldStop: { false }).pause(0))
    }
}
