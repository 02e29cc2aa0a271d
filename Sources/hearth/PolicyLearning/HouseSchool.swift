// SPDX-License-Identifier: Apache-2.0

import Backtest
import Energy
import Policies

/// The days of the house whose database this machine keeps, as a policy learns from them.
///
/// The last quarter is what it is tried on. The days that a policy is compared over, before it may drive, are in neither part.
struct HouseSchool: PolicySchool {
    let replay: HouseReplay
    let optimiser: RollingOptimiser.Parameters
    let now: UTCInstant

    /// Of so many days one is kept to try on.
    private static let triedOneOf = 4

    /// - Throws: the house has no battery, or none of the days has all its numbers.
    func lessons(progress: @escaping @Sendable (Double) -> Bool) throws -> PolicyLessons? {
        let settings = try replay.settings()
        let tried = replay.days / Self.triedOneOf
        let parts = [
            try replay.houses(now: now, skipping: replay.skippedDays + tried, days: replay.days - tried),
            try replay.houses(now: now, skipping: replay.skippedDays, days: tried),
        ]
        let slots = Double(parts.joined().reduce(0) { $0 + $1.window.count })
        var (done, episodes) = (0, parts.map { _ in [PolicyEpisode]() })
        for (part, houses) in parts.enumerated() {
            for house in houses {
                let more = settings.backtest(house).episodes(parameters: optimiser) {
                    progress(Double(done + $0) / slots)
                }
                guard let more else { return nil }
                episodes[part] += more
                done += house.window.count
            }
        }
        return PolicyLessons(learned: episodes[0], tried: episodes[1])
    }
}
