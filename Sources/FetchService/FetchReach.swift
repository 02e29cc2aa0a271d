// SPDX-License-Identifier: Apache-2.0

import Energy
import Feeds

/// Which quarter hours sources are asked for.
struct FetchReach {
    /// Farthest forecast of weather and sun, s: sources that know less give what they have.
    private static let weatherSeconds = 15 * 86_400
    /// How far carbon intensity is looked back, and ahead, s.
    private static let (carbonPast, carbonFuture) = (86_400, 2 * 86_400)
    /// What a forecast of the weather has to have at least: air temperature of the time between, s from now.
    private static let neededWeather = (from: 3600, to: 86_400)

    let now: UTCInstant
    /// Whose days prices are asked for.
    let marketZone: TimeZoneRule

    /// What a part of a source is asked for.
    func asked(_ part: SourcePart) -> Range<Slot> {
        switch part.source.rules.kind {
        case .price: prices(part.source.rules)
        case .weather, .solar: slots(0, Self.weatherSeconds)
        case .carbon: part.nature == .actual ? slots(-Self.carbonPast, 0) : slots(0, Self.carbonFuture)
        }
    }

    /// Today, and tomorrow from the time of day on at which the source has it; of a source without such a time today.
    ///
    /// Tomorrow is that of the source's clock, which may be behind the market's: there tomorrow's prices are those that
    /// the market has for today.
    func prices(_ rules: FeedRules) -> Range<Slot> {
        let today = LocalDay(containing: Slot(containing: now), in: marketZone)
        guard let publication = rules.publication else { return today.slots }
        let isPublished = publication.zone.localSecondOfDay(at: now) >= publication.secondOfDay
        let there = publication.zone.localDate(at: now)
        let last = LocalDay(CivilDate(dayNumber: there.dayNumber + (isPublished ? 1 : 0)), in: marketZone)
        return today.slots.lowerBound..<max(today.slots.upperBound, last.slots.upperBound)
    }

    /// The time of which the air temperature has to be known.
    var neededWeather: Range<Slot> { slots(Self.neededWeather.from, Self.neededWeather.to) }

    private func slots(_ from: Int, _ to: Int) -> Range<Slot> {
        let first = Slot(containing: now.advanced(bySeconds: from))
        // The quarter hour that is going on counts as to come.
        return first..<max(first.advanced(by: 1), Slot(containing: now.advanced(bySeconds: to)))
    }
}
