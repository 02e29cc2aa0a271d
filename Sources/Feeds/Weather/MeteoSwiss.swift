// SPDX-License-Identifier: Apache-2.0

import Energy

/// MeteoSwiss: hourly forecasts of nine days for every postal code of Switzerland.
///
/// The item of a day tells the files of its runs. Each file has one variable of all places, up to 33 MB, so it is read while
/// it arrives; the files of a run are asked for one after the other, as pages of one answer. Numbers are of the hour before
/// their stamp. Source: opendatadocs.meteoswiss.ch, "Local forecast data".
public struct MeteoSwiss: FeedSource {
    /// A place that MeteoSwiss makes forecasts for; see `ogd-local-forecasting_meta_point.csv` there.
    public struct Point: Hashable, Sendable {
        /// 1 for a weather station, 2 for a postal code, 3 for a place in the mountains.
        public let type: Int
        /// Its number, unique in its type; of a postal code that code and two digits more, such as 800100.
        public let id: Int

        /// Puts a point together.
        public init(type: Int, id: Int) { (self.type, self.id) = (type, id) }
    }

    /// A variable, each of which is a file of its own.
    public enum Variable: String, CaseIterable, Hashable, Sendable {
        /// Air temperature, mean of the hour.
        case temperature = "tre200h0"
        /// Global irradiance, mean of the hour.
        case globalRadiation = "gre000h0"
        /// Diffuse irradiance, mean of the hour.
        case diffuseRadiation = "ods000h0"
        /// Rain and snow of the hour.
        case precipitation = "rre150h0"
        /// Wind, mean of the hour.
        case wind = "fu3010h0"
    }

    /// How it is to be treated.
    public let rules: FeedRules
    /// The place as `47.37,8.54`.
    public let place: String

    private let point: Point
    private let variables: [Variable]
    private let base: String

    /// A source for a point.
    ///
    /// - Parameters:
    ///   - position: where the point is.
    ///   - variables: what is fetched; each costs 33 MB, so only what a forecast of power needs most is usual.
    ///   - base: the server, without a slash at the end; nil for the source's own.
    public init(
        _ position: GeographicPosition, _ point: Point,
        variables: Set<Variable> = [.temperature, .globalRadiation, .diffuseRadiation],
        base: String? = nil
    ) {
        self.point = point
        self.base = base ?? "https://data.geo.admin.ch"
        self.variables = Variable.allCases.filter(variables.contains)
        place = WeatherAsking.place(position)
        var rules = FeedRules(name: "meteoswiss", kind: .weather, attribution: "Source: MeteoSwiss")
        rules.largestBody = 64 << 20
        self.rules = rules
    }

    /// Time after midnight in which the item of a day may be missing or without a whole run, s.
    private static let lateness = 7200

    /// The question for the item that has the last whole run.
    public func questions(_ slots: Range<Slot>, now: UTCInstant) throws(FeedFault) -> [FeedQuestion] {
        try WeatherAsking.checkAhead(slots, now: now, rules)
        guard !variables.isEmpty else { throw .request("MeteoSwiss: no variable is asked for") }
        let day = "\(now.advanced(bySeconds: -Self.lateness).date)".filter { $0 != "-" }
        let collection = "api/stac/v1/collections/ch.meteoschweiz.ogd-local-forecasting"
        return [FeedQuestion(url: "\(base)/\(collection)/items/\(day)-ch", slots: slots)]
    }

    /// The addresses of the files of the last run that has all of some variables.
    ///
    /// - Throws: `.notPublished` where no run has; `.document` where a file is not called as its run and variable want it.
    static func assets(inItem body: [UInt8], of variables: [Variable]) throws(FeedFault) -> [Variable: String] {
        struct Item: Decodable {
            struct Asset: Decodable { let href: String }
            let assets: [String: Asset]
        }
        let item = try FeedJSON.decode(Item.self, from: body)
        var runs: [UTCInstant: [Variable: String]] = [:]
        for (name, asset) in item.assets {
            guard let file = MeteoSwissFile(url: name) else { continue }
            guard MeteoSwissFile(url: asset.href)?.isSame(as: file) == true else {
                throw .document(
                    at: "assets.\(FeedFault.quoted(name)).href", found: FeedFault.quoted(asset.href),
                    expected: "a file of this name")
            }
            runs[file.run, default: [:]][file.variable] = asset.href
        }
        let whole = runs.filter { run in variables.allSatisfy { run.value[$0] != nil } }
        guard let last = whole.max(by: { $0.key < $1.key }) else { throw .notPublished }
        return last.value
    }

    /// Reads an item, which has no numbers but leads to the first file, or a file that is held whole.
    public func read(_ body: [UInt8], to question: FeedQuestion) throws(FeedFault) -> FeedPage {
        if var reader = fileReader(question) {
            try reader.take(body)
            return try reader.finish()
        }
        let assets = try Self.assets(inItem: body, of: variables)
        let first = variables.first.flatMap { assets[$0] }
        let file = first.flatMap { MeteoSwissFile(url: $0) }
        for variable in variables where assets[variable] != file?.url(of: variable) {
            throw .document(
                at: "assets", found: FeedFault.quoted(assets[variable] ?? "nothing"),
                expected: "all files of a run beside each other")
        }
        return FeedPage([:], nature: .forecast, publishedAt: file?.run, next: first)
    }

    /// Reads a file while it arrives; nil for an item.
    public func reader(for question: FeedQuestion) -> (any FeedReader)? { fileReader(question) }

    /// A reader for a file, which leads to the file of the next variable; nil for an item.
    private func fileReader(_ question: FeedQuestion) -> MeteoSwissReader? {
        guard let file = MeteoSwissFile(url: question.url) else { return nil }
        let next = variables.firstIndex(of: file.variable).flatMap { variables.dropFirst($0 + 1).first }
        return MeteoSwissReader(file, point, next: next.map { file.url(of: $0) })
    }
}
