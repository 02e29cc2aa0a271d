// SPDX-License-Identifier: Apache-2.0

import Learning

/// Models made of models: each part keeps its arrays under a name of its own.
extension ModelFile {
    /// Takes in the arrays of a part.
    mutating func add(_ part: ModelFile, as name: String) {
        tensors += part.tensors.map { NamedTensor(name: "\(name)/\($0.name)", shape: $0.shape, values: $0.values) }
        for (key, values) in part.integers { integers["\(name)/\(key)"] = values }
        for (key, values) in part.doubles { doubles["\(name)/\(key)"] = values }
    }

    /// A part that was taken in, as a file of its own.
    func part(_ name: String, kind: String) -> ModelFile {
        let prefix = "\(name)/"
        func inner(_ key: String) -> String { String(key.dropFirst(prefix.count)) }
        var part = ModelFile(kind: kind, name: name)
        part.tensors = tensors.filter { $0.name.hasPrefix(prefix) }.map {
            NamedTensor(name: inner($0.name), shape: $0.shape, values: $0.values)
        }
        for (key, values) in integers where key.hasPrefix(prefix) { part.integers[inner(key)] = values }
        for (key, values) in doubles where key.hasPrefix(prefix) { part.doubles[inner(key)] = values }
        return part
    }

    /// Whether there is anything of a part.
    func hasPart(_ name: String) -> Bool { integers.keys.contains { $0.hasPrefix("\(name)/") } }

    /// A whole number within a range.
    func integer(_ name: String, in range: ClosedRange<Int64>) throws(ModelFileError) -> Int {
        let value = try integers(name, count: 1)[0]
        guard range.contains(value) else {
            throw .wrongValue(name: name, reason: "\(value), expected \(range.lowerBound)...\(range.upperBound)")
        }
        return Int(value)
    }

    /// Days of a spread; 0 stands for none.
    func spreadDays() throws(ModelFileError) -> Int? {
        let days = try integer("spreadDays", in: 0...Int64(PriceLevel.reach))
        return days == 0 ? nil : days
    }

    /// Scales as pairs of median and deviation.
    func scales(count: Int) throws(ModelFileError) -> [RobustScale] {
        let values = try doubles("scales", count: 2 * count)
        guard (0..<count).allSatisfy({ values[2 * $0 + 1] > 0 }) else {
            throw .wrongValue(name: "scales", reason: "a deviation that is not above 0")
        }
        return (0..<count).map { RobustScale(median: values[2 * $0], deviation: values[2 * $0 + 1]) }
    }

    mutating func set(scales: [RobustScale]) { doubles["scales"] = scales.flatMap { [$0.median, $0.deviation] } }
}
