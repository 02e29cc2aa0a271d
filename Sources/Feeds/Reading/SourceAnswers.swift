// SPDX-License-Identifier: Apache-2.0

import Energy

/// A member that has to be there and may be null: a null is a missing number, a missing member another document.
struct OrNull<Value: Decodable & Hashable & Sendable>: Decodable, Hashable, Sendable {
    /// What is there; nil for null.
    let value: Value?

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        value = container.decodeNil() ? nil : try container.decode(Value.self)
    }
}

extension FeedTime {
    /// Reads a moment that has to be one.
    ///
    /// - Parameter place: where it stands, for the fault.
    static func stamp(
        _ text: String, at place: @autoclosure () -> String, _ form: Form = .withOffset
    ) throws(FeedFault) -> UTCInstant {
        guard let instant = read(text, form) else {
            let example = form == .utc ? "2026-02-01T23:00:00" : "2026-02-02T00:00:00+01:00"
            throw .document(at: place(), found: FeedFault.quoted(text), expected: "a moment such as \(example)")
        }
        return instant
    }
}
