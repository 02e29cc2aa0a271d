// SPDX-License-Identifier: Apache-2.0

import Energy

/// Moments on the clock of the house.
enum LocalClock {
    /// As `14:05`.
    static func minutes(_ instant: UTCInstant, zone: TimeZoneRule) -> String {
        minutes(secondOfDay: zone.localSecondOfDay(at: instant))
    }

    /// As `14:05:09`.
    static func seconds(_ instant: UTCInstant, zone: TimeZoneRule) -> String {
        let second = zone.localSecondOfDay(at: instant)
        return "\(minutes(secondOfDay: second)):\(two(second % 60))"
    }

    /// As `2026-03-10 14:05:09`.
    static func full(_ instant: UTCInstant, zone: TimeZoneRule) -> String {
        "\(zone.localDate(at: instant)) \(seconds(instant, zone: zone))"
    }

    /// As `14:05`.
    static func minutes(secondOfDay: Int) -> String { "\(two(secondOfDay / 3600)):\(two(secondOfDay / 60 % 60))" }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
