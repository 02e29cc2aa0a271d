// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Learning

/// Outputs, losses, gradients and training steps against those of torch; `Fixtures/networks.py` wrote them.
@Suite struct TorchTests {
    private let fixture: NumberFixture

    init() throws { fixture = try NumberFixture("networks.txt") }

    private func floats(_ name: String) -> [Float] { fixture[name].map { Float($0) } }

    private func tensors(_ layout: ParameterLayout, _ prefix: String) -> [NamedTensor] {
        layout.entries.map { entry in
            NamedTensor(name: entry.name, shape: entry.shape, values: floats(prefix + "." + entry.name))
        }
    }

    /// Six windows side by side as one series.
    private func windows(_ prefix: String, of model: some Network) throws -> TrainingWindows {
        try TrainingWindows(
            rows: floats(prefix + ".x"), inputCount: model.inputCount, windowLength: model.windowLength,
            starts: (0..<6).map { $0 * model.windowLength }, targets: floats(prefix + ".y"),
            targetCount: model.outputCount)
    }

    private func expectAgreement<Model: Network>(
        _ model: Model, _ layout: ParameterLayout, _ prefix: String, limit: Float?
    ) throws {
        let windows = try windows(prefix, of: model)
        let indices = Array(0..<6)[...]
        let output = NetworkPredictor(model, batchSize: 6).predict(windows)
        #expect(largestError(output, fixture[prefix + ".output"]) < 1e-6)

        let engine = model.makePass(batchSize: 6, arithmetic: .best).engine
        let input = FloatBuffer(6 * model.windowLength * model.inputCount)
        windows.gather(indices, into: input.start)
        engine.prepare(model.weights)
        engine.forward(model.weights, input: input.start, batch: 6)
        var slope = [Float](repeating: 0, count: 6 * model.outputCount)
        let loss = NetworkLoss.squared.evaluate(engine.output.start, windows, indices, gradient: &slope)
        #expect(abs(loss.sum / Double(loss.count) - fixture[prefix + ".losses"][0]) < 1e-6)
        var gradient = [Float](repeating: 0, count: layout.count)
        engine.backward(model.weights, input: input.start, batch: 6, outputGradient: slope, gradient: &gradient)
        for tensor in layout.tensors(of: gradient) {
            #expect(largestError(tensor.values, fixture["\(prefix).gradient.\(tensor.name)"]) < 1e-6, "\(tensor.name)")
        }

        let adam = Adam.Parameters(learningRate: 1e-2, gradientNormLimit: limit)
        var training = NetworkTraining(
            model, parameters: .init(batchSize: 6, epochLimit: 10, adam: adam, plateau: nil, patience: 10))
        #expect(try training.fit(windows) == .finished)
        #expect(largestError(training.history.map { $0.trainingLoss }, fixture[prefix + ".losses"]) < 2e-6)
        // Adam divides a gradient by its own size, so that the last bits of a tiny gradient weigh much in its steps.
        for tensor in training.latest.tensors {
            #expect(largestError(tensor.values, fixture["\(prefix).trained.\(tensor.name)"]) < 2e-4, "\(tensor.name)")
        }
    }

    @Test func attentionLSTM_agrees() throws {
        let parameters = AttentionLSTM.Parameters(inputCount: 3, windowLength: 4, width: 5, outputCount: 2)
        let layout = try AttentionLSTM(parameters: parameters, seed: 0).layout
        let model = try AttentionLSTM(parameters: parameters, tensors: tensors(layout, "attention"))
        try expectAgreement(model, layout, "attention", limit: nil)
    }

    @Test func convolutionNetwork_agrees_withACutGradient() throws {
        let parameters = TemporalConvolutionNetwork.Parameters(
            inputCount: 3, windowLength: 12, channels: 4, dilations: [1, 2], outputCount: 2)
        let layout = try TemporalConvolutionNetwork(parameters: parameters, seed: 0).layout
        let model = try TemporalConvolutionNetwork(parameters: parameters, tensors: tensors(layout, "convolution"))
        try expectAgreement(model, layout, "convolution", limit: 0.5)
    }

    private func expectLoss(_ loss: NetworkLoss, _ name: String, targets: [Float], mask: [Bool]?) throws {
        let windows = try TrainingWindows(
            rows: [0], inputCount: 1, windowLength: 1, starts: [0, 0, 0, 0, 0], targets: targets,
            targetCount: 6 / loss.outputsPerTarget, mask: mask)
        let output = floats("loss.output")
        var gradient = [Float](repeating: .nan, count: 30)
        let found = loss.evaluate(output, windows, Array(0..<5)[...], gradient: &gradient)
        #expect(abs(found.sum / Double(found.count) - fixture["loss." + name][0]) < 1e-6)
        #expect(largestError(gradient, fixture["loss.\(name).gradient"]) < 1e-6)
    }

    @Test func losses_agree_withMasks() throws {
        let (targets, mask) = (floats("loss.target"), fixture["loss.mask"].map { $0 > 0 })
        try expectLoss(.squared, "squared", targets: targets, mask: mask)
        try expectLoss(
            .asymmetricCrossEntropy(falseAlarm: 0.5, miss: 3), "crossEntropy", targets: targets, mask: mask)
        try expectLoss(.asymmetricSquared(falseAlarm: 0.5, miss: 3), "asymmetricSquared", targets: targets, mask: mask)
        try expectLoss(
            .quantile([0.1, 0.5, 0.9]), "quantile", targets: floats("loss.quantile.target"), mask: nil)
    }
}
