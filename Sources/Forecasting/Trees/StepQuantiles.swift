// SPDX-License-Identifier: Apache-2.0

/// Median and band of one step.
public struct StepQuantiles: Hashable, Sendable {
    /// Ten-percent quantile, not above `p50`.
    public var p10: Double
    /// Median.
    public var p50: Double
    /// Ninety-percent quantile, not below `p50`.
    public var p90: Double

    /// Whether all three are numbers.
    var isFinite: Bool { p10.isFinite && p50.isFinite && p90.isFinite }

    /// The band moved, the median inside it, nothing below a floor.
    func adjusted(_ offsets: BandOffsets, floor: Double) -> StepQuantiles {
        let band = offsets.apply(p10: p10, p90: p90)
        let middle = max(floor, p50)
        return StepQuantiles(
            p10: max(floor, min(middle, band.p10)), p50: middle, p90: max(middle, band.p90))
    }
}

/// The quantiles as two halves of normal distributions, one on each side of the median.
extension StepQuantiles {
    /// The standard normal's ninety-percent quantile.
    private static let normalP90 = 1.281_551_6
    /// Furthest that a score goes.
    ///
    /// Means of bounded scores follow the median, of which a few great errors on one side say nothing.
    private static let farthest = 1.5

    /// Standard deviations below and above the median; none less than a tenth of the band's, for a median that was blended to
    /// its end or beyond.
    private var deviations: (lower: Double, upper: Double) {
        let least = 0.05 * (p90 - p10)
        return (max(p50 - p10, least) / Self.normalP90, max(p90 - p50, least) / Self.normalP90)
    }

    /// How far what came was from the median, in standard deviations of its side, within -1.5...1.5; NaN where the band is no band.
    func normalScore(of actual: Double) -> Double {
        let (lower, upper) = deviations
        let score = (actual - p50) / (actual < p50 ? lower : upper)
        return score.isFinite ? min(max(score, -Self.farthest), Self.farthest) : .nan
    }

    /// All three moved along the distribution, the ends drawn towards the median.
    func moved(_ move: ErrorCorrection.Move) -> StepQuantiles {
        guard move != .none else { return self }
        let (lower, upper) = deviations
        func distance(_ score: Double) -> Double { score * (score < 0 ? lower : upper) }
        let end = move.spread * Self.normalP90
        return StepQuantiles(
            p10: p10 + distance(move.shift - end) - distance(-Self.normalP90), p50: p50 + distance(move.shift),
            p90: p90 + distance(move.shift + end) - distance(Self.normalP90))
    }
}
