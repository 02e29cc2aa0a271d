// SPDX-License-Identifier: Apache-2.0

/// What a decision asks of all batteries: an intent for each, and the import that their charges may raise the grid to.
public struct BatteryIntents: Hashable, Sendable {
    /// One for each battery, in the order of the configuration.
    public let each: [BatteryIntent]
    /// The highest import that charges may cause, W; nil for no limit.
    public let importLimit: Watts?

    /// Pairs the two.
    public init(_ each: [BatteryIntent], importLimit: Watts? = nil) {
        (self.each, self.importLimit) = (each, importLimit)
    }

    /// The intents at a net load: charges cut in one ratio, so that together they raise no import above the limit.
    ///
    /// What is not left to charge with is not discharged either. Where a limit is not to be kept, as the net load is not known,
    /// nothing is charged from the grid.
    ///
    /// - Parameter netLoad: load minus PV, W; nil where it is not known.
    public func cut(netLoad: Watts?) -> [BatteryIntent] {
        guard let importLimit else { return each }
        let wanted = each.reduce(Watts.zero) { sum, intent in
            if case .charge(let power) = intent { sum + power } else { sum }
        }
        guard wanted > .zero else { return each }
        let room = netLoad.map { (importLimit - $0).value } ?? 0
        // What is no number is no room.
        let share = room > 0 ? min(1, room / wanted.value) : 0
        return each.map { intent in
            guard case .charge(let power) = intent, share < 1 else { return intent }
            return share > 0 ? .charge(share * power) : .noDischarge
        }
    }
}
