// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The inputs of a learned policy: the outlook, the battery's charge, and what the optimiser makes of every option.
public enum LearnedObservation {
    /// What each input is, for people.
    public static let names =
        Outlook.names + ["charge of the battery"]
        + ["self-consumption", "no discharge", "no charge", "idling", "charging to a target", "charging fully"].map(
            rated)
        + ["discharging to a target", "discharging fully"].map(rated)
        + ["worth of energy when empty", "worth of energy now", "worth of energy when full"]

    private static func rated(_ option: String) -> String { "plan's rating of \(option)" }

    /// An input in words that fit into a sentence: both parts of an angle are the same to people.
    static func phrase(_ index: Int) -> String {
        "the " + (names[index].split(separator: ",").first.map(String.init) ?? names[index])
    }

    /// Inputs of a policy.
    public static let count = names.count

    /// How much the optimiser's ratings are doubted, in units of `HouseScale.money`; see `RatedOptions.prior`.
    ///
    /// Of 0.05, 0.1 and 0.2 the least did best in six generated houses that were not learned from, by very little.
    public static let usualDoubt = 0.05

    /// Of the names: weights learned for other inputs are refused.
    public static let schemaHash = SHA256.fingerprint(Array(names.joined(separator: "\n").utf8))

    /// What stands for the rating of a closed option.
    private static let closed: Float = 8

    /// Writes the inputs of a situation.
    ///
    /// - Parameters:
    ///   - outlook: as many numbers as `Outlook.names`.
    ///   - charge: 0...1 of what the battery holds between its limits.
    ///   - start: receives `count` numbers.
    static func write(
        _ outlook: [Float], charge: Double, _ rated: RatedOptions, _ scale: HouseScale,
        to start: UnsafeMutablePointer<Float>
    ) {
        for (index, value) in outlook.enumerated() { start[index] = value }
        var next = start + outlook.count
        func write(_ value: Float) {
            next[0] = value
            next += 1
        }
        write(Float(charge))
        for option in rated.choices.indices {
            write(rated.loss(option).map { Float(log(1 + $0 / scale.money)) } ?? closed)
        }
        let worth = rated.marginalValues
        for value in [worth.empty, worth.present, worth.full] { write(Float(value / scale.price)) }
    }
}
