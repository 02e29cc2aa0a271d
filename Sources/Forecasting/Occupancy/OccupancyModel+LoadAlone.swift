// SPDX-License-Identifier: Apache-2.0

import Energy
import Learning

extension OccupancyModel {
    /// Name and version of the features of a model without a clock, for the model file.
    public static let loadAloneSchema = FeatureSchema(
        name: "occupancy-load-alone", version: 1,
        features: ["log-largest-load-of-last-hour", "its-mean-of-last-half-day"])

    /// Learns from recorded load with no clock at all.
    ///
    /// Without one, what went before tells sleep from absence: who sleeps was up before, so that half a day of use lies behind
    /// a house asleep, and little behind one that was left after breakfast. A model with a clock is the better one where the
    /// clock is known.
    ///
    /// - Parameter load: W; slots without a number are left open.
    /// - Throws: `OccupancyError` when there is too little load.
    public init(learningFromLoadAlone load: SlotSeries) throws(OccupancyError) {
        var observation = OccupancyObservation(loadAlone: true)
        let steps = load.slots.map { observation.next(load[$0]) }
        let known = steps.filter { $0.allSatisfy(\.isFinite) }
        guard known.count >= Self.fewestSlots else {
            throw .tooShort(slots: known.count, needed: Self.fewestSlots)
        }
        do {
            let levels = try Self.levels(steps.map { $0[0] })
            let start = try HiddenMarkovModel(
                start: [1.0 / 3, 1.0 / 3, 1.0 / 3], transitions: [0.9, 0.05, 0.05, 0.05, 0.9, 0.05, 0.05, 0.05, 0.9],
                means: Self.firstMeans(known, levels), variances: Self.firstVariances(known, levels))
            markov = try BaumWelch().fit(steps.flatMap { $0 }, startingFrom: start).model
        } catch {
            throw .learning(error)
        }
        zone = nil
    }

    /// Away at first is where a quiet house had little use behind it, asleep where it had much.
    private static func firstMeans(_ known: [[Double]], _ levels: HiddenMarkovModel) -> [Double] {
        let (low, high) = (levels.means[0], levels.means[1])
        let means = known.map { $0[1] }
        let mean = means.reduce(0, +) / Double(known.count)
        let quiet = SortedSample(known.filter { $0[0] <= (low + high) / 2 }.map { $0[1] })
        return [low, quiet?.quantile(0.2) ?? mean, low, quiet?.quantile(0.8) ?? mean, high, mean]
    }

    private static func firstVariances(_ known: [[Double]], _ levels: HiddenMarkovModel) -> [Double] {
        let mean = known.reduce(0) { $0 + $1[1] } / Double(known.count)
        let squares = known.reduce(0) { $0 + ($1[1] - mean) * ($1[1] - mean) }
        let variance = max(1e-6, squares / Double(known.count))
        return [levels.variances[0], variance, levels.variances[0], variance, levels.variances[1], variance]
    }
}
