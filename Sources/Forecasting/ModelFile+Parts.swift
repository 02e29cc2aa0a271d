// SPDX-License-Identifier: Apache-2.0

import Learning

/// Models made of models: each part keeps its arrays under a name of its own.
extension ModelFile {
    /// Takes in the arrays of a part, in the place of those of an earlier part of the name.
    public mutating func add(_ part: ModelFile, as name: String) {
        remove(name)
        tensors += part.tensors.map { NamedTensor(name: "\(name)/\($0.name)", shape: $0.shape, values: $0.values) }
        for (key, values) in part.integers { integers["\(name)/\(key)"] = values }
        for (key, values) in part.doubles { doubles["\(name)/\(key)"] = values }
    }

    /// A part that was taken in, as a file of its own of some kind.
    public func part(_ name: String, kind: String) -> ModelFile {
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

    private mutating func remove(_ name: String) {
        let prefix = "\(name)/"
        tensors.removeAll { $0.name.hasPrefix(prefix) }
        integers = integers.filter { !$0.key.hasPrefix(prefix) }
        doubles = doubles.filter { !$0.key.hasPrefix(prefix) }
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
}
