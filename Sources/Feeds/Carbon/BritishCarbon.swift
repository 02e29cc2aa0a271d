// SPDX-License-Identifier: Apache-2.0

import Energy

/// Carbon intensity of Great Britain or one of its regions, by half hours, from carbonintensity.org.uk.
///
/// Forecasts are there for all, up to two days ahead and for the past too; what was is there for the whole country only.
public struct BritishCarbon: FeedSource {
    /// What the numbers are for.
    public enum Area: Hashable, Sendable {
        /// All of Great Britain.
        case national
        /// A region by its number, 1...17.
        case region(Int)
        /// The region of a postcode, by its first half such as `RG10`.
        case postcode(String)
    }

    private let area: Area
    private let nature: FeedNature
    private let base: String

    private static let name = "carbonintensity"
    /// The longest time of one question: 14 days.
    private static let pieceSlots = 14 * 96

    /// A source of one area.
    ///
    /// - Parameters:
    ///   - area: the country or a region.
    ///   - nature: the forecast, or what was.
    ///   - base: scheme, host and port, without a slash at the end; nil for the source's own.
    /// - Throws: `.request` for an area that cannot be, and for what was in a region.
    public init(
        _ area: Area, nature: FeedNature, base: String? = nil
    ) throws(FeedFault) {
        switch area {
        case .national: break
        case .region(let number):
            guard (1...17).contains(number) else {
                throw .request("\(Self.name): found the region \(number), expected one of 1 to 17")
            }
        case .postcode(let text):
            guard Self.isOutward(text) else {
                throw .request(
                    "\(Self.name): found the postcode \(FeedFault.quoted(text)), expected a first half such as RG10")
            }
        }
        guard nature == .forecast || area == .national else {
            throw .request("\(Self.name) has forecasts of regions only, not what was")
        }
        (self.area, self.nature) = (area, nature)
        self.base = base ?? "https://api.carbonintensity.org.uk"
    }

    /// Whether a text can be the first half of a postcode: one or two letters, a digit, and perhaps a digit or a letter.
    private static func isOutward(_ text: String) -> Bool {
        let letters = UInt8(ascii: "A")...UInt8(ascii: "Z")
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        let rest = Array(text.utf8.drop { letters.contains($0) })
        guard (1...2).contains(text.utf8.count - rest.count), (1...2).contains(rest.count) else { return false }
        return digits.contains(rest[0]) && rest.allSatisfy { digits.contains($0) || letters.contains($0) }
    }

    /// `GB`, `GB-13` or `GB-RG10`.
    public var place: String {
        switch area {
        case .national: "GB"
        case .region(let number): "GB-\(number)"
        case .postcode(let text): "GB-\(text)"
        }
    }

    /// Always has all it has.
    public var rules: FeedRules {
        FeedRules(
            name: Self.name, kind: .carbon,
            attribution: "National Energy System Operator, carbonintensity.org.uk, CC BY 4.0")
    }

    /// One question for two weeks.
    public func questions(_ slots: Range<Slot>, now: UTCInstant) throws(FeedFault) -> [FeedQuestion] {
        slots.pieces(ofAtMost: Self.pieceSlots).map { piece in
            let time = "intensity/\(piece.lowerBound.start.minuteText)/\(piece.upperBound.start.minuteText)"
            let path =
                switch area {
                case .national: time
                case .region(let number): "regional/\(time)/regionid/\(number)"
                case .postcode(let text): "regional/\(time)/postcode/\(text)"
                }
            return FeedQuestion(url: "\(base)/\(path)", slots: piece)
        }
    }

    /// Reads the half hours.
    ///
    /// - Throws: `.notPublished` where there are none, and `.refused` where the postcode can be why.
    public func read(_ body: [UInt8], to question: FeedQuestion) throws(FeedFault) -> FeedPage {
        let (entries, place) = try entries(body)
        if entries.isEmpty { throw .notPublished }
        var intervals: [FeedInterval] = []
        for (k, entry) in entries.enumerated() {
            let start = try FeedTime.stamp(entry.from, at: "\(place)[\(k)].from")
            let end = try FeedTime.stamp(entry.to, at: "\(place)[\(k)].to")
            let value = nature == .forecast ? entry.intensity.forecast.value : entry.intensity.actual
            intervals.append(FeedInterval(start, to: end, value))
        }
        return FeedPage([.carbonIntensity: intervals], nature: nature)
    }

    /// What the body of a status other than 200 says.
    public func refusal(status: Int, body: [UInt8]) -> FeedFault? {
        [400, 404].contains(status) ? Self.refusal(body) : nil
    }

    private static func refusal(_ body: [UInt8]) -> FeedFault? {
        guard let problem = (try? FeedJSON.decode(ProblemAnswer.self, from: body))?.error else { return nil }
        return .refused(FeedFault.quoted(problem.message ?? problem.code ?? "an error without a message"))
    }

    /// The half hours of an answer, and where they stand in it.
    private func entries(_ body: [UInt8]) throws(FeedFault) -> (entries: [Entry], place: String) {
        if let refusal = Self.refusal(body) { throw refusal }
        if area == .national { return (try FeedJSON.decode(NationalAnswer.self, from: body).data, "data") }
        let regions = try FeedJSON.decode(RegionalAnswer.self, from: body).data.list
        guard let region = regions.first else {
            guard case .postcode(let text) = area else { throw .notPublished }
            throw .refused("an empty list, which is its answer to a postcode it does not know, such as \(text) may be")
        }
        guard regions.count == 1 else {
            throw .document(at: "data", found: "\(regions.count) regions", expected: "one")
        }
        if case .region(let number) = area, region.regionid != number {
            throw .document(at: "data.regionid", found: "\(region.regionid)", expected: "\(number)")
        }
        return (region.data, "data.data")
    }
}

private struct NationalAnswer: Decodable { let data: [Entry] }
private struct RegionalAnswer: Decodable { let data: Regions }

/// A region alone, or a list of them.
private struct Regions: Decodable {
    let list: [Region]

    init(from decoder: any Decoder) throws {
        guard (try? decoder.unkeyedContainer()) != nil else {
            list = [try Region(from: decoder)]
            return
        }
        list = try [Region](from: decoder)
    }
}

private struct Region: Decodable {
    let regionid: Int
    let data: [Entry]
}

private struct Entry: Decodable {
    let from: String
    let to: String
    let intensity: Intensity
}

/// g per kWh.
private struct Intensity: Decodable {
    let forecast: OrNull<Double>
    let actual: Double?
}

/// An error, which can come with status 200 too.
private struct ProblemAnswer: Decodable {
    let error: Problem?

    struct Problem: Decodable {
        let code: String?
        let message: String?
    }
}
