// SPDX-License-Identifier: Apache-2.0

/// What a day cost with a policy.
public struct DailyCost: Hashable, Sendable {
    /// The date by the clock of the day-ahead market.
    public let date: CivilDate
    /// Its bill, and what was taken out of the battery at the mean import price of the window.
    ///
    /// As the backtests value a window: `+ (stored at its start - at its end) x eta x mean import price`.
    public let cost: Money
    /// What its discharges wore off the battery, >= 0; on no bill, and so not in `cost`.
    public let wear: Money
    /// False where the window holds a part of the day alone.
    public let isWhole: Bool

    /// Puts a day together.
    public init(date: CivilDate, cost: Money, wear: Money = .zero, isWhole: Bool = true) {
        (self.date, self.cost, self.wear, self.isWhole) = (date, cost, wear, isWhole)
    }
}
