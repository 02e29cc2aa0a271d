// SPDX-License-Identifier: Apache-2.0

import Energy
import Learning

/// Who was at home in every step of a series as was known at its end, and what habits make of that later on.
///
/// Filtered, never smoothed: the belief of a step comes from it and those before it alone.
struct OccupancyBeliefs: Sendable {
    /// Probability that somebody is at home, by step.
    let atHome: [Double]
    /// Probability that somebody is at home and uses power, by step.
    let active: [Double]
    /// Probability of each state by step; the fourth lane is 0.
    private let beliefs: [SIMD4<Double>]
    /// Class of the transition that leads to each quarter hour, those after the series included.
    private let classes: [Int]
    /// By class and state: where a quarter hour leads.
    private let quarterHour: [SIMD4<Double>]
    /// The same of four quarter hours of one class.
    private let hour: [SIMD4<Double>]
    private let quarters: Int

    /// - Parameters:
    ///   - household: its demand, a longer step than a quarter hour taken as equal quarter hours.
    ///   - count: steps that will be asked for, those after the series included.
    init(_ occupancy: DemandOccupancy, household: StepSeries, count: Int) {
        let (markov, quarters) = (occupancy.model.markov, household.stepSeconds / Slot.seconds)
        let first = Slot(containing: household.start)
        let classes = (0..<count * quarters).map {
            OccupancyModel.stepClass(first.advanced(by: $0), zone: occupancy.model.zone)
        }
        let loadAlone = occupancy.model.zone == nil
        var (filter, observation) = (HiddenMarkovFilter(markov), OccupancyObservation(loadAlone: loadAlone))
        beliefs = DemandOccupancy.watts(household).enumerated().map { step, value in
            for quarter in step * quarters..<(step + 1) * quarters {
                filter.update(observation.next(value), stepClass: classes[quarter])
            }
            return SIMD4(filter.belief[0], filter.belief[1], filter.belief[2], 0)
        }
        atHome = beliefs.map { 1 - $0[OccupancyModel.State.away.rawValue] }
        active = beliefs.map { $0[OccupancyModel.State.active.rawValue] }
        let rows = stride(from: 0, to: markov.transitions.count, by: 3).map {
            SIMD4(markov.transitions[$0], markov.transitions[$0 + 1], markov.transitions[$0 + 2], 0)
        }
        hour = rows.indices.map { row in
            (1..<4).reduce(rows[row]) { belief, _ in Self.next(belief, rows, stepClass: row / 3) }
        }
        (quarterHour, self.classes, self.quarters) = (rows, classes, quarters)
    }

    private static func next(
        _ belief: SIMD4<Double>, _ rows: [SIMD4<Double>], stepClass: Int
    ) -> SIMD4<Double> {
        belief[0] * rows[3 * stepClass] + belief[1] * rows[3 * stepClass + 1] + belief[2] * rows[3 * stepClass + 2]
    }

    /// Probabilities that somebody is at home and that somebody uses power at the end of a step, as another step knows them.
    ///
    /// - Parameters:
    ///   - issue: the last step known, one of the series.
    ///   - target: from `issue` on, below the count.
    func probabilities(_ target: Int, issue: Int) -> (atHome: Double, active: Double) {
        var belief = beliefs[issue]
        var (quarter, end) = (quarters * (issue + 1), quarters * (target + 1))
        end = min(end, classes.count)
        while quarter < end {
            let stepClass = classes[quarter]
            let isHour = quarter + 4 <= end && classes[quarter + 1..<quarter + 4].allSatisfy { $0 == stepClass }
            belief = Self.next(belief, isHour ? hour : quarterHour, stepClass: stepClass)
            quarter += isHour ? 4 : 1
        }
        return (1 - belief[OccupancyModel.State.away.rawValue], belief[OccupancyModel.State.active.rawValue])
    }
}
