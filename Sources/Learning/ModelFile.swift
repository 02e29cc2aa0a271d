// SPDX-License-Identifier: Apache-2.0

/// A trained model as a file keeps it: what it is, what it was trained on, how well it did, and its numbers.
///
/// Little-endian. Magic `HRTHMODL`, format version (UInt32), length of the body in bytes (UInt64), the body, CRC-32 of all
/// bytes before it (UInt32). The body has the fields of this type in their order. A text is its length in UTF-8 bytes
/// (UInt16) and the bytes; a list is its number of elements (UInt32) and the elements, dictionaries in the order of their
/// keys; a tensor is name, rank (UInt8), dimensions (UInt32) and values. One model thus has one sequence of bytes.
public struct ModelFile: Hashable, Sendable {
    static let magic = Array("HRTHMODL".utf8)
    /// The version of the format that is written and read.
    public static let formatVersion: UInt32 = 1

    /// Which type of model the numbers are for, for example `trees`.
    public var kind: String
    /// What the model forecasts, for people.
    public var name: String
    /// Seed of the training.
    public var seed: UInt64
    /// Hash of the features' names, order and version: a model answers only to features of this schema.
    public var featureSchemaHash: UInt64
    /// The rows it was trained on, by time: seconds since 1970 UTC.
    public var trainingRange: Range<Int64>
    /// Scores at the end of the training, by name.
    public var metrics: [String: Double]
    /// Single-precision arrays.
    public var tensors: [NamedTensor]
    /// Arrays of whole numbers, by name.
    public var integers: [String: [Int64]]
    /// Double-precision arrays, by name.
    public var doubles: [String: [Double]]

    /// A model file with the numbers of a model.
    public init(
        kind: String, name: String, seed: UInt64 = 0, featureSchemaHash: UInt64 = 0,
        trainingRange: Range<Int64> = 0..<0,
        metrics: [String: Double] = [:], tensors: [NamedTensor] = [], integers: [String: [Int64]] = [:],
        doubles: [String: [Double]] = [:]
    ) {
        self.kind = kind
        self.name = name
        self.seed = seed
        self.featureSchemaHash = featureSchemaHash
        self.trainingRange = trainingRange
        self.metrics = metrics
        self.tensors = tensors
        self.integers = integers
        self.doubles = doubles
    }
}

/// What a model asks of a file before it takes the numbers.
extension ModelFile {
    /// Refuses a file of another kind.
    public func require(kind expected: String) throws(ModelFileError) {
        guard kind == expected else { throw .wrongKind(expected: expected, found: kind) }
    }

    /// Refuses a model that was trained on other features.
    public func require(featureSchemaHash expected: UInt64) throws(ModelFileError) {
        guard featureSchemaHash == expected else {
            throw .wrongSchema(expected: expected, found: featureSchemaHash)
        }
    }

    /// The values of a tensor that has a shape; all finite.
    public func tensor(_ name: String, shape: [Int]) throws(ModelFileError) -> [Float] {
        guard let found = tensors.first(where: { $0.name == name }) else { throw .missing(name: name) }
        guard found.shape == shape else { throw .wrongShape(name: name, expected: shape, found: found.shape) }
        guard found.values.allSatisfy(\.isFinite) else { throw .wrongValue(name: name, reason: "not all finite") }
        return found.values
    }

    /// An array of whole numbers.
    ///
    /// - Parameter count: how many there have to be; `nil` takes any number.
    public func integers(_ name: String, count: Int? = nil) throws(ModelFileError) -> [Int64] {
        guard let found = integers[name] else { throw .missing(name: name) }
        if let count, found.count != count { throw .wrongShape(name: name, expected: [count], found: [found.count]) }
        return found
    }

    /// A double-precision array; all finite.
    ///
    /// - Parameter count: how many there have to be; `nil` takes any number.
    public func doubles(_ name: String, count: Int? = nil) throws(ModelFileError) -> [Double] {
        guard let found = doubles[name] else { throw .missing(name: name) }
        if let count, found.count != count { throw .wrongShape(name: name, expected: [count], found: [found.count]) }
        guard found.allSatisfy(\.isFinite) else { throw .wrongValue(name: name, reason: "not all finite") }
        return found
    }
}
