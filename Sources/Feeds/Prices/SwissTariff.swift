// SPDX-License-Identifier: Apache-2.0

import Energy

/// Dynamic tariffs of Swiss grid operators, who publish them in the shape that their association VSE has agreed on.
///
/// Gives an import price, put together from the components that are asked for, and the price of what is fed in. Charges that do not
/// depend on energy, such as those for a month, are left out. Whether the prices hold value added tax differs between operators
/// and is not in the answers, so it has to be said.
public struct SwissTariff: FeedSource {
    /// Value added tax of Switzerland since 2024.
    public static let valueAddedTax = 0.081

    private let service: Service
    private let components: [Component]
    private let hasFeedIn: Bool
    private let addedVAT: Double
    private let base: String

    private static let zone = TimeZoneRule.centralEuropean
    /// CKW answers 31 days at most, and longer answers with all components come near the limit of a body.
    private static let pieceSlots = 14 * 96

    /// A source of one tariff.
    ///
    /// - Parameters:
    ///   - service: who is asked.
    ///   - components: what is summed up to the import price: `[.integrated]`, or those without `.integrated` that the operator
    ///     has; empty for no import price. Without a meaning for `.groupeEVersion1`, whose tariff says it.
    ///   - feedIn: true for the price of what is fed in too.
    ///   - addedVAT: tax that the operator's import prices lack, 0...1: 0 where they hold it, else `valueAddedTax`.
    ///   - base: scheme, host and port, without a slash at the end; nil for the operator's.
    /// - Throws: `.request` for what cannot be asked.
    public init(
        _ service: Service, components: [Component] = [.integrated], feedIn: Bool = false, addedVAT: Double,
        base: String? = nil
    ) throws(FeedFault) {
        let name = service.name
        switch service {
        case .ekz(let tariff):
            _ = try SourceParameters.word(tariff, "the tariff", of: name, example: "integrated_400D")
        case .ckw(let tariff):
            _ = try SourceParameters.word(tariff, "the tariff", of: name, example: "home_dynamic")
        case .esit(let meteringCode, let token):
            guard (try? SourceParameters.word(meteringCode, "", of: name, example: "")) != nil else {
                throw .request("\(name): the number of the metering point has other characters than letters and digits")
            }
            _ = try SourceParameters.token(token, of: name)
        case .groupeE, .groupeEVersion1, .bkw: break
        }
        try Self.check(service, components, feedIn: feedIn)
        guard (0...1).contains(addedVAT) else {
            throw .request("\(name): found \(addedVAT) as added tax, expected a part of 1 such as 0.081")
        }
        (self.service, self.components, hasFeedIn, self.addedVAT) = (service, components, feedIn, addedVAT)
        self.base = base ?? service.base
    }

    private static func check(
        _ service: Service, _ components: [Component], feedIn: Bool
    ) throws(FeedFault) {
        let names = components.map(\.rawValue).joined(separator: ", ")
        guard !components.isEmpty || feedIn else {
            throw .request("\(service.name): found no component, expected one, or the price of what is fed in")
        }
        guard Set(components).count == components.count, !components.contains(.integrated) || components.count == 1
        else {
            throw .request("\(service.name): found the components \(names), in which something counts twice")
        }
        switch service {
        case .bkw where !components.isEmpty:
            throw .request("bkw has prices of what is fed in only, found the components \(names)")
        case .groupeEVersion1 where feedIn || components != [.integrated]:
            throw .request("groupe-e, version 1, has its own tariffs, no components and no price of what is fed in")
        default: break
        }
    }

    /// The operator and the tariff, such as `ekz-integrated_400D`.
    public var place: String { service.place }

    /// The day after appears at an hour of the operator's own.
    public var rules: FeedRules {
        var rules = FeedRules(name: service.name, kind: .price, attribution: service.attribution)
        rules.restSeconds = service.restSeconds
        rules.publication = service.publicationHour.map { FeedPublication(Self.zone, hour: $0) }
        return rules
    }

    /// One question for two weeks; BKW gives today, whatever it is asked.
    public func questions(_ slots: Range<Slot>, now: UTCInstant) throws(FeedFault) -> [FeedQuestion] {
        var fields: [(name: String, value: String)] = []
        if case .esit(_, let token) = service { fields = [(name: "Authorization", value: "Bearer \(token)")] }
        if case .bkw = service { return [FeedQuestion(url: base + service.path, slots: slots)] }
        return slots.pieces(ofAtMost: Self.pieceSlots).map { piece in
            let times = "start_timestamp=\(time(piece.lowerBound))&end_timestamp=\(time(piece.upperBound))"
            let query = (selection + [times]).joined(separator: "&")
            return FeedQuestion(url: "\(base)\(service.path)?\(query)", fields: fields, slots: piece)
        }
    }

    /// The part of the query that says what is wanted.
    private var selection: [String] {
        switch service {
        case .ekz(let tariff): ["tariff_name=\(tariff)"]
        case .ckw(let tariff):
            // Without a type all components are in the answer.
            (components.count == 1 && !hasFeedIn ? ["tariff_type=\(components[0].rawValue)"] : [])
                + ["tariff_name=\(tariff)"]
        case .esit(let meteringCode, _): ["metering_code=\(meteringCode)"]
        case .groupeE, .groupeEVersion1, .bkw: []
        }
    }

    /// A moment in Swiss time with its offset, `2026-02-02T00:00:00%2B01:00`, for a query, where a plain `+` would be a space.
    ///
    /// CKW is asked in UTC, in which it answers then.
    private func time(_ slot: Slot) -> String {
        if case .ckw = service { return slot.start.iso8601 }
        let offset = Self.zone.offset(at: slot.start)
        return "\(slot.start.advanced(bySeconds: offset).iso8601.dropLast())%2B0\(offset / 3600):00"
    }

    /// Reads an answer; an empty one says that there is nothing yet.
    public func read(_ body: [UInt8], to question: FeedQuestion) throws(FeedFault) -> FeedPage {
        let rows: [SwissTariffRow]
        var publishedAt: UTCInstant?
        if case .groupeEVersion1(let tariff) = service {
            rows = try SwissTariffRow.rows(version1: body, tariff)
        } else {
            let answer = try FeedJSON.decode(SwissTariffAnswer.self, from: body)
            rows = try answer.rows(components, feedIn: hasFeedIn)
            publishedAt = try answer.publishedAt
        }
        if rows.isEmpty { throw .notPublished }
        var intervals: [FeedQuantity: [FeedInterval]] = [:]
        if !components.isEmpty {
            intervals[.importPrice] = rows.map { row in
                FeedInterval(row.start, to: row.end, row.importPrice.map { $0 * (1 + addedVAT) })
            }
        }
        if hasFeedIn {
            intervals[.exportPrice] = rows.map { FeedInterval($0.start, to: $0.end, $0.exportPrice) }
        }
        return FeedPage(intervals, nature: .actual, currency: "CHF", publishedAt: publishedAt)
    }

    /// What the body of a status other than 200 says.
    public func refusal(status: Int, body: [UInt8]) -> FeedFault? {
        guard [400, 403, 404, 422].contains(status),
            let answer = try? FeedJSON.decode(SwissTariffAnswer.self, from: body)
        else { return nil }
        return answer.refusal
    }
}
