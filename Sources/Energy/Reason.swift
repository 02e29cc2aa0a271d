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
    }

    /// What decided.
    public let driver: Driver
    /// Import price of this slot.
    public let importPrice: PricePerKWh?
    /// The value of a stored kWh later on, per kWh taken out at the AC side.
    public let storedValue: PricePerKWh?
    /// The import price below which charging from the grid pays, after losses and wear.
    public let breakEven: PricePerKWh?
    /// What the best other intent would have cost more over the horizon; nil where there was no choice.
    public let advantage: Money?
    /// The best other intent.
    public let alternative: BatteryIntent?
    /// The forecast that was used, by name.
    public let forecast: String
    /// What a learned policy says of its choice; nil for every other policy.
    public let learned: LearnedReason?

    /// Puts a reason together.
    public init(
        driver: Driver, importPrice: PricePerKWh? = nil, storedValue: PricePerKWh? = nil, breakEven: PricePerKWh? = nil,
        advantage: Money? = nil, alternative: BatteryIntent? = nil, forecast: String = "",
        learned: LearnedReason? = nil
    ) {
        self.driver = driver
        self.importPrice = importPrice
        self.storedValue = storedValue
        self.breakEven = breakEven
        self.advantage = advantage
        self.alternative = alternative
        self.forecast = forecast
        self.learned = learned
    }

    /// The same reason with what a learned policy says of its choice.
    public func explained(by learned: LearnedReason) -> Reason {
        Reason(
            driver: driver, importPrice: importPrice, storedValue: storedValue, breakEven: breakEven,
            advantage: advantage,
            alternative: alternative, forecast: forecast, learned: learned)
    }

    /// The reason in words: the sentence of its driver, and after it what a learned policy says.
    public var sentence: String { driverSentence + (learned.map { " " + $0.text() } ?? "") }

    /// What decided, as one sentence.
    public var driverSentence: String {
        let price = importPrice.map { decimalText($0.value, decimals: 3) }
        let worth = storedValue.map { decimalText($0.value, decimals: 3) }
        switch driver {
        case .selfConsumption: return "Covering the house from its own surplus is the best there is."
        case .chargeForLater:
            return "Importing at \(price ?? "?")/kWh now is cheaper than the \(worth ?? "?")/kWh it saves later."
        case .saveForLater:
            return "Stored energy will save \(worth ?? "?")/kWh later; importing costs \(price ?? "?")/kWh now."
        case .useNow: return "Stored energy is worth more now than the \(worth ?? "?")/kWh it would save later."
        case .exportSurplus: return "The battery will fill anyway; the surplus earns more when it is exported now."
        case .noPrice: return "No price covers this quarter hour; the battery follows the house."
        case .noMeasurement: return "A measurement is missing; the battery follows the house."
        case .noForecast: return "Nothing is known of load and sun to come; the battery follows the house."
        case .noPlan: return "No plan is possible with this battery; it follows the house."
        case .schedule: return "The schedule asks for it."
        case .policyRefused: return "The policy's answer could not be used; the battery follows the house."
        }
    }
}
