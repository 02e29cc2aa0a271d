// SPDX-License-Identifier: Apache-2.0

import Learning

/// What a learned policy learned, with what it has to be used with.
public struct LearnedWeights: Hashable, Sendable {
    /// The network: `LearnedObservation.count` inputs, one of the options out.
    public let model: RecurrentActorCritic
    /// How much it doubts the optimiser's ratings, as it was trained with; see `BatteryEnvironment.Parameters.doubt`.
    public let doubt: Double
    /// The optimiser that rates the options.
    public let optimiser: RollingOptimiser.Parameters

    /// The largest file that is read, bytes.
    public static let largestFile = 1 << 20

    /// Weights to use or to keep.
    public init(model: RecurrentActorCritic, doubt: Double, optimiser: RollingOptimiser.Parameters) {
        (self.model, self.doubt, self.optimiser) = (model, doubt, optimiser)
    }

    /// The weights as a model file keeps them.
    public func encoded(training: PolicyTrainingParameters?) -> [UInt8] {
        var file = model.modelFile(name: RecurrentPolicy.name, training: training)
        file.featureSchemaHash = LearnedObservation.schemaHash
        file.doubles["doubt"] = [doubt]
        file.doubles["optimiser"] = [optimiser.terminalWeight, optimiser.weatherPersistence]
        file.integers["optimiser"] = [optimiser.horizonSlots, optimiser.gridNodes, optimiser.uncertainGridNodes]
            .map { Int64($0) }
        return file.encoded()
    }

    /// Takes weights out of a model file.
    ///
    /// - Throws: what is wrong with the file: it is damaged, of another kind, or its network has other inputs or outputs.
    public init(decoding bytes: [UInt8]) throws(ModelFileError) {
        let file = try ModelFile(decoding: bytes)
        try file.require(featureSchemaHash: LearnedObservation.schemaHash)
        model = try RecurrentActorCritic(file)
        let shape = [model.parameters.observationCount, model.parameters.actionSpace.outputCount]
        let expected = [LearnedObservation.count, IntentOption.allCases.count]
        guard shape == expected, model.parameters.actionSpace == BatteryEnvironment.Control.options.actionSpace else {
            throw .wrongShape(name: "network", expected: expected, found: shape)
        }
        doubt = try file.doubles("doubt", count: 1)[0]
        // It bounds what a choice may cost.
        guard doubt > 0, doubt <= 1 else {
            throw .wrongValue(name: "doubt", reason: "\(doubt), expected a number above 0, at most 1")
        }
        let sizes = try file.integers("optimiser", count: 3).map { Int(clamping: $0) }
        let weights = try file.doubles("optimiser", count: 2)
        optimiser = RollingOptimiser.Parameters(
            horizonSlots: sizes[0], gridNodes: sizes[1], uncertainGridNodes: sizes[2], terminalWeight: weights[0],
            weatherPersistence: weights[1])
        let taken = [optimiser.horizonSlots, optimiser.gridNodes, optimiser.uncertainGridNodes]
        guard taken == sizes, [optimiser.terminalWeight, optimiser.weatherPersistence] == weights else {
            throw .wrongValue(name: "optimiser", reason: "\(sizes) and \(weights), expected what an optimiser can have")
        }
    }
}
