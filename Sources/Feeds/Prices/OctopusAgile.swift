// SPDX-License-Identifier: Apache-2.0

import Energy

/// Prices of Octopus Energy's tariffs in Great Britain, half-hourly ones above all, from its public REST API.
///
/// They are what the customer pays, VAT included: an import price, or an export price of a tariff for export. Pence become pounds.
/// A price without an end, as tariffs with one price have it, holds for all the time asked. Where a price depends on the way of
/// payment, the one for direct debit is taken.
public struct OctopusAgile: FeedSource {
    /// The code of the tariff, such as `E-1R-AGILE-24-10-01-C`.
    public let place: String
    private let product: String
    private let base: String

    private static let name = "octopus"
    /// Letters of the grid supply point groups, the last of every code.
    private static let regions = "ABCDEFGHJKLMNP"
    /// So many half hours are on one page.
    private static let pieceSlots = 31 * 96

    /// A source of one tariff.
    ///
    /// - Parameters:
    ///   - tariff: code of a tariff with one register, such as `E-1R-AGILE-24-10-01-C`.
    ///   - base: scheme, host and port, without a slash at the end; nil for the source's own.
    /// - Throws: `.request` for what is no code of such a tariff.
    public init(tariff: String, base: String? = nil) throws(FeedFault) {
        let example = "E-1R-AGILE-24-10-01-C"
        place = try SourceParameters.word(tariff, "the tariff", of: Self.name, example: example)
        let parts = tariff.split(separator: "-", omittingEmptySubsequences: false)
        guard tariff == tariff.uppercased(), parts.count > 3, parts[0] == "E", parts[1] == "1R",
            !parts.contains(""), let region = parts.last, region.count == 1, Self.regions.contains(region)
        else {
            throw .request(
                "\(Self.name): found the tariff \(FeedFault.quoted(tariff)), expected one such as \(example)")
        }
        product = parts[2..<(parts.count - 1)].joined(separator: "-")
        self.base = base ?? "https://api.octopus.energy"
    }

    /// Tomorrow appears about 16:00 UK time.
    public var rules: FeedRules {
        var rules = FeedRules(name: Self.name, kind: .price, attribution: "Octopus Energy")
        let london = TimeZoneRule(standardOffset: 0, hasEuropeanSummerTime: true)
        rules.publication = FeedPublication(london, hour: 16)
        return rules
    }

    /// What the prices are: those of `AGILE-OUTGOING-...`, `FLUX-EXPORT-...` and the like are paid to the customer.
    private var quantity: FeedQuantity {
        let words = product.split(separator: "-")
        return words.contains { $0 == "OUTGOING" || $0 == "EXPORT" || $0 == "SEG" } ? .exportPrice : .importPrice
    }

    /// One question for each month, which is one page.
    public func questions(_ slots: Range<Slot>, now: UTCInstant) throws(FeedFault) -> [FeedQuestion] {
        let rates = "\(base)/v1/products/\(product)/electricity-tariffs/\(place)/standard-unit-rates/"
        return slots.pieces(ofAtMost: Self.pieceSlots).map { piece in
            let (from, to) = (piece.lowerBound.start.minuteText, piece.upperBound.start.minuteText)
            return FeedQuestion(url: "\(rates)?period_from=\(from)&period_to=\(to)&page_size=1500", slots: piece)
        }
    }

    /// Reads one page.
    public func read(_ body: [UInt8], to question: FeedQuestion) throws(FeedFault) -> FeedPage {
        let answer = try FeedJSON.decode(Answer.self, from: body)
        if answer.results.isEmpty, answer.next == nil, answer.previous == nil { throw .notPublished }
        var intervals: [FeedInterval] = []
        for (k, rate) in answer.results.enumerated() {
            guard try isTaken(rate, k) else { continue }
            intervals += try Self.intervals(rate, k, within: question.slots)
        }
        guard !intervals.isEmpty || answer.next != nil || answer.previous != nil else {
            let found = "\(answer.results.count) rates for other times or ways of payment"
            throw .document(at: "results", found: found, expected: "some for \(question.slots.lowerBound) and after")
        }
        return FeedPage([quantity: intervals], nature: .actual, currency: "GBP", next: try next(answer.next))
    }

    /// What the body of a status other than 200 says.
    public func refusal(status: Int, body: [UInt8]) -> FeedFault? {
        guard [400, 404].contains(status), let problem = try? FeedJSON.decode(Problem.self, from: body) else {
            return nil
        }
        return .refused(FeedFault.quoted(problem.detail))
    }

    /// The link to the next page, which has to be on the same server.
    private func next(_ link: String?) throws(FeedFault) -> String? {
        guard let link else { return nil }
        guard let own = try? WebAddress(base), let there = try? WebAddress(link), there.isSameSite(as: own) else {
            throw .document(at: "next", found: "an address elsewhere, or none", expected: "one on the same server")
        }
        return link
    }

    /// Whether a rate is one for direct debit or for any way of payment.
    private func isTaken(_ rate: Answer.Rate, _ k: Int) throws(FeedFault) -> Bool {
        switch rate.paymentMethod {
        case nil, "DIRECT_DEBIT": return true
        case "NON_DIRECT_DEBIT": return false
        case .some(let other):
            throw .document(
                at: "results[\(k)].payment_method", found: FeedFault.quoted(other),
                expected: "DIRECT_DEBIT, NON_DIRECT_DEBIT or null")
        }
    }

    /// The part of a rate's time that was asked for, in pieces of at most a day.
    private static func intervals(
        _ rate: Answer.Rate, _ k: Int, within slots: Range<Slot>
    ) throws(FeedFault) -> [FeedInterval] {
        let start = try FeedTime.stamp(rate.validFrom, at: "results[\(k)].valid_from")
        var last = slots.upperBound.start
        if let text = rate.validTo.value {
            let end = try FeedTime.stamp(text, at: "results[\(k)].valid_to")
            guard start < end else {
                throw .document(at: "results[\(k)].valid_to", found: "\(end)", expected: "a moment after \(start)")
            }
            last = min(last, end)
        }
        var begin = max(start, slots.lowerBound.start)
        var pieces: [FeedInterval] = []
        while begin < last {
            let next = min(last, begin.advanced(bySeconds: SlotSpreading.longestInterval))
            pieces.append(FeedInterval(begin, to: next, rate.value.value.map { $0 / 100 }))
            begin = next
        }
        return pieces
    }
}

/// A page of rates; newest first, though nothing relies on it.
private struct Answer: Decodable {
    let next: String?
    let previous: String?
    let results: [Rate]

    struct Rate: Decodable {
        let validFrom: String
        let validTo: OrNull<String>
        /// Pence per kWh with VAT.
        let value: OrNull<Double>
        let paymentMethod: String?

        enum CodingKeys: String, CodingKey {
            case validFrom = "valid_from"
            case validTo = "valid_to"
            case value = "value_inc_vat"
            case paymentMethod = "payment_method"
        }
    }
}

/// Why there is no page.
private struct Problem: Decodable { let detail: String }
