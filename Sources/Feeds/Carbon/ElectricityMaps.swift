// SPDX-License-Identifier: Apache-2.0

import Energy

/// Carbon intensity of electricity used in a zone, with the emissions of building power stations, from Electricity Maps.
///
/// Numbers that the source estimates, because a grid operator is late, count as facts too. A token's plan says which zones and
/// which of the three series it may ask for.
public struct ElectricityMaps: FeedSource {
    /// What is asked for.
    public enum Series: String, Hashable, Sendable {
        /// The last value known.
        case latest
        /// The last 24 hours.
        case history
        /// The hours to come.
        case forecast
    }

    /// The zone as the source writes it, such as `SE-SE3`.
    public let place: String
    private let series: Series
    private let token: String
    private let base: String

    private static let name = "electricitymaps"
    /// How far back `history` and `latest` reach, s.
    private static let longestHistory = 25 * 3600
    /// Length of a value where nothing in the answer tells it, s: hours are what is answered unless asked otherwise.
    private static let usualSeconds = 3600

    /// A source of one zone.
    ///
    /// - Parameters:
    ///   - zone: such as `SE-SE3`.
    ///   - series: what is asked for.
    ///   - token: sent in a header field, shown nowhere.
    ///   - base: scheme, host and port, without a slash at the end; nil for the source's own.
    /// - Throws: `.request` for a zone or a token that cannot be one.
    public init(
        zone: String, series: Series, token: String, base: String? = nil
    ) throws(FeedFault) {
        place = try SourceParameters.word(zone, "the zone", of: Self.name, example: "SE-SE3")
        self.token = try SourceParameters.token(token, of: Self.name)
        self.series = series
        self.base = base ?? "https://api.electricitymaps.com"
    }

    /// Always has all it has.
    public var rules: FeedRules {
        FeedRules(name: Self.name, kind: .carbon, attribution: "Electricity Maps (electricitymaps.com)")
    }

    /// One question: the source has its own idea of the time it answers for.
    ///
    /// - Throws: `.request` for slots that all lie before the time it answers for.
    public func questions(_ slots: Range<Slot>, now: UTCInstant) throws(FeedFault) -> [FeedQuestion] {
        let reach = series == .forecast ? 0 : Self.longestHistory
        guard slots.upperBound.start > now.advanced(bySeconds: -reach) else {
            throw .request("\(Self.name) does not reach back to \(slots.lowerBound) with its \(series.rawValue)")
        }
        let url = "\(base)/v3/carbon-intensity/\(series.rawValue)?zone=\(place)"
        return [FeedQuestion(url: url, fields: [(name: "auth-token", value: token)], slots: slots)]
    }

    /// Reads a value or a list of them; an empty list says that there is nothing yet.
    public func read(_ body: [UInt8], to question: FeedQuestion) throws(FeedFault) -> FeedPage {
        if let refusal = Self.refusal(body) { throw refusal }
        let answer = try FeedJSON.decode(Answer.self, from: body)
        guard answer.zone == place else {
            throw .document(at: "zone", found: FeedFault.quoted(answer.zone), expected: place)
        }
        let entries = try entries(answer, body)
        if entries.isEmpty { throw .notPublished }
        var values: [(start: UTCInstant, value: Double?)] = []
        for (k, entry) in entries.enumerated() {
            let place = series == .latest ? "datetime" : "\(series.rawValue)[\(k)].datetime"
            values.append((try FeedTime.stamp(entry.datetime, at: place), entry.carbonIntensity.value))
        }
        let seconds = try self.seconds(values.map(\.start), named: answer.temporalGranularity)
        return FeedPage(
            [.carbonIntensity: values.map { FeedInterval($0.start, seconds: seconds, $0.value) }],
            nature: series == .forecast ? .forecast : .actual,
            publishedAt: try answer.updatedAt.map { text throws(FeedFault) in try FeedTime.stamp(text, at: "updatedAt")
            })
    }

    /// What the body of a status other than 200 says.
    public func refusal(status: Int, body: [UInt8]) -> FeedFault? {
        [400, 403, 404].contains(status) ? Self.refusal(body) : nil
    }

    private static func refusal(_ body: [UInt8]) -> FeedFault? {
        guard let words = (try? FeedJSON.decode(ProblemAnswer.self, from: body))?.words else { return nil }
        return .refused(FeedFault.quoted(words))
    }

    private func entries(_ answer: Answer, _ body: [UInt8]) throws(FeedFault) -> [Entry] {
        let list: [Entry]?
        switch series {
        case .latest: return [try FeedJSON.decode(Entry.self, from: body)]
        case .history: list = answer.history
        case .forecast: list = answer.forecast
        }
        guard let list else {
            throw .document(at: "the answer", found: "no member \(series.rawValue)", expected: "one")
        }
        return list
    }

    /// How long each value is, s: as the answer names it, else as their distances tell; a value alone is that of an hour.
    private func seconds(_ starts: [UTCInstant], named granularity: String?) throws(FeedFault) -> Int {
        if let granularity { return try Self.seconds(named: granularity) }
        guard series == .latest else { return try EvenSteps.seconds(starts, at: series.rawValue) }
        if let odd = starts.first(where: { $0.secondsSinceEpoch % Self.usualSeconds != 0 }) {
            throw .document(at: "datetime", found: "\(odd)", expected: "a full hour, or a temporalGranularity")
        }
        return Self.usualSeconds
    }

    private static func seconds(named text: String) throws(FeedFault) -> Int {
        switch text {
        case "hourly": return 3600
        case "15_minutes": return 900
        case "5_minutes": return 300
        default:
            throw .document(
                at: "temporalGranularity", found: FeedFault.quoted(text), expected: "hourly, 15_minutes or 5_minutes")
        }
    }
}

/// What the answers to all three questions can have.
private struct Answer: Decodable {
    let zone: String
    let updatedAt: String?
    let temporalGranularity: String?
    let history: [Entry]?
    let forecast: [Entry]?
}

private struct Entry: Decodable {
    let datetime: String
    /// g per kWh.
    let carbonIntensity: OrNull<Double>
}

/// An error, which can come with status 200 too.
private struct ProblemAnswer: Decodable {
    let error: String?
    let status: String?
    let message: String?

    /// In the source's words; nil where there is no error.
    var words: String? { error ?? (status == "error" ? message : nil) }
}
