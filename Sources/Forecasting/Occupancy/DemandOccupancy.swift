// SPDX-License-Identifier: Apache-2.0

import Energy
import Learning

/// Occupancy as a demand model knows it: learned from the household's part of the demand, whatever its unit and step.
///
/// A household that heats or cools uses more in some seasons than in others with nobody more at home: its demand counts as a
/// part of its own mean of the last two weeks.
struct DemandOccupancy: Hashable, Sendable {
    /// What that mean is made, W, as the model of occupancy is made for watts.
    private static let meanWatts = 500.0

    let model: OccupancyModel

    init(model: OccupancyModel) { self.model = model }

    /// Learns without labels; nil where the household's demand teaches nothing: too short, constant, or never above 0.
    init?(learning household: StepSeries, zone: TimeZoneRule) {
        let watts = Self.watts(household)
        let known = watts.filter(\.isFinite)
        guard let first = known.first, known.contains(where: { $0 != first }),
            let series = StepSeries(start: household.start, stepSeconds: household.stepSeconds, values: watts)
        else { return nil }
        do throws(OccupancyError) {
            model = try OccupancyModel(learning: series.quarterHours, zone: zone)
        } catch {
            return nil
        }
    }

    /// What the model looks at, by step, each from it and those before it alone; NaN where less than a week is known.
    static func watts(_ household: StepSeries) -> [Double] {
        let runs = RunningMean(household.values)
        return household.values.indices.map { step in
            let mean = runs.mean(UsualDays.meanDays * household.stepsPerDay, upTo: step)
            return mean > 0 ? household.values[step] / mean * meanWatts : .nan
        }
    }
}
