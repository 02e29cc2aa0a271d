// SPDX-License-Identifier: Apache-2.0

import Energy

/// What the outdoor temperature tells the demand model, from the 24 hours up to the target.
///
/// Temperatures after the issue are those of a weather forecast; nothing after the target is looked at. "Change" is the
/// difference from the usual one of the days that the usual demand is made of.
struct TemperatureFeatures: Sendable {
    static let columns: [FeatureColumn] = [
        "temperature", "temperature-24h", "heating", "heating-24h", "cooling", "cooling-24h", "cop", "by-cop",
        "by-cop-24h", "temperature-change", "heating-24h-change", "cooling-24h-change", "by-cop-24h-change",
    ].map { .init(name: $0, kind: .plain) }

    private let temperature: UsualDays
    /// Means over the last day.
    private let temperatureDay: [Double]
    private let heating: UsualDays
    private let cooling: UsualDays
    private let byCOP: UsualDays

    /// - Parameters:
    ///   - temperature: degrees Celsius on the steps of the demand and beyond.
    ///   - count: steps that will be asked for.
    init(_ temperature: StepSeries, calendar: CalendarGrid, count: Int) {
        func days(_ values: [Double]) -> UsualDays {
            UsualDays(values, of: temperature, calendar: calendar, count: count)
        }
        func lastDay(_ values: [Double]) -> [Double] {
            let runs = RunningMean(values)
            return values.indices.map { runs.mean(temperature.stepsPerDay, upTo: $0) }
        }
        self.temperature = days(temperature.values)
        temperatureDay = lastDay(temperature.values)
        heating = days(lastDay(temperature.values.map(DegreeHours.heating)))
        cooling = days(lastDay(temperature.values.map(DegreeHours.cooling)))
        byCOP = days(lastDay(temperature.values.map(DegreeHours.heatPump)))
    }

    /// - Parameter first: days before the target of the latest day known there.
    func write(issue: Int, target: Int, first: Int, _ writer: inout RowWriter) {
        func value(_ values: [Double]) -> Double { values.indices.contains(target) ? values[target] : .nan }
        let outdoor = value(temperature.values)
        writer.put(outdoor)
        writer.put(value(temperatureDay))
        writer.put(DegreeHours.heating(outdoor))
        writer.put(value(heating.values))
        writer.put(DegreeHours.cooling(outdoor))
        writer.put(value(cooling.values))
        writer.put(DegreeHours.coefficientOfPerformance(outdoor))
        writer.put(DegreeHours.heatPump(outdoor))
        writer.put(value(byCOP.values))
        for days in [temperature, heating, cooling, byCOP] {
            writer.put(value(days.values) - days.mean(target, firstDay: first, issue: issue))
        }
    }
}
