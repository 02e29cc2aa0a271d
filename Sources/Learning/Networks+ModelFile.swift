// SPDX-License-Identifier: Apache-2.0

extension AttentionLSTM {
    /// The kind of a model file that holds this network.
    public static let modelKind = "attention-lstm"

    /// The network as a model file; seed, schema, training range and metrics are the caller's to set.
    public func modelFile(name: String) -> ModelFile {
        let sizes = [parameters.inputCount, parameters.windowLength, parameters.width, parameters.outputCount]
        return ModelFile(
            kind: Self.modelKind, name: name, tensors: tensors, integers: ["sizes": sizes.map { Int64($0) }])
    }

    /// Takes the network out of a model file.
    ///
    /// - Throws: `ModelFileError` where the file is of another kind or its arrays do not make a network.
    public init(_ file: ModelFile) throws(ModelFileError) {
        try file.require(kind: Self.modelKind)
        let sizes = try file.integers("sizes", count: 4).map { Int($0) }
        let parameters = Parameters(
            inputCount: sizes[0], windowLength: sizes[1], width: sizes[2], outputCount: sizes[3])
        do throws(NetworkError) {
            try self.init(parameters: parameters, tensors: file.tensors)
        } catch {
            throw ModelFileError(error)
        }
    }
}

extension TemporalConvolutionNetwork {
    /// The kind of a model file that holds this network.
    public static let modelKind = "temporal-convolution"

    /// The network as a model file; seed, schema, training range and metrics are the caller's to set.
    public func modelFile(name: String) -> ModelFile {
        let sizes = [
            parameters.inputCount, parameters.windowLength, parameters.channels, parameters.taps,
            parameters.outputCount,
        ]
        return ModelFile(
            kind: Self.modelKind, name: name, tensors: tensors,
            integers: ["sizes": sizes.map { Int64($0) }, "dilations": parameters.dilations.map { Int64($0) }])
    }

    /// Takes the network out of a model file.
    ///
    /// - Throws: `ModelFileError` where the file is of another kind or its arrays do not make a network.
    public init(_ file: ModelFile) throws(ModelFileError) {
        try file.require(kind: Self.modelKind)
        let sizes = try file.integers("sizes", count: 5).map { Int($0) }
        let parameters = Parameters(
            inputCount: sizes[0], windowLength: sizes[1], channels: sizes[2], taps: sizes[3],
            dilations: try file.integers("dilations").map { Int($0) }, outputCount: sizes[4])
        do throws(NetworkError) {
            try self.init(parameters: parameters, tensors: file.tensors)
        } catch {
            throw ModelFileError(error)
        }
    }
}

extension ModelFileError {
    /// What a network says of a file's arrays, in the words of the file.
    init(_ error: NetworkError) {
        switch error {
        case .missingTensor(let name): self = .missing(name: name)
        case .shape(let name, let found, let expected):
            self = .wrongShape(name: name, expected: expected, found: found)
        case .unknownTensor(let name), .notFinite(let name, _), .count(let name, _, _), .empty(let name):
            self = .wrongValue(name: name, reason: error.description)
        case .size, .notACount, .window, .diverged: self = .wrongValue(name: "sizes", reason: error.description)
        }
    }
}
