// SPDX-License-Identifier: Apache-2.0

/// An array of numbers with a name and a shape, as a model file keeps it.
public struct NamedTensor: Hashable, Sendable {
    /// What the numbers are, for example `encoder.weight`; unique within a file.
    public let name: String
    /// Length of each dimension, outermost first; empty for a single number.
    public let shape: [Int]
    /// The numbers, row-major: the last dimension is contiguous.
    public let values: [Float]

    /// A tensor of as many values as its shape says; anything else is a mistake of the caller.
    public init(name: String, shape: [Int], values: [Float]) {
        precondition(
            shape.allSatisfy { $0 >= 0 } && shape.reduce(1, *) == values.count,
            "tensor \(name) of shape \(shape) was given \(values.count) values")
        self.name = name
        self.shape = shape
        self.values = values
    }

    /// A vector.
    public init(name: String, values: [Float]) { self.init(name: name, shape: [values.count], values: values) }
}
