// SPDX-License-Identifier: Apache-2.0

import Energy

/// The inputs of the demand model, each from what is known at the issue alone.
///
/// "Usual" is the mean of the same step of the local day over the known days of the last 14.
struct DemandFeatures: StepFeatures {
    private let series: StepSeries
    private let days: UsualDays
    private let runs: RunningMean
    /// Deviations from the usual value of their own step.
    private let deviations: [Double]
    private let deviationRuns: RunningMean
    private let sizeRuns: RunningMean
    private let heatPump: UsualDays?
    private let heatPumpRuns: RunningMean
    private let occupancy: OccupancyFeatures?
    private let temperature: TemperatureFeatures?
    private let stepsPerHour: Int

    /// - Parameters:
    ///   - demand: all that the house uses, the heat pump's part included.
    ///   - heatPump: the heat pump's part where it is metered, on the same steps.
    ///   - temperature: outdoors, degrees Celsius, on the same steps and beyond, there a forecast; nil without weather.
    ///   - household: what was learned about occupancy, and the demand without the heat pump's part.
    init(
        _ demand: StepSeries, heatPump: StepSeries?, calendar: LocalCalendar, temperature: StepSeries? = nil,
        household: (occupancy: DemandOccupancy, demand: StepSeries)? = nil
    ) {
        series = demand
        stepsPerHour = demand.stepsPerDay / 24
        let count = demand.values.count + UsualDays.farthest * demand.stepsPerDay
        let grid = CalendarGrid(calendar, series: demand, count: count)
        let days = UsualDays(demand, calendar: grid, count: count)
        self.days = days
        runs = RunningMean(demand.values)
        deviations = demand.values.indices.map {
            demand.values[$0] - days.mean($0, firstDay: 1, issue: demand.values.count)
        }
        deviationRuns = RunningMean(deviations)
        sizeRuns = RunningMean(deviations.map { abs($0) })
        self.heatPump = heatPump.map { UsualDays($0, calendar: grid, count: count) }
        heatPumpRuns = RunningMean(heatPump?.values ?? [])
        occupancy = household.map { household in
            let beliefs = OccupancyBeliefs(household.occupancy, household: household.demand, count: count)
            return OccupancyFeatures(beliefs, of: household.demand, calendar: grid, count: count)
        }
        self.temperature = temperature.map { TemperatureFeatures($0, calendar: grid, count: count) }
    }

    static let columns: [FeatureColumn] =
        [
            .init(name: "horizon", kind: .plain), .init(name: "step-of-day", kind: .plain),
            .init(name: "weekday", kind: .plain), .init(name: "is-free", kind: .plain),
            .init(name: "is-eve", kind: .plain),
        ]
        + lagDays.map { .init(name: "lag-\($0)d", kind: .level) }
        + [
            "median-14d", "mean-7d", "mean-28d", "mean-same-weekday", "usual-1h", "usual-4h",
            "neighbour-2", "neighbour-1", "neighbour+1", "neighbour+2", "week-neighbour-1", "week-neighbour+1",
        ].map { .init(name: $0, kind: .level) }
        + (0..<sampleCount).map { .init(name: "sample-\($0)", kind: .level) }
        + ["last-1h", "last-2h", "last-4h", "last-8h", "last-24h", "last-7d"].map { .init(name: $0, kind: .level) }
        + [
            "deviation", "deviation-1h", "deviation-4h", "deviation-24h", "usual-size-7d", "level",
            "heat-pump-0", "heat-pump-1", "heat-pump-2", "heat-pump-3", "heat-pump-1h", "heat-pump-4h",
            "heat-pump-24h", "heat-pump-usual", "heat-pump-usual-now",
        ].map { .init(name: $0, kind: .difference) } + OccupancyFeatures.columns + TemperatureFeatures.columns

    private static let lagDays = [1, 2, 3, 4, 5, 6, 7, 14]
    private static let sampleCount = 8

