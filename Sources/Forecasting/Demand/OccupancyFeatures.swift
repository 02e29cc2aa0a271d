// SPDX-License-Identifier: Apache-2.0

import Energy

/// What occupancy tells the demand model; missing where nothing could be learned about it.
///
/// Of the target the model sees by how much somebody is likelier at home than usual at that time of day. The probability
/// itself would repeat the habits of the whole training: a home that lives otherwise in another season was then forecast up
/// to 8 % worse.
struct OccupancyFeatures: Sendable {
    static let columns: [FeatureColumn] = [
        "at-home", "active", "at-home-change", "active-change", "active-4h", "active-24h",
    ].map { .init(name: $0, kind: .plain) }

    private let beliefs: OccupancyBeliefs
    private let atHome: UsualDays
    private let active: UsualDays
    private let runs: RunningMean
    private let stepsPerHour: Int

    init(_ beliefs: OccupancyBeliefs, of household: StepSeries, calendar: CalendarGrid, count: Int) {
        self.beliefs = beliefs
        atHome = UsualDays(beliefs.atHome, of: household, calendar: calendar, count: count)
        active = UsualDays(beliefs.active, of: household, calendar: calendar, count: count)
        runs = RunningMean(beliefs.active)
        stepsPerHour = household.stepsPerDay / 24
    }

    /// - Parameter first: days before the target of the latest day known there.
    func write(issue: Int, target: Int, first: Int, _ writer: inout RowWriter) {
        let then = beliefs.probabilities(target, issue: issue)
        writer.put(beliefs.atHome[issue])
        writer.put(beliefs.active[issue])
        writer.put(then.atHome - atHome.mean(target, firstDay: first, issue: issue))
        writer.put(then.active - active.mean(target, firstDay: first, issue: issue))
        for hours in [4, 24] { writer.put(runs.mean(hours * stepsPerHour, upTo: issue)) }
    }
}
