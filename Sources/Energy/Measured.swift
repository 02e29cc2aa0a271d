// SPDX-License-Identifier: Apache-2.0

/// How far a measurement may be trusted; the later case is the worse.
public enum Quality: UInt8, CaseIterable, Comparable, Hashable, Sendable {
    /// Fresh, plausible, decoded.
    case good
    /// The first sample after a reconnection: seen, not yet used.
    case quarantined
    /// Older than the limit of its kind.
    case stale
    /// Outside its physical range, changing faster than it can, or frozen while its neighbours move.
    case implausible
    /// The device answered with its not-available value.
    case notAvailable
    /// The device did not answer, or answered with an exception.
    case lost
    /// The device's profile has no such value: nothing is wrong, there is just nothing to know.
    case neverOffered

    /// Order by severity.
    public static func < (a: Quality, b: Quality) -> Bool { a.rawValue < b.rawValue }
}

/// A value with its quality and time; a bad measurement has no value to misuse.
@frozen public struct Measured<Value: Sendable>: Sendable {
    /// What was measured, nil unless the quality is `.good`.
    public let value: Value?
    /// Why there is a value, or why there is none.
    public let quality: Quality
    /// When the reply arrived.
    public let time: BootInstant

    /// A good measurement.
    @inlinable public init(_ value: Value, at time: BootInstant) {
        (self.value, self.quality, self.time) = (value, .good, time)
    }

    private init(noValue quality: Quality, at time: BootInstant) {
        (self.value, self.quality, self.time) = (nil, quality, time)
    }

    /// The absence of a value; `.good` is taken as `.lost`, because good without a value cannot be.
    public static func absent(_ quality: Quality, at time: BootInstant) -> Measured {
        Measured(noValue: quality == .good ? .lost : quality, at: time)
    }

    /// The same measurement with its value changed, for example its unit.
    @inlinable public func map<Other: Sendable>(_ change: (Value) -> Other) -> Measured<Other> {
        guard let value else { return .absent(quality, at: time) }
        return Measured<Other>(change(value), at: time)
    }
}

extension Measured: Equatable where Value: Equatable {}
