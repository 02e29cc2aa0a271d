// SPDX-License-Identifier: Apache-2.0

import Energy
import Learning

/// Whether somebody is at home, inferred from the house's load alone: a hidden Markov model that learns without labels.
///
/// Three states: away, asleep, active. Away and asleep use the same power, so they have one emission; what tells them apart
/// is when they come and go. People fall asleep at night and leave by day, wake before they are active, and nobody sleeps
/// through the whole day unseen: these expectations start the learning and are held with the weight of some months.
///
/// Where no clock is known, `init(learningFromLoadAlone:)` tells them apart by the half day before.
public struct OccupancyModel: Hashable, Sendable {
    /// What is expected of a household before anything is known of it.
    public struct Habits: Hashable, Sendable {
        /// Local hours in which a house that turns quiet is taken to sleep.
        public var quietHours: [Bool] = (0..<24).map { $0 >= 21 || $0 < 5 }
        /// Probability of a change of state within a quarter hour, at the hours at which it is usual.
        public var change = 0.1
        /// The same at the hours at which it is not.
        public var rareChange = 0.005
        /// Probability within a quarter hour by day that a house still quiet has been left.
        public var leftUnseen = 0.05
        /// Quarter hours that these expectations count for, in each hour of weekdays and of weekends.
        public var weight = 500.0

        /// The habits as above.
        public init() {}
    }

    /// The states in the order of the model's.
    public enum State: Int, CaseIterable, Sendable {
        /// Nobody is at home.
        case away
        /// Somebody is at home and uses nothing.
        case asleep
        /// Somebody is at home and uses power.
        case active
    }

    /// Name and version of the features, for the model file.
    public static let schema = FeatureSchema(name: "occupancy", version: 1, features: ["log-largest-load-of-last-hour"])
    /// Fewest quarter hours with a load to learn from: two weeks.
    public static let fewestSlots = 14 * 96

    /// The hidden Markov model; its classes of steps are the local hours, those of weekends after those of weekdays.
    ///
    /// Without a clock there is one class only.
    public let markov: HiddenMarkovModel
    /// The clock of the house; nil where the model looks at the load alone.
    public let zone: TimeZoneRule?

    /// Learns from recorded load.
    ///
    /// - Parameters:
    ///   - load: W; slots without a number are left open.
    ///   - zone: the clock that people live by.
    ///   - habits: what is expected before.
    /// - Throws: `OccupancyError` when there is too little load.
    public init(
        learning load: SlotSeries, zone: TimeZoneRule, habits: Habits = Habits()
    ) throws(OccupancyError) {
        var observation = OccupancyObservation(loadAlone: false)
        let observations = load.slots.flatMap { observation.next(load[$0]) }
        let known = observations.count { !$0.isNaN }
        guard known >= Self.fewestSlots else { throw .tooShort(slots: known, needed: Self.fewestSlots) }
        let classes = load.slots.map { Self.stepClass($0, zone: zone) }
        do {
            let levels = try Self.levels(observations)
            let start = try HiddenMarkovModel(
                start: [Double](repeating: 1.0 / 3, count: 3), transitions: habits.transitions,
                means: [levels.means[0], levels.means[0], levels.means[1]],
                variances: [levels.variances[0], levels.variances[0], levels.variances[1]])
            var options = BaumWelch()
            (options.iterations, options.priorSteps, options.emissionGroups) = (40, habits.weight, [0, 0, 1])
            markov = try options.fit(observations, stepClasses: classes, startingFrom: start).model
        } catch {
            throw .learning(error)
        }
        self.zone = zone
    }

    /// The quiet and the busy level of the largest load of the last hour.
    static func levels(_ largest: [Double]) throws(HiddenMarkovError) -> HiddenMarkovModel {
        try BaumWelch().fit(
            largest, startingFrom: HiddenMarkovModel(startingFrom: largest, features: 1, states: 2)
        ).model
    }

    /// Which transitions led to a slot: by local hour, weekends after weekdays; always the same without a clock.
    static func stepClass(_ slot: Slot, zone: TimeZoneRule?) -> Int {
        guard let zone else { return 0 }
        let hour = zone.localSecondOfDay(at: slot.start) / 3600
        return zone.localDate(at: slot.start).weekday >= 5 ? 24 + hour : hour
    }
}

extension OccupancyModel.Habits {
    /// One matrix for each hour of weekdays, and the same of weekends.
    var transitions: [Double] {
        let hours = quietHours.flatMap { isQuiet -> [Double] in
            let away = [1 - change, 0, change]
            let asleep =
                isQuiet ? [0, 1 - 2 * rareChange, 2 * rareChange] : [leftUnseen, 1 - change - leftUnseen, change]
            let active = isQuiet ? [rareChange, change] : [change, rareChange]
            return away + asleep + active + [1 - change - rareChange]
        }
        return hours + hours
    }
}

/// Why occupancy cannot be learned.
public enum OccupancyError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Less load than it takes.
    case tooShort(slots: Int, needed: Int)
    /// What the learning itself says.
    case learning(HiddenMarkovError)

    /// One line that says what was found and what was expected.
    public var description: String {
        switch self {
        case .tooShort(let slots, let needed): "load of \(slots) quarter hours; expected at least \(needed)"
        case .learning(let error): "occupancy: \(error)"
        }
    }
}
