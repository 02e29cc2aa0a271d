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
        /// What makes the band hold four fifths of the last quarter of the training rows, learned without them.
        let offsets: BandOffsets
    }

    let groups: [Group]
    /// Share of the values that each end of a band is to hold.
    let bandLevel: Double

    /// Trains on the rows of `drawRows`.
    ///
    /// - Parameters:
    ///   - target: what came, by step.
    static func train<Features: StepFeatures>(
        _ features: Features, target: [Double], stepsPerDay: Int, parameters: HorizonTreesParameters,
        parts: TrainingParts = .none, shouldContinue: () -> Bool = { true }
    ) throws(BoostingError) -> HorizonTrees? {
        var groups: [Group] = []
        for (index, horizons) in parameters.groups(stepsPerDay: stepsPerDay).enumerated() {
            let seed = parameters.seed &+ UInt64(index)
            let (rows, actual) = drawRows(features, target, horizons, parameters, seed: seed)
            guard rows.count >= 2 * stepsPerDay else { return nil }
            let group = try withoutActuallyEscaping(shouldContinue) { shouldContinue throws(BoostingError) in
                let models = parameters.models(horizons, stepsPerDay: stepsPerDay)
                return try GroupTraining(
                    rows: rows, actual: actual, columns: Features.columns, bandLevel: parameters.bandLevel,
                    parts: parts.inside("\(index)"), shouldContinue: shouldContinue
                ).group(horizons, models.members, band: models.band)
            }
            guard let group else { return nil }
            groups.append(group)
        }
        return HorizonTrees(groups: groups, bandLevel: parameters.bandLevel)
    }

    /// Rows of every issue with horizons drawn from the group; every how many issues depends on the limit of rows.
    private static func drawRows(
        _ features: some StepFeatures, _ target: [Double], _ horizons: ClosedRange<Int>,
        _ parameters: HorizonTreesParameters, seed: UInt64
    ) -> (FeatureRows, [Double]) {
        var generator = StepGenerator(seed: seed)
        let perIssue = parameters.horizonsPerIssue(horizons, issues: target.count)
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
    let bandLevel: Double
    let parts: TrainingParts
    let shouldContinue: () -> Bool

    func group(
        _ horizons: ClosedRange<Int>, _ members: [HorizonTreesParameters.Member], band: HorizonTreesParameters.Member
    ) throws(BoostingError) -> HorizonTrees.Group? {
        var trained: [HorizonTrees.Member] = []
        for (index, member) in members.enumerated() {
            guard let model = try train(member, .absolute, upTo: rows.count, as: "member-\(index)") else { return nil }
            trained.append(model)
        }
        guard let offsets = try offsets(band), let (p10, p90) = try bandTrees(band, upTo: rows.count, "band") else {
            return nil
        }
        return HorizonTrees.Group(horizons: horizons, members: trained, p10: p10, p90: p90, offsets: offsets)
    }

    /// Learns the band from the first three quarters of the rows and measures it on the rest.
    private func offsets(_ band: HorizonTreesParameters.Member) throws(BoostingError) -> BandOffsets? {
        let count = rows.count * 3 / 4
        guard let (p10, p90) = try bandTrees(band, upTo: count, "early-band") else { return nil }
        let low = p10.predict(rows, count..<rows.count, columns)
        let high = p90.predict(rows, count..<rows.count, columns)
        var scores = BandScores()
        for (index, row) in (count..<rows.count).enumerated() {
            scores.add(p10: low[index], p90: high[index], actual: actual[row])
        }
        return scores.offsets(level: bandLevel)
    }

    private func bandTrees(
        _ band: HorizonTreesParameters.Member, upTo count: Int, _ name: String
    ) throws(BoostingError) -> (HorizonTrees.Member, HorizonTrees.Member)? {
        guard let p10 = try train(band, .quantile(0.1), upTo: count, as: "\(name)-p10"),
            let p90 = try train(band, .quantile(0.9), upTo: count, as: "\(name)-p90")
        else { return nil }
        return (p10, p90)
    }

    /// Nil where the training was told to stop.
    private func train(
        _ member: HorizonTreesParameters.Member, _ loss: BoostingLoss, upTo count: Int, as name: String
    ) throws(BoostingError) -> HorizonTrees.Member? {
        let kept = parts.kept(name, kind: TreeEnsemble.modelKind) { try TreeEnsemble($0) }
        if let kept, kept.binning.columnCount == columns.count {
            // All of its trees are done.
            let goesOn = (0..<member.boosting.treeCount).allSatisfy { _ in shouldContinue() }
            return goesOn ? HorizonTrees.Member(shift: member.shift, trees: kept) : nil
        }
        let table = try BinnedTable(rowCount: count, columnCount: columns.count) {
            rows.column($0, columns[$0], member.shift, upTo: count)
        }
        let target = (0..<count).map { member.shift.target(actual[$0], rows.references[$0]) }
        var boosting = member.boosting
        boosting.loss = loss
        var wasStopped = false
        let trees = try Boosting.train(table, target: target, parameters: boosting) { _ in
            wasStopped = !shouldContinue()
            return !wasStopped
        }
        guard !wasStopped else { return nil }
        parts.keep(trees.modelFile(name: name), as: name)
        return HorizonTrees.Member(shift: member.shift, trees: trees)
    }
}

extension HorizonTrees.Member {
    /// Forecasts for some rows in the target's unit.
    func predict(_ rows: FeatureRows, _ range: Range<Int>, _ columns: [FeatureColumn]) -> [Double] {
        var predictor = MemberPredictor(self)
        return predictor.predict(rows, range, columns)
    }
}
