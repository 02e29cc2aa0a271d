// SPDX-License-Identifier: Apache-2.0

/// Which windows are held out from which network: whole weeks from all over the history.
///
/// Those of a single season would end the training of a network where it suits that season.
struct CarbonFolds {
    /// Number of folds: every so many weeks one is in the same fold.
    let count: Int
    private let issues: [Int]

    private static let week = 7 * 24

    /// The folds of windows by their issue hours.
    init(issues: [Int], count: Int) { (self.issues, self.count) = (issues, count) }

    private func fold(_ hour: Int) -> Int {
        let sinceFirst = hour - (issues.first ?? 0)
        return ((sinceFirst >= 0 ? sinceFirst : sinceFirst - Self.week + 1) / Self.week % count + count) % count
    }

    /// The windows of a fold.
    func heldOut(_ fold: Int) -> [Int] { issues.indices.filter { self.fold(issues[$0]) == fold } }

    /// The windows that share no hour with those of a fold.
    func others(_ fold: Int) -> [Int] {
        let reach = CarbonInputs.windowLength + CarbonInputs.horizons
        return issues.indices.filter { index in
            [-reach, 0, reach].allSatisfy { self.fold(issues[index] + $0) != fold }
        }
    }
}
