// SPDX-License-Identifier: Apache-2.0

/// Why a decision was made, in fields a program can read and a sentence a person can.
public struct Reason: Hashable, Sendable {
    /// What decided.
    public enum Driver: UInt8, CaseIterable, Hashable, Sendable {
        /// The house's own surplus and deficit; nothing to gain by steering.
        case selfConsumption = 0
        /// Energy is cheaper now than when it will be used, after losses and wear.
        case chargeForLater = 1
        /// Stored energy is worth more later than it saves now.
        case saveForLater = 2
        /// Stored energy earns more now than it will later.
        case useNow = 3
        /// Exporting the surplus now earns more than storing it, because the battery will fill anyway.
        case exportSurplus = 4
        /// No price covers this slot.
        case noPrice = 5
        /// A measurement the policy needs is missing.
        case noMeasurement = 6
        /// The owner's schedule asks for it.
        case schedule = 7
        /// The policy's answer could not be used.
        case policyRefused = 8
        /// No forecast of load or PV covers this slot.
        case noForecast = 9
        /// The battery can hold nothing, or what is known of it allows no plan.
        case noPlan = 10
        /// A learned policy departed from the optimiser's plan.
        case learned = 11
    }

    /// What decided.
    public let driver: Driver
    /// What kept the chosen intent from doing more of what it does; nil where nothing did.
    public let limit: Limit?
    /// Import price of this slot.
    public let importPrice: PricePerKWh?
    /// The value of a stored kWh later on, less wear, per kWh taken out at the AC side.
    public let storedValue: PricePerKWh?
    /// The import price below which charging from the grid pays, after losses both ways and wear.
    public let breakEven: PricePerKWh?
    /// What the best other intent would have cost more over the horizon by the plan; nil where there was no choice.
    ///
    /// < 0 where a learned policy departs from the plan: there the other intent is cheaper by it.
    public let advantage: Money?
    /// The best other intent.
    public let alternative: BatteryIntent?
    /// The forecast that was used, by name.
    public let forecast: String
    /// What a learned policy says of its choice; nil for every other policy.
    public let learned: LearnedReason?

    /// Puts a reason together.
    public init(
        driver: Driver, limit: Limit? = nil, importPrice: PricePerKWh? = nil, storedValue: PricePerKWh? = nil,
        breakEven: PricePerKWh? = nil, advantage: Money? = nil, alternative: BatteryIntent? = nil,
        forecast: String = "", learned: LearnedReason? = nil
    ) {
        self.driver = driver
        self.limit = limit
        self.importPrice = importPrice
        self.storedValue = storedValue
        self.breakEven = breakEven
        self.advantage = advantage
        self.alternative = alternative
        self.forecast = forecast
        self.learned = learned
    }

    /// By how much the import price is below break-even; > 0: charging from the grid pays, after losses and wear.
    public var spread: PricePerKWh? {
        guard let breakEven, let importPrice else { return nil }
        return breakEven - importPrice
    }

    /// The same reason where something else kept the intent from doing more.
    public func limited(by limit: Limit) -> Reason {
        Reason(
            driver: driver, limit: limit, importPrice: importPrice, storedValue: storedValue, breakEven: breakEven,
            advantage: advantage, alternative: alternative, forecast: forecast, learned: learned)
    }

    /// The same reason with what a learned policy says of its choice, which is what decided where it departs from the plan.
    public func explained(by learned: LearnedReason) -> Reason {
        Reason(
            driver: learned.agreesWithOptimiser ? driver : .learned, limit: limit, importPrice: importPrice,
            storedValue: storedValue, breakEven: breakEven, advantage: advantage, alternative: alternative,
            forecast: forecast, learned: learned)
    }
}
