// SPDX-License-Identifier: Apache-2.0

import Learning

/// Median and band of one step.
public struct StepQuantiles: Hashable, Sendable {
    /// Ten-percent quantile, not above `p50`.
    public var p10: Double
    /// Median.
    public var p50: Double
    /// Ninety-percent quantile, not below `p50`.
    public var p90: Double
}

/// Forecasts with a set of trees on memory made once.
struct HorizonTreesPredictor {
    private struct Member {
        let shift: LevelShift
        var predictor: TreePredictor

        init(_ member: HorizonTrees.Member) {
            shift = member.shift
            predictor = TreePredictor(member.trees, maximumRows: HorizonTreesPredictor.chunk)
        }
    }

    private struct Group {
        let horizons: ClosedRange<Int>
        var members: [Member]
    }

    static let chunk = 96
    private let columns: [FeatureColumn]
    private var groups: [Group]
    private var inputs: [Float] = []
    private var answers: [Float] = []

    init(_ trees: HorizonTrees, columns: [FeatureColumn]) {
        self.columns = columns
        groups = trees.groups.map {
            Group(horizons: $0.horizons, members: ($0.members + [$0.p10, $0.p90]).map(Member.init))
        }
        inputs.reserveCapacity(Self.chunk * columns.count)
        answers.reserveCapacity(Self.chunk)
    }

    /// The group of a horizon in steps; nil beyond the last.
    func group(of horizon: Int) -> Int? { groups.firstIndex { $0.horizons.contains(horizon) } }

    /// Each member's answers for rows of one group, in the target's unit: `[member][row]`, P10 and P90 last.
    mutating func answers(_ rows: FeatureRows, group: Int) -> [[Double]] {
        groups[group].members.indices.map { index in
            var result: [Double] = []
            result.reserveCapacity(rows.count)
            for start in stride(from: 0, to: rows.count, by: Self.chunk) {
                let range = start..<min(rows.count, start + Self.chunk)
                let shift = groups[group].members[index].shift
                rows.shifted(range, columns, shift, into: &inputs)
                if answers.count != range.count { answers = Array(repeating: 0, count: range.count) }
                groups[group].members[index].predictor.predict(inputs, into: &answers)
                for (row, answer) in zip(range, answers) {
                    result.append(shift.value(answer, rows.references[row]))
                }
            }
            return result
        }
    }

    /// Forecasts for rows of one group: the mean of the members, and the band around it.
    mutating func predict(_ rows: FeatureRows, group: Int) -> [StepQuantiles] {
        let answers = answers(rows, group: group)
        let memberCount = answers.count - 2
        return (0..<rows.count).map { row in
            let p50 = answers[..<memberCount].reduce(0) { $0 + $1[row] } / Double(memberCount)
            return StepQuantiles(
                p10: min(p50, answers[memberCount][row]), p50: p50, p90: max(p50, answers[memberCount + 1][row]))
        }
    }
}
