// SPDX-License-Identifier: Apache-2.0

/// A moment on the boot-time clock, which never jumps and counts through suspend.
///
/// Every age, timer and lease in Hearth is measured on this clock; wall time only labels.
@frozen public struct BootInstant: Comparable, Hashable, Sendable {
    /// Nanoseconds since boot.
    public let nanoseconds: Int64

    /// Wraps nanoseconds since boot.
    @inlinable public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// A moment given in whole seconds since boot.
    @inlinable public init(seconds: Int) { self.nanoseconds = Int64(seconds) * 1_000_000_000 }

    /// Order in time.
    @inlinable public static func < (a: BootInstant, b: BootInstant) -> Bool { a.nanoseconds < b.nanoseconds }

    /// Seconds from `earlier` to here; negative when `earlier` is later.
    ///
    /// A difference of more than 292 years counts as 292: the times may come from outside.
    @inlinable public func seconds(since earlier: BootInstant) -> Double {
        let (difference, isTooLarge) = nanoseconds.subtractingReportingOverflow(earlier.nanoseconds)
        let whole = isTooLarge ? (nanoseconds < earlier.nanoseconds ? Int64.min : .max) : difference
        // A division, not a product with 1e-9: whole seconds come out whole, and limits compare exactly.
        return Double(whole) / 1e9
    }

    /// The moment some seconds later.
    ///
    /// - Parameter seconds: finite and within a century; anything else saturates.
    @inlinable public func advanced(bySeconds seconds: Double) -> BootInstant {
        let century = 3.2e9
        let bounded = seconds.isNaN ? 0 : max(-century, min(century, seconds))
        return BootInstant(nanoseconds: nanoseconds &+ Int64(bounded * 1e9))
    }
}

/// A moment of UTC in whole seconds since 1970, leap seconds not counted.
@frozen public struct UTCInstant: Comparable, Hashable, Sendable, CustomStringConvertible {
    /// Seconds since 1970-01-01T00:00:00Z.
    public let secondsSinceEpoch: Int

    /// Wraps seconds since 1970.
    @inlinable public init(secondsSinceEpoch: Int) { self.secondsSinceEpoch = secondsSinceEpoch }

    /// Order in time.
    @inlinable public static func < (a: UTCInstant, b: UTCInstant) -> Bool {
        a.secondsSinceEpoch < b.secondsSinceEpoch
    }

    /// The moment some seconds later.
    @inlinable public func advanced(bySeconds seconds: Int) -> UTCInstant {
        UTCInstant(secondsSinceEpoch: secondsSinceEpoch + seconds)
    }

    /// As `2016-10-31T23:00:00Z`.
    public var description: String { iso8601 }
}
