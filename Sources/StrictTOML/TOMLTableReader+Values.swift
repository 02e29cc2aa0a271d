// SPDX-License-Identifier: Apache-2.0

extension TOMLTableReader {
    /// Any finite number: the range of a number without limits.
    public static var anyNumber: ClosedRange<Double> {
        -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude
    }

    /// A finite number; a TOML integer is accepted, a boolean is not.
    ///
    /// - Parameters:
    ///   - range: accepted values; a bound of `greatestFiniteMagnitude` or infinity is none.
    ///   - unit: for messages, as `A`.
    ///   - default: for a missing key; nil makes the key required. It may lie outside of the range.
    public func number(
        _ key: String, in range: ClosedRange<Double> = anyNumber, unit: String = "", default: Double? = nil
    ) -> Double {
        read(key, .number(in: range, unit: unit), fallback: `default`)
    }

    /// A finite number, nil when the key is absent.
    public func numberIfPresent(
        _ key: String, in range: ClosedRange<Double> = anyNumber, unit: String = ""
    ) -> Double? {
        readIfPresent(key, .number(in: range, unit: unit))
    }

    /// A TOML integer of the type the caller wants; a float such as `1.0` is a fault.
    public func integer<Value: FixedWidthInteger>(
        _ key: String, in range: ClosedRange<Value> = Value.min...Value.max, unit: String = "", default: Value? = nil
    ) -> Value {
        read(key, .integer(in: range, unit: unit), fallback: `default`)
    }

    /// A TOML integer, nil when the key is absent.
    public func integerIfPresent<Value: FixedWidthInteger>(
        _ key: String, in range: ClosedRange<Value> = Value.min...Value.max, unit: String = ""
    ) -> Value? {
        readIfPresent(key, .integer(in: range, unit: unit))
    }

    /// `true` or `false`.
    public func bool(_ key: String, default: Bool? = nil) -> Bool {
        read(key, .boolean, fallback: `default`)
    }

    /// `true` or `false`, nil when the key is absent.
    public func boolIfPresent(_ key: String) -> Bool? { readIfPresent(key, .boolean) }

    /// A string.
    ///
    /// - Parameters:
    ///   - allowingEmpty: whether `""` is accepted.
    ///   - default: for a missing key; nil makes the key required.
    public func string(_ key: String, allowingEmpty: Bool = false, default: String? = nil) -> String {
        read(key, .string(allowingEmpty: allowingEmpty), fallback: `default`)
    }

    /// A string, nil when the key is absent.
    public func stringIfPresent(_ key: String, allowingEmpty: Bool = false) -> String? {
        readIfPresent(key, .string(allowingEmpty: allowingEmpty))
    }

    /// A string that names a case of an enumeration by its raw value.
    public func choice<Value: RawRepresentable & CaseIterable>(
        _ key: String, as type: Value.Type = Value.self, default: Value? = nil
    ) -> Value where Value.RawValue == String {
        read(key, .choice, fallback: `default`)
    }

    /// A case of an enumeration, nil when the key is absent.
    public func choiceIfPresent<Value: RawRepresentable & CaseIterable>(
        _ key: String, as type: Value.Type = Value.self
    ) -> Value? where Value.RawValue == String {
        readIfPresent(key, .choice)
    }

    /// A string in a notation of the caller's, such as a clock time or a path.
    ///
    /// - Parameters:
    ///   - expected: names the notation, with article: `a time such as "07:30"`.
    ///   - placeholder: answered after a fault.
    ///   - default: for a missing key; nil makes the key required.
    ///   - parse: nil when the text is not in the notation.
    public func parsed<Value>(
        _ key: String, expected: String, placeholder: Value, default: Value? = nil,
        _ parse: @escaping (String) -> Value?
    ) -> Value {
        read(key, .parsed(expected: expected, placeholder: placeholder, parse: parse), fallback: `default`)
    }

    /// A string in a notation of the caller's, nil when the key is absent.
    public func parsedIfPresent<Value>(
        _ key: String, expected: String, placeholder: Value, _ parse: @escaping (String) -> Value?
    ) -> Value? {
        readIfPresent(key, .parsed(expected: expected, placeholder: placeholder, parse: parse))
    }

    // MARK: The one way to read a value

    private func readIfPresent<Value>(_ key: String, _ kind: ValueKind<Value>) -> Value? {
        node(key).map { convert($0, key, kind) }
    }

    private func read<Value>(_ key: String, _ kind: ValueKind<Value>, fallback: Value?) -> Value {
        if let value = readIfPresent(key, kind) ?? fallback { return value }
        fault(key, expected: kind.expected)
        return kind.placeholder
    }

    private func convert<Value>(_ node: Node, _ key: String, _ kind: ValueKind<Value>) -> Value {
        if let value = kind.convert(node) { return value }
        fault(key, expected: kind.expected)
        return kind.placeholder
    }
}
