// SPDX-License-Identifier: Apache-2.0

/// What a value must be: how it is named in messages, how it is converted, what stands in for it after a fault.
struct ValueKind<Value> {
    /// With article, for example `a number in 6...125 A`.
    let expected: String
    let placeholder: Value
    /// Nil when the value is something else or out of range.
    let convert: (Node) -> Value?
}

extension ValueKind where Value == Double {
    /// A finite number; a TOML integer is one, a boolean is not.
    static func number(in range: ClosedRange<Double>, unit: String) -> ValueKind {
        let limits = rangeText(
            range.lowerBound.isUnlimited ? nil : numberText(range.lowerBound),
            range.upperBound.isUnlimited ? nil : numberText(range.upperBound), unit: unit)
        let placeholder = range.lowerBound.isUnlimited ? min(0, range.upperBound) : range.lowerBound
        return ValueKind(expected: "a number" + limits, placeholder: placeholder) { node in
            let value: Double
            switch node.content {
            case .integer(let integer): value = Double(integer)
            case .float(let float): value = float
            default: return nil
            }
            return value.isFinite && range.contains(value) ? value : nil
        }
    }
}

extension ValueKind where Value: FixedWidthInteger {
    /// A TOML integer; `1.0` is none.
    static func integer(in range: ClosedRange<Value>, unit: String) -> ValueKind {
        let isWide = Value.bitWidth >= 64
        let limits = rangeText(
            isWide && range.lowerBound == Value.min ? nil : "\(range.lowerBound)",
            isWide && range.upperBound == Value.max ? nil : "\(range.upperBound)", unit: unit)
        let placeholder = max(range.lowerBound, min(0, range.upperBound))
        return ValueKind(expected: "an integer" + limits, placeholder: placeholder) { node in
            guard case .integer(let integer) = node.content, let value = Value(exactly: integer) else { return nil }
            return range.contains(value) ? value : nil
        }
    }
}

extension ValueKind where Value == Bool {
    static var boolean: ValueKind {
        ValueKind(expected: "true or false", placeholder: false) { node in
            if case .boolean(let value) = node.content { value } else { nil }
        }
    }
}

extension ValueKind where Value == String {
    static func string(allowingEmpty: Bool) -> ValueKind {
        ValueKind(expected: allowingEmpty ? "a string" : "a string that is not empty", placeholder: "") { node in
            guard case .string(let text) = node.content, allowingEmpty || !text.isEmpty else { return nil }
            return text
        }
    }
}

extension ValueKind where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    static var choice: ValueKind {
        let names = Value.allCases.map { "\"\($0.rawValue)\"" }
        guard let first = Value.allCases.first else { preconditionFailure("\(Value.self) has no case to choose") }
        let expected = names.count == 1 ? names[0] : "one of " + names.joined(separator: ", ")
        return ValueKind(expected: expected, placeholder: first) { node in
            if case .string(let text) = node.content { Value(rawValue: text) } else { nil }
        }
    }
}

extension ValueKind {
    /// A string in a notation of the caller's.
    static func parsed(expected: String, placeholder: Value, parse: @escaping (String) -> Value?) -> ValueKind {
        ValueKind(expected: expected, placeholder: placeholder) { node in
            if case .string(let text) = node.content { parse(text) } else { nil }
        }
    }
}

extension Double {
    /// True for a bound that stands for none.
    fileprivate var isUnlimited: Bool { magnitude >= .greatestFiniteMagnitude }
}

/// As ` in 6...125 A`, ` of at least 0 W`, or nothing but the unit.
private func rangeText(_ low: String?, _ high: String?, unit: String) -> String {
    let suffix = unit.isEmpty ? "" : " " + unit
    return switch (low, high) {
    case (let low?, let high?): " in \(low)...\(high)\(suffix)"
    case (let low?, nil): " of at least \(low)\(suffix)"
    case (nil, let high?): " of at most \(high)\(suffix)"
    case (nil, nil): unit.isEmpty ? "" : " in \(unit)"
    }
}

/// A number without `.0`.
private func numberText(_ value: Double) -> String {
    if let whole = Int(exactly: value), whole.magnitude < 1_000_000_000_000 { return "\(whole)" }
    return "\(value)"
}
