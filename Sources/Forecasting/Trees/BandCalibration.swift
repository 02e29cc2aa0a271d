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

    private let trained: [BandOffsets]
    private let level: Double
    private var days: [[BandScores]] = []
    /// The offsets in force, by group.
    private(set) var offsets: [BandOffsets]

    /// - Parameter level: share of the values that each end is to hold.
    init(trained: [BandOffsets], level: Double) {
        (self.trained, self.level) = (trained, level)
        offsets = trained
    }

    /// Takes in a day: the scores of every group.
    mutating func add(_ day: [BandScores]) {
        days.append(day)
        days.removeFirst(max(0, days.count - Self.dayLimit))
        for group in trained.indices {
            var scores = BandScores()
            for day in days { scores.add(day[group]) }
            let known = Double(days.count { $0[group].count > 0 })
            guard let seen = scores.offsets(level: level) else { continue }
            offsets[group] = trained[group].mixed(with: seen, share: known / (known + Self.halfWeightDays))
        }
    }
}
