// SPDX-License-Identifier: Apache-2.0

/// What of a forecaster follows the days since its training, and how fast.
struct OnlineAdaptation: Hashable, Sendable {
    /// Horizons beyond so many hours are blended with the level; nil for none.
    let blendedBeyondHours: Int?
    /// Step by which a band's levels answer a day on which it held too much or too little, 0...1; 0 leaves them.
    let bandRate: Double

    /// The trees as they were trained.
    static let none = OnlineAdaptation(blendedBeyondHours: nil, bandRate: 0)
    /// For demand, chosen on the validation windows of nine recorded homes.
    ///
    /// The shares that the bands held came to within 4 points of 80 %, without it to within 5. Blending with the level made errors
    /// up to 5 % greater.
    static let demand = OnlineAdaptation(blendedBeyondHours: nil, bandRate: 0.1)
    /// For PV, chosen on windows of nine recorded homes, of every season, before their test windows.
    ///
    /// Up to four hours the trees know the clouds of the morning, and the level does not.
    static let solar = OnlineAdaptation(blendedBeyondHours: 4, bandRate: 0.1)

    /// The blend that a group of horizons begins with; nil for the trees alone.
    func blend(_ horizons: ClosedRange<Int>, stepsPerDay: Int) -> LevelBlend? {
        guard let hours = blendedBeyondHours, horizons.lowerBound * 24 > hours * stepsPerDay else { return nil }
        return LevelBlend()
    }
}
