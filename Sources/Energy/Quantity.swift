// SPDX-License-Identifier: Apache-2.0

/// A physical or monetary amount with its unit in the type, so that watts are never added to watt hours.
public protocol Quantity: AdditiveArithmetic, Comparable, Hashable, Sendable, CustomStringConvertible {
    /// The bare number, in `unit`.
    var value: Double { get set }
    /// Wraps a bare number that is already in `unit`.
    init(_ value: Double)
    /// The unit's symbol as written after a number.
    static var unit: String { get }
}

extension Quantity {
    /// The amount of nothing.
    @inlinable public static var zero: Self { Self(0) }
    /// Sum of two amounts.
    @inlinable public static func + (a: Self, b: Self) -> Self { Self(a.value + b.value) }
    /// Difference of two amounts.
    @inlinable public static func - (a: Self, b: Self) -> Self { Self(a.value - b.value) }
    /// The same amount in the other direction.
    @inlinable public static prefix func - (a: Self) -> Self { Self(-a.value) }
    /// An amount times a bare factor.
    @inlinable public static func * (a: Self, factor: Double) -> Self { Self(a.value * factor) }
    /// A bare factor times an amount.
    @inlinable public static func * (factor: Double, a: Self) -> Self { Self(a.value * factor) }
    /// An amount divided by a bare number.
    @inlinable public static func / (a: Self, divisor: Double) -> Self { Self(a.value / divisor) }
    /// How many times `b` fits into `a`.
    @inlinable public static func / (a: Self, b: Self) -> Double { a.value / b.value }
    /// Order by amount.
    @inlinable public static func < (a: Self, b: Self) -> Bool { a.value < b.value }
    /// The size without the direction.
    @inlinable public var magnitude: Self { Self(value.magnitude) }
    /// False for NaN and the infinities.
    @inlinable public var isFinite: Bool { value.isFinite }
    /// The number with up to three decimals, and its unit.
    public var description: String { "\(decimalText(value, decimals: 3, trimmed: true)) \(Self.unit)" }
}

/// Active power in watts.
@frozen public struct Watts: Quantity {
    /// Watts.
    public var value: Double
    /// Wraps watts.
    @inlinable public init(_ value: Double) { self.value = value }
    /// The symbol `W`.
    public static var unit: String { "W" }

    /// Energy at constant power over a time.
    ///
    /// - Parameter seconds: length of the time, s.
    @inlinable public func energy(seconds: Double) -> WattHours { WattHours(value * seconds / 3600) }
}

/// Energy in watt hours.
@frozen public struct WattHours: Quantity {
    /// Watt hours.
    public var value: Double
    /// Wraps watt hours.
    @inlinable public init(_ value: Double) { self.value = value }
    /// The symbol `Wh`.
    public static var unit: String { "Wh" }

    /// The same energy in kilowatt hours.
    @inlinable public var kWh: Double { value / 1000 }
}

/// Temperature in degrees Celsius.
@frozen public struct Celsius: Quantity {
    /// Degrees Celsius.
    public var value: Double
    /// Wraps degrees Celsius.
    @inlinable public init(_ value: Double) { self.value = value }
    /// The symbol `°C`.
    public static var unit: String { "°C" }
}

/// Electric current in amperes.
@frozen public struct Amperes: Quantity {
    /// Amperes.
    public var value: Double
    /// Wraps amperes.
    @inlinable public init(_ value: Double) { self.value = value }
    /// The symbol `A`.
    public static var unit: String { "A" }
}

/// Voltage in volts.
@frozen public struct Volts: Quantity {
    /// Volts.
    public var value: Double
    /// Wraps volts.
    @inlinable public init(_ value: Double) { self.value = value }
    /// The symbol `V`.
    public static var unit: String { "V" }
}

/// A price of energy in the tariff's currency per kilowatt hour; negative prices are normal.
@frozen public struct PricePerKWh: Quantity {
    /// Currency per kWh.
    public var value: Double
    /// Wraps currency per kWh.
    @inlinable public init(_ value: Double) { self.value = value }
    /// `/kWh`; the currency is the tariff's.
    public static var unit: String { "/kWh" }

    /// What an energy costs at this price.
    @inlinable public static func * (price: PricePerKWh, energy: WattHours) -> Money {
        Money(price.value * energy.value / 1000)
    }
}

/// A price of the highest power of a month, in the tariff's currency per kilowatt and month.
@frozen public struct PricePerKWMonth: Quantity {
    /// Currency per kW and month.
    public var value: Double
    /// Wraps currency per kW and month.
    @inlinable public init(_ value: Double) { self.value = value }
    /// `/kW/month`; the currency is the tariff's.
    public static var unit: String { "/kW/month" }

    /// What a month with this highest power costs.
    @inlinable public static func * (price: PricePerKWMonth, power: Watts) -> Money {
        Money(price.value * power.value / 1000)
    }
}

/// An amount of money in the tariff's currency; + is a cost, - an earning.
@frozen public struct Money: Quantity {
    /// Currency units.
    public var value: Double
    /// Wraps currency units.
    @inlinable public init(_ value: Double) { self.value = value }
    /// Empty: the currency is the tariff's.
    public static var unit: String { "" }
}
