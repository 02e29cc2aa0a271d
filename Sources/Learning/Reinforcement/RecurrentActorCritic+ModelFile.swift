// SPDX-License-Identifier: Apache-2.0

extension RecurrentActorCritic {
    /// The kind of a model file that holds this network.
    public static let modelKind = "recurrent-actor-critic"

    /// The network as a model file; schema, training range and metrics are the caller's to set.
    ///
    /// - Parameter training: how it was trained; kept beside it for people, not read again.
    public func modelFile(name: String, training: PolicyTrainingParameters? = nil) -> ModelFile {
        let (isDiscrete, outputs) = (parameters.actionSpace.isDiscrete, parameters.actionSpace.outputCount)
        let sizes = [parameters.observationCount, outputs, parameters.memoryWidth, parameters.headWidth]
        var doubles = training?.record ?? [:]
        doubles["normalisation.mean"] = normalisation.mean
        doubles["normalisation.variance"] = normalisation.variance
        doubles["scales"] = [normalisation.count, Double(normalisation.limit), Double(valueScale)]
        return ModelFile(
            kind: Self.modelKind, name: name, seed: training?.seed ?? 0, tensors: tensors,
            integers: ["sizes": sizes.map { Int64($0) }, "isDiscrete": [isDiscrete ? 1 : 0]], doubles: doubles)
    }

    /// Takes the network out of a model file.
    ///
    /// - Throws: `ModelFileError` where the file is of another kind or its arrays do not make a network.
    public init(_ file: ModelFile) throws(ModelFileError) {
        try file.require(kind: Self.modelKind)
        let sizes = try file.integers("sizes", count: 4).map { Int($0) }
        let isDiscrete = try file.integers("isDiscrete", count: 1) != [0]
        let parameters = Parameters(
            observationCount: sizes[0], actionSpace: isDiscrete ? .discrete(sizes[1]) : .continuous(sizes[1]),
            memoryWidth: sizes[2], headWidth: sizes[3])
        do throws(NetworkError) {
            try self.init(parameters: parameters, tensors: file.tensors)
        } catch {
            throw ModelFileError(error)
        }
        let scales = try file.doubles("scales", count: 3)
        guard scales[0] >= 0, Float(scales[1]) > 0, Float(scales[2]) > 0, Float(scales[2]).isFinite else {
            throw .wrongValue(name: "scales", reason: "\(scales), expected a count, a limit and a scale above 0")
        }
        let variance = try file.doubles("normalisation.variance", count: sizes[0])
        guard variance.allSatisfy({ $0 >= 0 }) else {
            throw .wrongValue(name: "normalisation.variance", reason: "not all at least 0")
        }
        normalisation = ObservationNormalisation(
            mean: try file.doubles("normalisation.mean", count: sizes[0]), variance: variance, count: scales[0],
            limit: Float(scales[1]))
        valueScale = Float(scales[2])
    }
}

extension PolicyTrainingParameters {
    /// All numbers but the seed under their names, as a model file keeps them; empty where there is no limit.
    var record: [String: [Double]] {
        func optional(_ value: Float?) -> [Double] { value.map { [Double($0)] } ?? [] }
        func schedule(_ value: LinearSchedule) -> [Double] { [Double(value.initial), Double(value.final)] }
        let values = [
            "totalSteps": [Double(totalSteps)], "rolloutLength": [Double(rolloutLength)],
            "sequenceLength": [Double(sequenceLength)], "epochCount": [Double(epochCount)],
            "batchSize": [Double(batchSize)], "discount": [Double(discount)], "traceDecay": [Double(traceDecay)],
            "clip": schedule(clip), "valueClip": optional(valueClip),
            "entropyCoefficient": schedule(entropyCoefficient), "valueCoefficient": [Double(valueCoefficient)],
            "criticWarmUp": [Double(criticWarmUp)], "gradientNormLimit": optional(gradientNormLimit),
            "learningRate": schedule(learningRate),
            "targetDivergence": optional(targetDivergence), "rewardScale": [Double(rewardScale)],
            "normalisesAdvantages": [normalisesAdvantages ? 1 : 0],
            "updatesNormalisation": [updatesNormalisation ? 1 : 0],
        ]
        return Dictionary(uniqueKeysWithValues: values.map { ("training." + $0, $1) })
    }
}
