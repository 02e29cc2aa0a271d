// SPDX-License-Identifier: Apache-2.0

import Energy

/// How far what is forecast has moved from what a model was trained on, in the same weeks of the year.
///
/// A house uses and yields in January what it does not in July: beside two years of training the last four weeks look moved
/// each winter and each summer, and every day would ask for a training that changes nothing. So they are compared with the
/// training's days around the same date, of whichever years, where it covers them; where it does not, because a house has
/// not been through the year yet, with the last weeks of the training, which are the nearest season there is.
public struct InputDrift: Hashable, Sendable {
    /// A distribution that has moved this far asks for retraining, population stability index.
    public static let limit = 0.25
    /// Days that the last weeks have, and the last ones of the training.
    public static let days = 28
    /// Parts of the year, a week each.
    static let seasonCount = 52
    /// Days before and after the middle of a part that count to it: as many as are compared with them, as in spring and autumn
    /// a longer time is distributed more widely.
    private static let reach = Double(days) / 2
    /// Fewest days that tell how a part of the year is.
    private static let fewestDays = 24
    /// Mean length of a year, days.
    private static let yearDays = 365.2425

    /// The training around each part of the year; nil where it covers less than `fewestDays` days of it.
    let seasons: [ValueDistribution?]
    /// The last days of the training.
    let latest: ValueDistribution

    init(seasons: [ValueDistribution?], latest: ValueDistribution) {
        (self.seasons, self.latest) = (seasons, latest)
    }

    /// What a training was like; nil where its last weeks say nothing: too few numbers, or all the same.
    public init?(training values: DailyValues) {
        let numbers = values.days.keys.sorted()
        guard let latest = ValueDistribution(numbers.suffix(Self.days).flatMap { values.days[$0] ?? [] }) else {
            return nil
        }
        let seasons = (0..<Self.seasonCount).map { season -> ValueDistribution? in
            let near = numbers.filter { Self.distance($0, season) <= Self.reach }
            return near.count < Self.fewestDays ? nil : ValueDistribution(near.flatMap { values.days[$0] ?? [] })
        }
        self.init(seasons: seasons, latest: latest)
    }

    /// The index of the last weeks; nil where they have too few numbers.
    public func index(of recent: DailyValues) -> Double? {
        let numbers = recent.days.keys.sorted()
        guard !numbers.isEmpty else { return nil }
        let season = Self.season(numbers[numbers.count / 2])
        return (seasons[season] ?? latest).index(of: numbers.flatMap { recent.days[$0] ?? [] })
    }

    /// Where in the year a day is, 0..<1, by days of the mean year from 1 January 1970 on: a day off at most.
    private static func place(_ day: Int) -> Double {
        let years = Double(day) / yearDays
        return years - years.rounded(.down)
    }

    private static func season(_ day: Int) -> Int { min(seasonCount - 1, Int(place(day) * Double(seasonCount))) }

    /// Days from the middle of a part of the year, the shorter way round.
    private static func distance(_ day: Int, _ season: Int) -> Double {
        let apart = abs(place(day) - (Double(season) + 0.5) / Double(seasonCount))
        return min(apart, 1 - apart) * yearDays
    }
}
