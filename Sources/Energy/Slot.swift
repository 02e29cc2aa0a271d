// SPDX-License-Identifier: Apache-2.0

/// A quarter hour of UTC, half open: it holds its start and not its end.
@frozen public struct Slot: Comparable, Hashable, Sendable, Strideable, CustomStringConvertible {
    /// Quarter hours since 1970-01-01T00:00Z.
    public let index: Int

    /// Length of a slot, s.
    public static let seconds = 900
    /// Length of a slot, h.
    public static let hours = 0.25

    /// Wraps a number of quarter hours since 1970.
    @inlinable public init(index: Int) { self.index = index }

    /// The slot that holds a moment.
    @inlinable public init(containing instant: UTCInstant) {
        self.index = floorDivide(instant.secondsSinceEpoch, Slot.seconds)
    }

    /// The first moment of the slot.
    @inlinable public var start: UTCInstant { UTCInstant(secondsSinceEpoch: index * Slot.seconds) }
    /// The first moment after the slot.
    @inlinable public var end: UTCInstant { UTCInstant(secondsSinceEpoch: (index + 1) * Slot.seconds) }

    /// Order in time.
    @inlinable public static func < (a: Slot, b: Slot) -> Bool { a.index < b.index }
    /// Number of slots from here to `other`.
    @inlinable public func distance(to other: Slot) -> Int { other.index - index }
    /// The slot `n` quarter hours later.
    @inlinable public func advanced(by n: Int) -> Slot { Slot(index: index + n) }

    /// The start as `2016-10-31T23:00:00Z`.
    public var description: String { start.iso8601 }
}
