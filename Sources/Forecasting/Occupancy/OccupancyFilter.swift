// SPDX-License-Identifier: Apache-2.0

import Energy
import Learning

/// The belief that somebody is at home, from the load up to now and nothing later.
public struct OccupancyFilter: Sendable {
    /// The model.
    public let model: OccupancyModel
    private var filter: HiddenMarkovFilter
    private var observation: OccupancyObservation
    private var lastSlot: Slot?

    /// A belief before anything is known.
    public init(_ model: OccupancyModel) {
        self.model = model
        filter = HiddenMarkovFilter(model.markov)
        observation = OccupancyObservation(loadAlone: model.zone == nil)
    }

    /// Takes in the load of one slot, W, nil where it is not known; slots in between that never came count as unknown.
    ///
    /// A slot not later than the last one changes nothing.
    public mutating func update(_ load: Double?, at slot: Slot) {
        if let lastSlot {
            guard slot > lastSlot else { return }
            // After a week without load the belief is that of the habits alone.
            for missing in max(lastSlot.advanced(by: 1), slot.advanced(by: -7 * 96))..<slot { take(nil, missing) }
        }
        take(load, slot)
        lastSlot = slot
    }

    private mutating func take(_ load: Double?, _ slot: Slot) {
        filter.update(observation.next(load), stepClass: OccupancyModel.stepClass(slot, zone: model.zone))
    }

    /// Probability of a state now, 0...1.
    public func probability(of state: OccupancyModel.State) -> Double { filter.belief[state.rawValue] }

    /// Probability that somebody is at home now, 0...1.
    public var probabilityAtHome: Double { 1 - probability(of: .away) }

    /// Probability that somebody is at home in each of the slots after the last one taken in; empty before the first.
    public func forecast(count: Int) -> [Double] {
        guard let lastSlot, count > 0 else { return [] }
        let classes = (1...count).map { OccupancyModel.stepClass(lastSlot.advanced(by: $0), zone: model.zone) }
        let beliefs = filter.forecast(stepClasses: classes)
        return (0..<count).map { 1 - beliefs[$0 * OccupancyModel.State.allCases.count] }
    }
}
