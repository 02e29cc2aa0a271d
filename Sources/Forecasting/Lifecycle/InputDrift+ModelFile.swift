// SPDX-License-Identifier: Apache-2.0

import Learning

/// How a model file keeps the distributions of a training.
extension InputDrift {
    private static let versionName = "drift.version"
    /// Version 1 had one distribution of the whole training.
    private static let version: Int64 = 2

    /// The distributions that a model file keeps; nil where it has none, or those of another version: drift is not known then.
    public init?(_ file: ModelFile) {
        guard file.integers[Self.versionName] == [Self.version],
            let latest = ValueDistribution(file, Self.name(of: nil))
        else { return nil }
        self.init(seasons: (0..<Self.seasonCount).map { ValueDistribution(file, Self.name(of: $0)) }, latest: latest)
    }

    func write(to file: inout ModelFile) {
        file.integers[Self.versionName] = [Self.version]
        latest.write(to: &file, Self.name(of: nil))
        for (season, distribution) in seasons.enumerated() {
            distribution?.write(to: &file, Self.name(of: season))
        }
    }

    private static func name(of season: Int?) -> String { "drift.\(season.map { "\($0)" } ?? "latest")" }
}

extension ValueDistribution {
    fileprivate init?(_ file: ModelFile, _ name: String) {
        guard let bounds = file.doubles["\(name).bounds"], let shares = file.doubles["\(name).shares"] else {
            return nil
        }
        self.init(bounds: bounds, shares: shares)
    }

    fileprivate func write(to file: inout ModelFile, _ name: String) {
        file.doubles["\(name).bounds"] = bounds
        file.doubles["\(name).shares"] = shares
    }
}
