// SPDX-License-Identifier: Apache-2.0

extension DecisionRecord {
    /// Why it was decided, in words, without what a learned policy says.
    ///
    /// - Parameter currency: the tariff's, written with each amount; empty for bare numbers.
    public func explanation(currency: String = "") -> String { withSun(reason.explanation(currency: currency)) }

    /// The same with what a learned policy says.
    public func text(currency: String = "") -> String { withSun(reason.text(currency: currency)) }

    /// What is asked of the inverter is said after the reason; it is asked only where exporting is paid for.
    private func withSun(_ text: String) -> String {
        guard let pvLimit else { return text }
        return "\(text) The inverter is held to \(pvLimit.kilowatts): exporting more would cost money."
    }
}
