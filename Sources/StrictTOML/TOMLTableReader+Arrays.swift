// SPDX-License-Identifier: Apache-2.0

extension TOMLTableReader {
    /// An array of numbers.
    ///
    /// - Parameters:
    ///   - range: accepted values of each element.
    ///   - unit: for messages, as `A`.
    ///   - count: accepted lengths.
    ///   - default: for a missing key; nil makes the key required.
    public func numbers(
        _ key: String, in range: ClosedRange<Double> = anyNumber, unit: String = "",
        count: ClosedRange<Int> = 0...Int.max, default: [Double]? = nil
    ) -> [Double] {
        list(key, .number(in: range, unit: unit), count: count, fallback: `default`)
    }

    /// An array of integers; parameters as for `numbers`.
    public func integers<Value: FixedWidthInteger>(
        _ key: String, in range: ClosedRange<Value> = Value.min...Value.max, unit: String = "",
        count: ClosedRange<Int> = 0...Int.max, default: [Value]? = nil
    ) -> [Value] {
        list(key, .integer(in: range, unit: unit), count: count, fallback: `default`)
    }

    /// An array of strings that are not empty; parameters as for `numbers`.
    public func strings(
        _ key: String, count: ClosedRange<Int> = 0...Int.max, default: [String]? = nil
    ) -> [String] {
        list(key, .string(allowingEmpty: false), count: count, fallback: `default`)
    }

    /// An array of the cases of an enumeration by their raw values; parameters as for `numbers`.
    public func choices<Value: RawRepresentable & CaseIterable>(
        _ key: String, as type: Value.Type = Value.self, count: ClosedRange<Int> = 0...Int.max,
        default: [Value]? = nil
    ) -> [Value] where Value.RawValue == String {
        list(key, .choice, count: count, fallback: `default`)
    }

    private func list<Value>(
        _ key: String, _ kind: ValueKind<Value>, count: ClosedRange<Int>, fallback: [Value]?
    ) -> [Value] {
        let expected = "an array\(lengthText(count)), each \(kind.expected)"
        guard let node = node(key) else {
            if fallback == nil { fault(key, expected: expected) }
            return fallback ?? []
        }
        guard let elements = node.elements, count.contains(elements.count) else {
            fault(key, expected: expected)
            return []
        }
        return elements.enumerated().map { index, element in
            if let value = kind.convert(element) { return value }
            collector.add(
                line: element.line, key: indexed(joined(path, key), index), found: element.text,
                expected: kind.expected)
            return kind.placeholder
        }
    }

    private func lengthText(_ count: ClosedRange<Int>) -> String {
        if count.upperBound == Int.max { return count.lowerBound == 0 ? "" : " of at least \(count.lowerBound)" }
        return count.count == 1 ? " of \(count.lowerBound)" : " of \(count.lowerBound) to \(count.upperBound)"
    }
}
