// SPDX-License-Identifier: Apache-2.0

import Learning

/// Boosted trees for all horizons of a forecast, in groups: a few for the median and two for the band.
struct HorizonTrees: Hashable, Sendable {
    struct Member: Hashable, Sendable {
        let shift: LevelShift
        let trees: TreeEnsemble
    }

    struct Group: Hashable, Sendable {
        /// Steps ahead.
        let horizons: ClosedRange<Int>
        let members: [Member]
        let p10: Member
        let p90: Member
    }

    let groups: [Group]

    /// Trains on the rows of `drawRows`.
    ///
    /// - Parameters:
    ///   - target: what came, by step.
    static func train<Features: StepFeatures>(
        _ features: Features, target: [Double], stepsPerDay: Int, parameters: HorizonTreesParameters,
        shouldContinue: () -> Bool = { true }
    ) throws(BoostingError) -> HorizonTrees? {
        var groups: [Group] = []
        for (index, horizons) in parameters.groups(stepsPerDay: stepsPerDay).enumerated() {
            let seed = parameters.seed &+ UInt64(index)
            let (rows, actual) = drawRows(features, target, horizons, parameters, seed: seed)
            guard rows.count >= 2 * stepsPerDay else { return nil }
            let training = GroupTraining(rows: rows, actual: actual, columns: Features.columns)
            guard let group = try training.group(horizons, parameters, shouldContinue) else { return nil }
            groups.append(group)
        }
        return HorizonTrees(groups: groups)
    }

    /// Rows of every issue with horizons drawn from the group; every how many issues depends on the limit of rows.
    private static func drawRows(
        _ features: some StepFeatures, _ target: [Double], _ horizons: ClosedRange<Int>,
        _ parameters: HorizonTreesParameters, seed: UInt64
    ) -> (FeatureRows, [Double]) {
        var generator = StepGenerator(seed: seed)
        let perIssue = min(parameters.horizonsPerIssue, horizons.count)
        let share = min(1, Double(parameters.rowLimit) / Double(max(1, target.count * perIssue)))
        var rows = FeatureRows(columnCount: type(of: features).columns.count)
        rows.reserve(min(parameters.rowLimit, target.count * perIssue) + perIssue)
        var actual: [Double] = []
        for issue in target.indices {
            for _ in 0..<perIssue {
                guard generator.uniform() < share else { continue }
                let step = issue + generator.number(horizons)
                guard step < target.count, target[step].isFinite else { continue }
                if rows.append(features, issue: issue, target: step) { actual.append(target[step]) }
            }
        }
        return (rows, actual)
    }
}

/// The training of one group of horizons.
private struct GroupTraining {
    let rows: FeatureRows
    let actual: [Double]
    let columns: [FeatureColumn]

    func group(
        _ horizons: ClosedRange<Int>, _ parameters: HorizonTreesParameters, _ shouldContinue: () -> Bool
    ) throws(BoostingError) -> HorizonTrees.Group? {
        var members: [HorizonTrees.Member] = []
        for member in parameters.members {
            guard let trained = try train(member, .absolute, shouldContinue) else { return nil }
            members.append(trained)
        }
        guard let p10 = try train(parameters.band, .quantile(0.1), shouldContinue),
            let p90 = try train(parameters.band, .quantile(0.9), shouldContinue)
        else { return nil }
        return HorizonTrees.Group(horizons: horizons, members: members, p10: p10, p90: p90)
    }

    /// Nil where the training was told to stop.
    private func train(
        _ member: HorizonTreesParameters.Member, _ loss: BoostingLoss, _ shouldContinue: () -> Bool
    ) throws(BoostingError) -> HorizonTrees.Member? {
        let table = try BinnedTable(rowCount: rows.count, columnCount: columns.count) {
            rows.column($0, columns[$0], member.shift)
        }
        let target = zip(actual, rows.references).map { member.shift.target($0, $1) }
        var boosting = member.boosting
        boosting.loss = loss
        var wasStopped = false
        let trees = try Boosting.train(table, target: target, parameters: boosting) { _ in
            wasStopped = !shouldContinue()
            return !wasStopped
        }
        return wasStopped ? nil : HorizonTrees.Member(shift: member.shift, trees: trees)
    }
}
