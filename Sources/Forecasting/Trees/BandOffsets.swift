// SPDX-License-Identifier: Apache-2.0

/// How far P10 and P90 are moved outwards, as parts of the distance between them; negative moves inwards.
///
/// Conformalised quantile regression (Romano, Patterson and Candes, NeurIPS 2019), each side for itself and relative to the
/// width, so that quiet hours stay narrow.
struct BandOffsets: Hashable, Sendable {
    var lower = 0.0
    var upper = 0.0

    /// What an offset may be; one so wild that it is outside can only be a fault of the data.
    static let range = -0.45...5.0

    /// Moves a band.
    func apply(p10: Double, p90: Double) -> (p10: Double, p90: Double) {
        let width = max(0, p90 - p10)
        return (p10 - lower * width, p90 + upper * width)
    }

    /// Between two offsets: 0 is this one, 1 the other.
    func mixed(with other: BandOffsets, share: Double) -> BandOffsets {
        BandOffsets(
            lower: lower + share * (other.lower - lower), upper: upper + share * (other.upper - upper))
    }
}

/// Share of the values that each end of a band holds or is asked to hold, 0...1.
struct BandLevels: Hashable, Sendable {
    var lower: Double
    var upper: Double
}

/// How far outside the band values were, from forecasts made before they came.
struct BandScores: Hashable, Sendable {
    private(set) var lower: [Double] = []
    private(set) var upper: [Double] = []

    var count: Int { lower.count }

    mutating func add(p10: Double, p90: Double, actual: Double) {
        let width = max(p90 - p10, 1e-9 + 1e-3 * abs(actual))
        lower.append((p10 - actual) / width)
        upper.append((actual - p90) / width)
    }

    mutating func add(_ other: BandScores) {
        lower += other.lower
        upper += other.upper
    }

    /// The offsets with which a share of the values would have been inside of each end; nil without values.
    func offsets(level: Double) -> BandOffsets? { offsets(BandLevels(lower: level, upper: level)) }

    /// The same with a share for each end.
    func offsets(_ levels: BandLevels) -> BandOffsets? {
        guard count > 0 else { return nil }
        return BandOffsets(lower: Self.offset(lower, levels.lower), upper: Self.offset(upper, levels.upper))
    }

    /// The shares of the values that were inside of each end of a band with some offsets; nil without values.
    func held(_ offsets: BandOffsets) -> BandLevels? {
        guard count > 0 else { return nil }
        return BandLevels(
            lower: Double(lower.count { $0 <= offsets.lower }) / Double(count),
            upper: Double(upper.count { $0 <= offsets.upper }) / Double(count))
    }

    /// - Parameter level: 0...1.
    private static func offset(_ scores: [Double], _ level: Double) -> Double {
        let rank = Int((level * Double(scores.count + 1)).rounded(.up))
        let offset = scores.sorted()[min(scores.count, max(1, rank)) - 1]
        return max(BandOffsets.range.lowerBound, min(BandOffsets.range.upperBound, offset))
    }
}
