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
    /// Trees of P10 and P90 up to an hour ahead; the loss is set by the training.
    public var nearBand: Member
    /// Trees of P10 and P90 beyond an hour; the loss is set by the training.
    public var farBand: Member
    /// Share of the values that each end of the band is moved to hold.
    public var bandLevel: Double
    /// Training rows of a group, about; a year of quarter hours has 35,000.
    public var rowLimit = 36_000
    /// Seed of the draws of rows.
    public var seed: UInt64 = 1

    /// Hyper-parameters.
    public init(
        nearMembers: [Member], farMembers: [Member], nearBand: Member, farBand: Member, bandLevel: Double
    ) {
        (self.nearMembers, self.farMembers) = (nearMembers, farMembers)
        (self.nearBand, self.farBand, self.bandLevel) = (nearBand, farBand, bandLevel)
    }

    /// For a part of what is forecast: the last member of each alone.
    var ofPart: HorizonTreesParameters {
        var part = self
        part.nearMembers = nearMembers.suffix(1)
        part.farMembers = farMembers.suffix(1)
        return part
    }

    /// For a question to be answered soon: small trees of the far horizons up to a day, on fewer rows.
    var ofTrial: HorizonTreesParameters {
        var trial = ofPart
        trial.groupEnds = [24]
        trial.rowLimit = 12_000
        trial.nearMembers = trial.farMembers
        trial.nearBand.boosting.treeCount = 1
        trial.farBand.boosting.treeCount = 1
        return trial
    }

    /// The models of a group: those of the median and that of the band.
    func models(_ horizons: ClosedRange<Int>, stepsPerDay: Int) -> (members: [Member], band: Member) {
        horizons.upperBound * 24 <= stepsPerDay ? (nearMembers, nearBand) : (farMembers, farBand)
    }

    /// Horizons drawn for each issue, so that a recording of hours has as many rows as one of quarter hours.
    func horizonsPerIssue(_ horizons: ClosedRange<Int>, issues: Int) -> Int {
        max(1, min(4, horizons.count, rowLimit / max(1, issues)))
    }

    /// The groups as ranges of steps.
    func groups(stepsPerDay: Int) -> [ClosedRange<Int>] {
        HorizonGroups.ranges(endHours: groupEnds, stepsPerDay: stepsPerDay)
    }
}
