// SPDX-License-Identifier: Apache-2.0

import Energy

/// An answer of Bright Sky: rows, and where their numbers come from.
struct BrightSkyAnswer: Decodable {
    let weather: [Row]
    private let sources: [Source]

    private struct Source: Decodable {
        let id: Int
        let kind: String

        enum CodingKeys: String, CodingKey {
            case id
            case kind = "observation_type"
        }
    }

    /// Numbers of the sources that are stations.
    var measuringSources: Set<Int> { Set(sources.filter { $0.kind != "forecast" }.map(\.id)) }

    /// What one row says.
    struct Row: Decodable {
        let timestamp: String
        private let source: Int
        /// By variable: the source that stands in where the row's own has nothing.
        private let otherSources: [String: Int]
        private let numbers: [FeedQuantity: Double]

        private enum CodingKeys: String, CodingKey {
            case timestamp
            case source = "source_id"
            case otherSources = "fallback_source_ids"
        }

        init(from decoder: any Decoder) throws {
            let members = try decoder.container(keyedBy: CodingKeys.self)
            timestamp = try members.decode(String.self, forKey: .timestamp)
            source = try members.decode(Int.self, forKey: .source)
            otherSources = try members.decodeIfPresent([String: Int].self, forKey: .otherSources) ?? [:]
            numbers = try decoder.numbers(BrightSky.variables)
        }

        /// A number; nil where there is none, or none of one of the sources.
        ///
        /// - Parameter sources: nil for all.
        func number(_ variable: WeatherVariable, from sources: Set<Int>?) -> Double? {
            let isWanted = sources?.contains(otherSources[variable.name] ?? source) ?? true
            return isWanted ? numbers[variable.quantity] : nil
        }
    }
}
