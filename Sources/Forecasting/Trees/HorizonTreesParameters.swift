// SPDX-License-Identifier: Apache-2.0

import Learning

/// The hyper-parameters of a set of level-shifted trees.
public struct HorizonTreesParameters: Hashable, Sendable {
    /// One model of the median and how it looks at inputs and target.
    public struct Member: Hashable, Sendable {
        /// What is subtracted.
        public var shift: LevelShift
        /// The trees.
        public var boosting: BoostingParameters

        /// A member.
        public init(shift: LevelShift, boosting: BoostingParameters) {
            (self.shift, self.boosting) = (shift, boosting)
        }
    }

    /// Upper ends of the groups of horizons, in hours; a group of one step comes before them.
    public var groupEnds = [1, 4, 24, 48]
    /// Models of the median up to an hour ahead, whose mean is the forecast.
    public var nearMembers: [Member]
    /// Models of the median beyond an hour, whose mean is the forecast.
    public var farMembers: [Member]
    /// Trees of P10 and P90; the loss is set by the training.
    public var band: Member
    /// Training rows of a group at most.
    public var rowLimit: Int
    /// Horizons drawn for each issue, where a group has as many and the rows are not too many.
    public var horizonsPerIssue: Int
    /// Seed of the draws.
    public var seed: UInt64 = 1

    /// Hyper-parameters.
    public init(
        nearMembers: [Member], farMembers: [Member], band: Member, rowLimit: Int, horizonsPerIssue: Int
    ) {
        (self.nearMembers, self.farMembers, self.band) = (nearMembers, farMembers, band)
        (self.rowLimit, self.horizonsPerIssue) = (rowLimit, horizonsPerIssue)
    }

    /// The models of the median of a group.
    func members(_ horizons: ClosedRange<Int>, stepsPerDay: Int) -> [Member] {
        horizons.upperBound * 24 <= stepsPerDay ? nearMembers : farMembers
    }

    /// The groups as ranges of steps.
    func groups(stepsPerDay: Int) -> [ClosedRange<Int>] {
        var groups = [1...1]
        for hours in groupEnds {
            let (first, last) = ((groups.last?.upperBound ?? 0) + 1, hours * stepsPerDay / 24)
            if first <= last { groups.append(first...last) }
        }
        return groups
    }
}
