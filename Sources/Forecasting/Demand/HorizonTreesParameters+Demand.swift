// SPDX-License-Identifier: Apache-2.0

import Learning

extension HorizonTreesParameters {
    /// For demand, chosen on the validation windows of nine recorded homes.
    ///
    /// Up to an hour what the house does now counts, and trees on plain values are as good as shifted ones; beyond, plain
    /// values fail where the season leaves the training range.
    ///
    /// Bands come after the season: with ends that were to hold nine tenths they held 78 % of the validation windows.
    public static let demand = HorizonTreesParameters(
        nearMembers: [.trees(.none, 200, leaves: 31), .trees(.shifted, 200, leaves: 31)],
        farMembers: [
            .trees(.scaled, 200, leaves: 31), .trees(.shifted, 200, leaves: 31), .trees(.shifted, 150, leaves: 8),
        ],
        nearBand: .trees(.scaled, 150, leaves: 16), farBand: .trees(.scaled, 100, leaves: 8),
        bandLevel: 0.91)
}

extension HorizonTreesParameters.Member {
    /// Trees that look at half of the columns and 70 % of the rows each.
    static func trees(_ shift: LevelShift, _ count: Int, leaves: Int) -> HorizonTreesParameters.Member {
        var boosting = BoostingParameters()
        boosting.loss = .absolute
        boosting.treeCount = count
        boosting.maximumLeaves = leaves
        boosting.maximumDepth = leaves <= 8 ? 4 : leaves <= 16 ? 5 : 6
        boosting.minimumChildCount = 40
        boosting.rowFraction = 0.7
        boosting.columnFraction = 0.5
        boosting.seed = 1
        return HorizonTreesParameters.Member(shift: shift, boosting: boosting)
    }
}
