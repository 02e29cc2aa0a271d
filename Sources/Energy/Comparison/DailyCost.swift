// SPDX-License-Identifier: Apache-2.0

/// What a day cost with a policy.
public struct DailyCost: Hashable, Sendable {
    /// The date by the clock of the day-ahead market.
    public let date: CivilDate
    /// Its bill, and what was taken out of the battery at the mean import price of the window.
    ///
    /// As the backtests value a window: `+ (stored at its start - at its end) x eta x mean import price`.
    public let cost: Money
    /// False where the window holds a part of the day alone.
    public let isWhole: Bool

    /// Puts a day together.
    public init(date: CivilDate, cost: Money, isWhole: Bool = true) {
        (self.date, self.cost, self.isWhole) = (date, cost, isWhole)
    }
}
