// SPDX-License-Identifier: Apache-2.0

/// What a decision asks of all batteries: an intent for each, and the import that their charges may raise the grid to.
public struct BatteryIntents: Hashable, Sendable {
    /// One for each battery, in the order of the configuration.
    public let each: [BatteryIntent]
    /// The highest import that charges may cause, W; nil for no limit, and where no intent is a charge.
    public let importLimit: Watts?

    /// Pairs the two.
    public init(_ each: [BatteryIntent], importLimit: Watts? = nil) {
        let charges = each.contains { if case .charge = $0 { true } else { false } }
        (self.each, self.importLimit) = (each, charges ? importLimit : nil)
    }

    /// The intents at a net load: charges cut in one ratio, so that together they raise no import above the limit.
    ///
    /// - Parameter netLoad: load minus PV, W; nil where it is not known: then no charge is below a limit.
    public func cut(netLoad: Watts?) -> [BatteryIntent] {
        guard let importLimit else { return each }
        return charging(share: share(of: netLoad.map { importLimit - $0 }))
    }

    /// The part of all charges that fits into some room below the import limit, 0...1; what is no number is no room.
    public func share(of room: Watts?) -> Double {
        let wanted = each.reduce(0) { sum, intent in
            if case .charge(let power) = intent { sum + power.value } else { sum }
        }
        guard let room = room?.value, room > 0, wanted > 0 else { return 0 }
        return min(1, room / wanted)
    }

    /// The intents with a part of their charges; a charge of nothing neither charges from the grid nor discharges.
    ///
    /// - Parameter share: 0...1.
    public func charging(share: Double) -> [BatteryIntent] {
        each.map { intent in
            guard case .charge(let power) = intent, share < 1 else { return intent }
            return share > 0 ? .charge(share * power) : .noDischarge
        }
    }
}
