// SPDX-License-Identifier: Apache-2.0

import Energy

/// A source on the internet: what it is asked and what its answers mean.
///
/// Each has a file of its own.
///
/// Asking and reading are functions of their arguments, so that any answer can be read without a network.
public protocol FeedSource: Sendable {
    /// How it is to be treated.
    var rules: FeedRules { get }
    /// What the numbers are about, as `FeedDocument.place` has it.
    var place: String { get }

    /// What to ask for some quarter hours, in order; each answer is read by itself.
    ///
    /// - Parameters:
    ///   - slots: not empty; a source that answers in days is asked for all days they touch.
    ///   - now: a moment for questions that depend on it.
    func questions(_ slots: Range<Slot>, now: UTCInstant) throws(FeedFault) -> [FeedQuestion]

    /// Reads the body of an answer with status 200.
    ///
    /// - Parameters:
    ///   - body: as received, decompressed.
    ///   - question: what was asked.
    func read(_ body: [UInt8], to question: FeedQuestion) throws(FeedFault) -> FeedPage

    /// What reads an answer while it arrives; nil for a source whose answers are read whole.
    func reader(for question: FeedQuestion) -> (any FeedReader)?

    /// What the source says in the body of an answer with another status than 200; nil where it says nothing that is known.
    ///
    /// Statuses of `FeedRules.notYet` need no words.
    func refusal(status: Int, body: [UInt8]) -> FeedFault?
}

extension FeedSource {
    /// Answers are read whole.
    public func reader(for question: FeedQuestion) -> (any FeedReader)? { nil }

    /// The status says all.
    public func refusal(status: Int, body: [UInt8]) -> FeedFault? { nil }
}

/// One request to a source.
public struct FeedQuestion: Sendable {
    /// The address with its query, as a whole.
    public var url: String
    /// Names and values of header fields; may hold a token.
    public var fields: [(name: String, value: String)]
    /// What is posted, and that it is JSON; nil for a GET.
    public var json: [UInt8]?
    /// The quarter hours that the answer is to cover.
    public var slots: Range<Slot>

    /// Puts a question together.
    public init(
        url: String, fields: [(name: String, value: String)] = [], json: [UInt8]? = nil, slots: Range<Slot>
    ) {
        (self.url, self.fields, self.json, self.slots) = (url, fields, json, slots)
    }
}

/// What an answer says.
public struct FeedPage: Hashable, Sendable {
    /// The numbers as the source gives them, in the units of `FeedQuantity`.
    public var intervals: [FeedQuantity: [FeedInterval]]
    /// Forecast or fact.
    public var nature: FeedNature
    /// ISO 4217 code where there are prices.
    public var currency: String?
    /// When the source made it, where it says so.
    public var publishedAt: UTCInstant?
    /// Address of the rest, where the answer is one page of several.
    public var next: String?

    /// Puts a page together.
    public init(
        _ intervals: [FeedQuantity: [FeedInterval]], nature: FeedNature, currency: String? = nil,
        publishedAt: UTCInstant? = nil, next: String? = nil
    ) {
        self.intervals = intervals
        self.nature = nature
        self.currency = currency
        self.publishedAt = publishedAt
        self.next = next
    }
}

/// A number with the time it is about.
public struct FeedInterval: Hashable, Sendable {
    /// Where it begins; of an instant the moment itself.
    public var start: UTCInstant
    /// How long it is, s; 0 for an instant.
    public var seconds: Int
    /// The number; nil where the source says that it has none.
    public var value: Double?

    /// A number over a time.
    public init(_ start: UTCInstant, seconds: Int, _ value: Double?) {
        (self.start, self.seconds, self.value) = (start, seconds, value)
    }

    /// A number from one moment to another.
    public init(_ start: UTCInstant, to end: UTCInstant, _ value: Double?) {
        let (seconds, isTooLong) = end.secondsSinceEpoch.subtractingReportingOverflow(start.secondsSinceEpoch)
        self.init(start, seconds: isTooLong ? -1 : seconds, value)
    }
}

/// How a source is to be treated.
public struct FeedRules: Hashable, Sendable {
    /// Name in the configuration, in documents and in messages.
    public var name: String
    /// What it gives.
    public var kind: FeedKind
    /// Who has to be named where its numbers are shown.
    public var attribution: String
    /// Statuses that say that there is nothing yet.
    public var notYet: Set<Int> = []
    /// Longest body that is read, bytes.
    public var largestBody = 2 << 20
    /// Shortest time between two requests, s.
    public var restSeconds = 0.0
    /// When tomorrow's numbers appear; nil for a source that always has all it has.
    public var publication: FeedPublication?

    /// Rules that are usual but for what is said here.
    public init(name: String, kind: FeedKind, attribution: String) {
        (self.name, self.kind, self.attribution) = (name, kind, attribution)
    }
}

/// The time of day from which on a source has the next day.
public struct FeedPublication: Hashable, Sendable {
    /// Whose clock and whose days.
    public var zone: TimeZoneRule
    /// Seconds after midnight.
    public var secondOfDay: Int

    /// A time of day of a zone.
    public init(_ zone: TimeZoneRule, hour: Int, minute: Int = 0) {
        (self.zone, secondOfDay) = (zone, 3600 * hour + 60 * minute)
    }
}

/// Reads an answer piece by piece, where it is too long to be held.
public protocol FeedReader {
    /// Takes in the next bytes, in order.
    mutating func take(_ bytes: [UInt8]) throws(FeedFault)
    /// Says what the whole answer says.
    mutating func finish() throws(FeedFault) -> FeedPage
}
