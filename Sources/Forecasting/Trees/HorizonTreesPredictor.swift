// SPDX-License-Identifier: Apache-2.0

import Learning

/// Forecasts with one model on memory made once.
struct MemberPredictor {
    private static let chunk = 96
    private let shift: LevelShift
    private var predictor: TreePredictor
    private var inputs: [Float] = []
    private var answers: [Float] = []

    init(_ member: HorizonTrees.Member) {
        shift = member.shift
        predictor = TreePredictor(member.trees, maximumRows: Self.chunk)
        inputs.reserveCapacity(Self.chunk * member.trees.binning.columnCount)
    }

    /// Forecasts for some rows in the target's unit.
    mutating func predict(_ rows: FeatureRows, _ range: Range<Int>, _ columns: [FeatureColumn]) -> [Double] {
        var result: [Double] = []
        result.reserveCapacity(range.count)
        for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.chunk) {
            let part = start..<min(range.upperBound, start + Self.chunk)
            rows.shifted(part, columns, shift, into: &inputs)
            if answers.count != part.count { answers = Array(repeating: 0, count: part.count) }
            predictor.predict(inputs, into: &answers)
            for (row, answer) in zip(part, answers) { result.append(shift.value(answer, rows.references[row])) }
        }
        return result
    }
}

/// Forecasts with a set of trees.
///
/// The predictors are made for each call: together they take more memory than the trees, to save a tenth of a millisecond each
/// quarter hour.
struct HorizonTreesPredictor {
    private let columns: [FeatureColumn]
    private let groups: [HorizonTrees.Group]

    init(_ trees: HorizonTrees, columns: [FeatureColumn]) { (groups, self.columns) = (trees.groups, columns) }

    /// The horizons of the groups, in steps.
    var horizons: [ClosedRange<Int>] { groups.map(\.horizons) }

    /// The group of a horizon in steps; nil beyond the last.
    func group(of horizon: Int) -> Int? { groups.firstIndex { $0.horizons.contains(horizon) } }

    /// Forecasts for rows of one group: the mean of the members, and the band as the trees say it, around the median.
    func predict(_ rows: FeatureRows, group index: Int) -> [StepQuantiles] {
        let (group, all) = (groups[index], 0..<rows.count)
        var p50 = [Double](repeating: 0, count: rows.count)
        for member in group.members {
            let answers = member.predict(rows, all, columns)
            for row in all { p50[row] += answers[row] / Double(group.members.count) }
        }
        let p10 = group.p10.predict(rows, all, columns)
        let p90 = group.p90.predict(rows, all, columns)
        return all.map {
            StepQuantiles(p10: min(p10[$0], p50[$0], p90[$0]), p50: p50[$0], p90: max(p10[$0], p50[$0], p90[$0]))
        }
    }
}
