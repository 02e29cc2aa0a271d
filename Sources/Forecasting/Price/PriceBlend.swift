// SPDX-License-Identifier: Apache-2.0

/// How the families of a trend are put together.
struct PriceBlend: Hashable, Sendable {
    /// Weight of each family, with the sum 1.
    let weights: [Double]
    /// What is added to each hour of the day.
    let offsets: [Double]

    /// The plain mean of a number of families.
    static func mean(of families: Int) -> PriceBlend {
        PriceBlend(
            weights: [Double](repeating: 1 / Double(max(1, families)), count: families),
            offsets: [Double](repeating: 0, count: MarketDays.hours))
    }

    /// The weighted mean of the families' prices of a day, without the offsets.
    func weighted(_ families: [[Double]]) -> [Double] {
        (0..<MarketDays.hours).map { hour in
            zip(weights, families).reduce(0) { $0 + $1.0 * $1.1[hour] }
        }
    }

    /// The trend of a day.
    func trend(_ families: [[Double]]) -> [Double] { zip(weighted(families), offsets).map { $0 + $1 } }
}
