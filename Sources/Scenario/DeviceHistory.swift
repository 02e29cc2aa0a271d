// SPDX-License-Identifier: Apache-2.0

import Energy
import Plant

/// When the faults of a device last kept the controller from knowing or acting.
struct DeviceHistory {
    /// Since when no value has left the device, nil while values do.
    private(set) var muteSince: BootInstant?
    private var lastMute: BootInstant?
    private var lastDeaf: BootInstant?
    private var lastUntrue: BootInstant?

    /// Time after the end of a false measurement until what it led to is over, s: the guard disbelieves for up to 60 s a
    /// value that jumped back (`SignalState.referenceLife`), and what it wrote on the false one ends with its lease of 60 s.
    private static let aftermath = 60.0

    mutating func note(_ hindrances: Hindrances, at now: BootInstant) {
        if hindrances.isEmpty {
            muteSince = nil
            return
        }
        if hindrances.contains(.mute) {
            muteSince = muteSince ?? now
            lastMute = now
        } else {
            muteSince = nil
        }
        if hindrances.contains(.deaf) { lastDeaf = now }
        if hindrances.contains(.untrue) { lastUntrue = now }
    }

    func wasMute(within seconds: Double, of now: BootInstant) -> Bool { Self.isRecent(lastMute, seconds, now) }

    func wasDeaf(within seconds: Double, of now: BootInstant) -> Bool { Self.isRecent(lastDeaf, seconds, now) }

    /// True while the device measures what is not, and for the aftermath.
    func isUntrue(at now: BootInstant) -> Bool { Self.isRecent(lastUntrue, Self.aftermath, now) }

    private static func isRecent(_ time: BootInstant?, _ seconds: Double, _ now: BootInstant) -> Bool {
        time.map { now.seconds(since: $0) <= seconds } ?? false
    }
}
