// SPDX-License-Identifier: Apache-2.0

import Energy

/// A variable of a source of weather: its name there, and how its numbers become those of a quantity.
struct WeatherVariable: Sendable {
    /// As the source calls it.
    let name: String
    /// What it is.
    let quantity: FeedQuantity
    /// The source's unit, as the source writes it.
    let unit: String

    private let multiplier: Double
    private let divisor: Double

    /// A variable whose numbers are multiplied and divided to come into the unit of the quantity.
    init(
        _ name: String, _ quantity: FeedQuantity, _ unit: String, times multiplier: Double = 1, per divisor: Double = 1
    ) {
        (self.name, self.quantity, self.unit) = (name, quantity, unit)
        (self.multiplier, self.divisor) = (multiplier, divisor)
    }

    /// A number of the source in the unit of the quantity.
    func converted(_ number: Double) -> Double { number * multiplier / divisor }

    /// Throws where a unit is another than the one that is expected.
    func check(unit found: String?, at path: String) throws(FeedFault) {
        guard found != unit else { return }
        throw .document(
            at: "\(path).\(name)", found: found.map { FeedFault.quoted($0) } ?? "no unit", expected: unit)
    }
}

/// The name of a member that is known only when it is looked for.
struct WeatherMember: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }

    init?(intValue: Int) { nil }
}

extension Decoder {
    /// The numbers of an object in the units of their quantities.
    ///
    /// One that is absent or null is not there; members that are no variables are not looked at.
    ///
    /// - Parameter missing: the number that says that there is none; nil where there is no such number.
    func numbers(_ variables: [WeatherVariable], except missing: Double? = nil) throws -> [FeedQuantity: Double] {
        let members = try container(keyedBy: WeatherMember.self)
        return try variables.reduce(into: [:]) { numbers, variable in
            let number = try members.decodeIfPresent(Double.self, forKey: WeatherMember(stringValue: variable.name))
            guard let number, number != missing else { return }
            numbers[variable.quantity] = variable.converted(number)
        }
    }
}
