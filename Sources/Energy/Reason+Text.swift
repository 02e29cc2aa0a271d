// SPDX-License-Identifier: Apache-2.0

extension Reason {
    /// Half of the smallest amount that is written; what is nearer to nothing is not told as a number.
    private static let smallest = 0.005

    /// The reason in words with bare numbers, see `text`.
    public var sentence: String { text() }

    /// The reason in words: `explanation`, and after it what a learned policy says.
    ///
    /// - Parameter currency: the tariff's, written with each amount; empty for bare numbers.
    public func text(currency: String = "") -> String {
        guard let learned else { return explanation(currency: currency) }
        // What the optimiser would do is told with what the policy says.
        let other = learned.agreesWithOptimiser ? alternativeSentence(currency) : nil
        return explanation(currency: currency, alternative: other) + " " + learned.text(currency: currency)
    }

    /// The reason in words without what a learned policy says.
    ///
    /// What decided, below which import price charging pays, what the best other intent would cost, what kept the choice from
    /// doing more, and the forecast: of these what is known.
    ///
    /// - Parameter currency: the tariff's, written with each amount; empty for bare numbers.
    public func explanation(currency: String = "") -> String {
        explanation(currency: currency, alternative: alternativeSentence(currency))
    }

    private func explanation(currency: String, alternative: String?) -> String {
        let parts = [
            driverSentence(currency), breakEvenSentence(currency), alternative, limit?.sentence,
            forecast.isEmpty ? nil : "Planned with the forecast \(forecast).",
        ]
        return parts.compactMap { $0 }.joined(separator: " ")
    }

    /// What decided; a price that is not known is not named.
    private func driverSentence(_ currency: String) -> String {
        let saves = Self.text(storedValue, currency).map { "the \($0) it" } ?? "what it"
        switch driver {
        case .selfConsumption: return "Covering the house from its own surplus is the best there is."
        case .chargeForLater: return chargeSentence(currency, saves)
        case .saveForLater:
            let price = Self.text(importPrice, currency).map { "; importing costs \($0) now" } ?? ""
            guard let storedValue, storedValue > importPrice ?? .zero, let worth = Self.text(storedValue, currency)
            else {
                return "Stored energy is worth more later than now\(price)."
            }
            return "Stored energy will save \(worth) later\(price)."
        case .useNow: return "Stored energy is worth more now than \(saves) would save later."
        case .exportSurplus: return "The battery will fill anyway; the surplus earns more when it is exported now."
        case .noPrice: return "No price covers this quarter hour; the battery follows the house."
        case .noMeasurement: return "A measurement is missing; the battery follows the house."
        case .noForecast: return "Nothing is known of load and sun to come; the battery follows the house."
        case .noPlan: return "No plan is possible with this battery; it follows the house."
        case .schedule: return "The schedule asks for it."
        case .policyRefused: return "The policy's answer could not be used; the battery follows the house."
        case .learned: return "The learned policy chose otherwise than the plan."
        }
    }

    /// Why something is bought; the numbers only where they speak for it: the worth of stored energy is that around the present
    /// charge, and where wear counts what energy saves now has it too.
    private func chargeSentence(_ currency: String, _ saves: String) -> String {
        guard let importPrice, let price = Self.text(importPrice, currency) else {
            return "Importing now is cheaper than \(saves) saves later."
        }
        if importPrice < .zero { return "Importing at \(price) is paid for." }
        guard let spread, spread > .zero, let end = Self.text(breakEven, currency) else {
            return "By the plan importing at \(price) now is cheaper than later."
        }
        return "Importing at \(price) now is cheaper than \(saves) saves later; it pays below \(end)."
    }

    /// The price spread as its two ends; nil where the sentence of the driver names both, and where charging would pay but is not
    /// done, as there are reasons that a price does not tell.
    private func breakEvenSentence(_ currency: String) -> String? {
        guard driver != .chargeForLater, let spread, spread <= .zero, let breakEven = Self.text(breakEven, currency)
        else { return nil }
        let price = driver == .saveForLater ? nil : Self.text(importPrice, currency)
        return "Charging from the grid pays below \(breakEven)\(price.map { "; importing costs \($0) now" } ?? "")."
    }

    private func alternativeSentence(_ currency: String) -> String? {
        guard let alternative else { return nil }
        return "To \(alternative.phrase) instead \(Self.difference(advantage, currency))."
    }

    private static func difference(_ advantage: Money?, _ currency: String) -> String {
        guard let advantage, advantage.isFinite else { return "has no known cost" }
        let size = advantage.magnitude
        guard size.value >= smallest else { return "would cost about the same" }
        let amount = decimalText(size.value, decimals: 2) + (currency.isEmpty ? "" : " " + currency)
        return advantage > .zero ? "would cost \(amount) more" : "would by the plan cost \(amount) less"
    }

    private static func text(_ price: PricePerKWh?, _ currency: String) -> String? {
        guard let price, price.isFinite else { return nil }
        return decimalText(price.value, decimals: 3) + (currency.isEmpty ? "" : " " + currency) + "/kWh"
    }
}
