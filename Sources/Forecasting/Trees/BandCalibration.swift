// SPDX-License-Identifier: Apache-2.0

/// What the bands of the last weeks held, by group of horizons, and what follows for the next ones.
///
/// A band learned in spring is too narrow for winter; how often values fell outside of it tells by how much. Only days after
/// the training count, as a model knows those before.
struct BandCalibration: Hashable, Sendable {
    /// Days remembered.
    static let dayLimit = 28
    /// Days after which what was seen weighs as much as what training said.
    static let halfWeightDays = 4.0

    /// What an end may at most and at least be asked to hold.
    private static let levelRange = 0.5...0.98

    private let trained: [BandOffsets]
    private let level: Double
    private let rate: Double
    /// What the ends are asked to hold so that they hold `level`, by group.
    private var asked: [BandLevels]
    private var days: [[BandScores]] = []
    /// The offsets in force, by group.
    private(set) var offsets: [BandOffsets]

    /// - Parameters:
    ///   - level: share of the values that each end is to hold.
    ///   - rate: step by which the share asked for answers what a day held; 0 always asks for `level`.
    init(trained: [BandOffsets], level: Double, rate: Double) {
        (self.trained, self.level, self.rate) = (trained, level, rate)
        asked = trained.map { _ in BandLevels(lower: level, upper: level) }
        offsets = trained
    }

    /// Takes in a day: the scores of every group.
    mutating func add(_ day: [BandScores]) {
        days.append(day)
        days.removeFirst(max(0, days.count - Self.dayLimit))
        for group in trained.indices {
            adapt(group, to: day[group])
            var scores = BandScores()
            for day in days { scores.add(day[group]) }
            let known = Double(days.count { $0[group].count > 0 })
            guard let seen = scores.offsets(asked[group]) else { continue }
            offsets[group] = trained[group].mixed(with: seen, share: known / (known + Self.halfWeightDays))
        }
    }

    /// Asks for more where the ends in force held too little of a day they did not know, and for less where too much.
    ///
    /// Adaptive conformal inference (Gibbs and Candes, NeurIPS 2021), each end for itself.
    private mutating func adapt(_ group: Int, to day: BandScores) {
        guard rate > 0, let held = day.held(offsets[group]) else { return }
        func moved(_ asked: Double, _ held: Double) -> Double {
            let next = asked + rate * (level - held)
            return min(max(next, Self.levelRange.lowerBound), Self.levelRange.upperBound)
        }
        asked[group] = BandLevels(
            lower: moved(asked[group].lower, held.lower), upper: moved(asked[group].upper, held.upper))
    }
}