    func fill(issue: Int, target: Int, into writer: inout RowWriter) -> RowReference? {
        guard issue >= 0, issue < target, target < days.count,
            let first = days.firstKnownDay(target, issue: issue)
        else { return nil }
        let level = days.mean(target, firstDay: first, issue: issue)
        let size = sizeRuns.mean(7 * series.stepsPerDay, upTo: issue)
        let week = runs.mean(7 * series.stepsPerDay, upTo: issue)
        guard level.isFinite, size.isFinite, week.isFinite else { return nil }
        let scale = max(size, 0.05 * abs(week))
        guard scale > 0 else { return nil }
        writeCalendar(issue, target, &writer)
        writeDays(issue, target, first, &writer)
        writeNow(issue, &writer)
        writer.put(size)
        writer.put(level)
        writeHeatPump(issue, target, first, &writer)
        if let occupancy {
            occupancy.write(issue: issue, target: target, first: first, &writer)
        } else {
            writer.skip(OccupancyFeatures.columns.count)
        }
        if let temperature {
            temperature.write(issue: issue, target: target, first: first, &writer)
        } else {
            writer.skip(TemperatureFeatures.columns.count)
        }
        return RowReference(level: level, scale: scale, naive: weekMean(target, first, issue))
    }

    private func writeCalendar(_ issue: Int, _ target: Int, _ writer: inout RowWriter) {
        writer.put(Double(target - issue))
        writer.put(Double(days.calendar.stepOfDay[target]))
        writer.put(Double(days.calendar.weekday[target]))
        writer.put(days.calendar.isFree[target] ? 1 : 0)
        writer.put(days.calendar.isEve[target] ? 1 : 0)
    }

    private func writeDays(_ issue: Int, _ target: Int, _ first: Int, _ writer: inout RowWriter) {
        for day in Self.lagDays { writer.put(days.lag(target, day: day, issue: issue)) }
        let lags = (first...28).map { days.lag(target, day: $0, issue: issue) }
        writer.put(median(lags.prefix(UsualDays.meanDays + 1 - first)))
        writer.put(weekMean(target, first, issue))
        writer.put(knownMean(lags[...]))
        writer.put(knownMean([7, 14, 21, 28].map { days.lag(target, day: $0, issue: issue) }[...]))
        for width in [stepsPerHour, 4 * stepsPerHour] {
            writer.put(days.smoothMean(target, firstDay: first, width: width, issue: issue))
        }
        for shift in [-2, -1, 1, 2] { writer.put(days.lag(target + shift, day: first, issue: issue)) }
        for shift in [-1, 1] { writer.put(days.lag(target + shift, day: 7, issue: issue)) }
    }

    /// Mean of the known days of the last seven, the usual forecast without a model.
    private func weekMean(_ target: Int, _ first: Int, _ issue: Int) -> Double {
        knownMean((first...7).map { days.lag(target, day: $0, issue: issue) }[...])
    }

    private func writeNow(_ issue: Int, _ writer: inout RowWriter) {
        for back in 0..<Self.sampleCount { writer.put(series[issue - back]) }
        for hours in [1, 2, 4, 8, 24, 168] { writer.put(runs.mean(hours * stepsPerHour, upTo: issue)) }
        writer.put(deviations[issue])
        for hours in [1, 4, 24] { writer.put(deviationRuns.mean(hours * stepsPerHour, upTo: issue)) }
    }

    private func writeHeatPump(_ issue: Int, _ target: Int, _ first: Int, _ writer: inout RowWriter) {
        guard let heatPump else { return writer.skip(9) }
        for back in 0..<4 { writer.put(issue >= back ? heatPump.values[issue - back] : .nan) }
        for hours in [1, 4, 24] { writer.put(heatPumpRuns.mean(hours * stepsPerHour, upTo: issue)) }
        writer.put(heatPump.mean(target, firstDay: first, issue: issue))
        writer.put(heatPump.mean(issue, firstDay: 1, issue: issue))
    }
}
