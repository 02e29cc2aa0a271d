// SPDX-License-Identifier: Apache-2.0

/// One signal over a stretch of time: what a quarter-hour row keeps of the many samples.
public struct SignalSummary: Hashable, Sendable {
    /// Which signal.
    public let signal: Signal
    /// Mean of the good samples, each of which stands for one poll; for a counter the last value.
    public let mean: Double
    /// Smallest good sample; for a counter the first value.
    public let minimum: Double
    /// Largest good sample; for a counter the last value.
    public let maximum: Double
    /// Number of good samples, > 0.
    public let count: Int
    /// Number of polls that brought no good value.
    public let missing: Int

    /// Puts a summary together.
    public init(signal: Signal, mean: Double, minimum: Double, maximum: Double, count: Int, missing: Int) {
        self.signal = signal
        self.mean = mean
        self.minimum = minimum
        self.maximum = maximum
        self.count = count
        self.missing = missing
    }

    /// Two stretches of the same signal, the earlier first, as one.
    public func merged(withLater later: SignalSummary) -> SignalSummary {
        let total = count + later.count
        let counter = signal.isCounter
        let share = total > 0 ? Double(later.count) / Double(total) : 0
        return SignalSummary(
            signal: signal, mean: counter ? later.mean : mean + (later.mean - mean) * share,
            minimum: counter ? minimum : min(minimum, later.minimum),
            maximum: counter ? later.maximum : max(maximum, later.maximum), count: total,
            missing: missing + later.missing)
    }
}

/// What one device reported over a stretch of boot time that lies inside one quarter hour of the guard's wall clock.
///
/// The pair of boot id and start identifies a slice, so that one sent twice is stored once.
public struct DeviceSlice: Hashable, Sendable {
    /// The boot the instants belong to.
    public let bootID: UInt64
    /// Whose.
    public let device: DeviceIndex
    /// Beginning of the stretch.
    public let start: BootInstant
    /// End of the stretch, exclusive.
    public let end: BootInstant
    /// The slot by the guard's wall clock: a label.
    public let slot: Slot
    /// False when the wall clock was not trusted; the slot is then a guess.
    public let isClockTrusted: Bool
    /// Every signal with at least one good sample, in order of the signal's raw value.
    public let signals: [SignalSummary]
    /// Polls of the device that brought anything.
    public let polls: Int
    /// Polls of the device that failed as a whole.
    public let failedPolls: Int

    /// Puts a slice together.
    public init(
        bootID: UInt64, device: DeviceIndex, start: BootInstant, end: BootInstant, slot: Slot, isClockTrusted: Bool,
        signals: [SignalSummary], polls: Int, failedPolls: Int
    ) {
        self.bootID = bootID
        self.device = device
        self.start = start
        self.end = end
        self.slot = slot
        self.isClockTrusted = isClockTrusted
        self.signals = signals
        self.polls = polls
        self.failedPolls = failedPolls
    }
}

/// How complete a quarter-hour row is.
public struct RowQuality: OptionSet, Hashable, Sendable {
    /// Stored bits.
    public let rawValue: UInt8
    /// Wraps stored bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Less than 95 % of the slot was observed.
    public static let partial = RowQuality(rawValue: 1)
    /// The wall clock was not trusted while the row was measured.
    public static let clockUncertain = RowQuality(rawValue: 2)
    /// The row arrived after its slot's decision had been made.
    public static let late = RowQuality(rawValue: 4)
}

/// One device in one quarter hour, as stored.
public struct QuarterHourRow: Hashable, Sendable {
    /// The quarter hour.
    public let slot: Slot
    /// The device's id in the configuration.
    public let device: String
    /// Seconds of the slot that were observed, 0...900.
    public let observedSeconds: Int
    /// How complete it is.
    public let quality: RowQuality
    /// Every signal with at least one good sample, in order of the signal's raw value.
    public let signals: [SignalSummary]

    /// Puts a row together.
    public init(slot: Slot, device: String, observedSeconds: Int, quality: RowQuality, signals: [SignalSummary]) {
        self.slot = slot
        self.device = device
        self.observedSeconds = observedSeconds
        self.quality = quality
        self.signals = signals
    }

    /// The summary of one signal, nil where it was not observed.
    public subscript(signal: Signal) -> SignalSummary? { signals.first { $0.signal == signal } }
}
