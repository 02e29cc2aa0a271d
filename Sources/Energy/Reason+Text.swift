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
        explanation(currency: currency) + (learned.map { " " + $0.text(currency: currency) } ?? "")
    }

    /// The reason in words without what a learned policy says.
    ///
    /// What decided, below which import price charging pays, what the best other intent would cost, what kept the choice from
    /// doing more, and the forecast: of these what is known.
    ///
    /// - Parameter currency: the tariff's, written with each amount; empty for bare numbers.
    public func explanation(currency: String = "") -> String {
        let parts = [
            driverSentence(currency), breakEvenSentence(currency), alternativeSentence(currency), limit?.sentence,
            forecast.isEmpty ? nil : "Planned with the forecast \(forecast).",
        ]
        return parts.compactMap { $0 }.joined(separator: " ")
    }

    /// What decided; a price that is not known is not named.
    private func driverSentence(_ currency: String) -> String {
        let saves = Self.text(storedValue, currency).map { "the \($0) it" } ?? "what it"
        switch driver {
        case .selfConsumption: return "Covering the house from its own surplus is the best there is."
        case .chargeForLater:
            let price = Self.text(importPrice, currency).map { " at \($0)" } ?? ""
            let end = Self.text(breakEven, currency).map { "; it pays below \($0)" } ?? ""
            return "Importing\(price) now is cheaper than \(saves) saves later\(end)."
        case .saveForLater:
            let price = Self.text(importPrice, currency).map { "; importing costs \($0) now" } ?? ""
            return "Stored energy will save \(Self.text(storedValue, currency) ?? "more") later\(price)."
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

    /// The price spread as its two ends; nil where the sentence of the driver names both.
    private func breakEvenSentence(_ currency: String) -> String? {
        guard driver != .chargeForLater, let breakEven = Self.text(breakEven, currency) else { return nil }
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
