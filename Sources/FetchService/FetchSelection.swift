// SPDX-License-Identifier: Apache-2.0

import Configuration
import Energy
import HostIO

/// Which sources are asked in a run.
public enum FetchSelection: Hashable, Sendable {
    /// All.
    case all
    /// Those of a kind; with weather those of solar forecasts too, as both are one job.
    case kind(FeedKind)
    /// Those of a name.
    case source(String)

    /// Reads a kind or the name of a source of a configuration.
    ///
    /// - Throws: exit code 2, with what there is.
    public init(_ word: String, of feeds: FeedSettings) throws(ServiceFailure) {
        if let kind = FeedKind(rawValue: word) {
            self = .kind(kind)
        } else if feeds.sources.contains(where: { $0.name == word }) {
            self = .source(word)
        } else {
            let kinds = FeedKind.allCases.map(\.rawValue)
            let names = Set(feeds.sources.map(\.name)).sorted()
            throw .usage(
                "--only: found \(word), expected one of \((kinds + names).joined(separator: ", "))")
        }
    }

    /// Whether a source belongs to it.
    func contains(_ settings: FeedSourceSettings) -> Bool {
        switch self {
        case .all: true
        case .kind(.weather): settings.kind == .weather || settings.kind == .solar
        case .kind(let kind): settings.kind == kind
        case .source(let name): settings.name == name
        }
    }
}
