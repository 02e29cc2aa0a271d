// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Learning

/// Output for random inputs, and the gradient of its scalar product with random numbers.
func networkGradient(
    _ model: some Network, batch: Int, arithmetic: Arithmetic = .best
) -> (output: [Float], gradient: [Float]) {
    let input = randomNumbers(model.windowLength * batch * model.inputCount, seed: 11)
    let direction = randomNumbers(batch * model.outputCount, seed: 12)
    let engine = model.makePass(batchSize: batch, arithmetic: arithmetic).engine
    var gradient = [Float](repeating: 0, count: model.weights.count)
    engine.prepare(model.weights)
    engine.forward(model.weights, input: input, batch: batch)
    let output = Array(UnsafeBufferPointer(start: engine.output.start, count: batch * model.outputCount))
    engine.backward(model.weights, input: input, batch: batch, outputGradient: direction, gradient: &gradient)
    return (output, gradient)
}

private func dot(_ a: [Float], _ b: [Float]) -> Double { zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) } }

/// Slope of a function at some numbers by central differences.
///
/// Single precision leaves about 1e-7 / step in each; the step of 1/128 puts both this and the curvature near 1e-4.
func numericGradient(_ at: [Float], _ function: ([Float]) -> Double) -> [Double] {
    let step: Float = 0x1p-7
    return at.indices.map { index in
        var (above, below) = (at, at)
        above[index] += step
        below[index] -= step
        return (function(above) - function(below)) / Double(2 * step)
    }
}

/// Gradients of every layer against finite differences.
@Suite struct GradientTests {
    static let tolerance = 1e-3

    private func expectGradient(of model: some Network, batch: Int) {
        let direction = randomNumbers(batch * model.outputCount, seed: 12)
        let found = networkGradient(model, batch: batch).gradient
        let expected = numericGradient(model.weights) { weights in
            var moved = model
            moved.weights = weights
            return dot(networkGradient(moved, batch: batch).output, direction)
        }
        #expect(largestError(found, expected) < Self.tolerance)
        #expect(found.filter { abs($0) > 0.01 }.count > found.count / 8)
    }

    @Test func attentionLSTM_hasTheGradientOfItsOutput() throws {
        expectGradient(
            of: try AttentionLSTM(parameters: .init(inputCount: 3, windowLength: 5, width: 9, outputCount: 2), seed: 3),
            batch: 4)
    }

    /// The output is piecewise linear in each weight; where a step crosses a corner of max(0, x), the slopes on both sides
    /// differ and a difference says nothing.
    @Test(arguments: [2, 4])
    func convolutionNetwork_hasTheGradientOfItsOutput(inputCount: Int) throws {
        let parameters = TemporalConvolutionNetwork.Parameters(
            inputCount: inputCount, windowLength: 11, channels: 4, dilations: [1, 2], outputCount: 2)
        let model = try TemporalConvolutionNetwork(parameters: parameters, seed: 5)
        let direction = randomNumbers(3 * model.outputCount, seed: 12)
        let found = networkGradient(model, batch: 3)
        let here = dot(found.output, direction)
        var compared = 0
        for (index, slope) in found.gradient.enumerated() {
            let slopes = [0x1p-7, -0x1p-7].map { (step: Float) in
                var moved = model
                moved.weights[index] += step
                return (dot(networkGradient(moved, batch: 3).output, direction) - here) / Double(step)
            }
            guard abs(slopes[0] - slopes[1]) < Self.tolerance else { continue }
            compared += 1
            #expect(abs(Double(slope) - slopes[0]) < Self.tolerance)
        }
        #expect(compared > found.gradient.count * 3 / 4)
    }

    @Test func convolutionNetwork_givesTheSame_whenAllStepsOrOnlyTheNeededOnesAreComputed() throws {
        // A window cut to what the last step sees gives the same output: 1 + 2 * 2 * (1 + 2) = 13 rows.
        let (long, short, inputs) = (40, 13, 2)
        let sizes = [long, short].map {
            TemporalConvolutionNetwork.Parameters(
                inputCount: inputs, windowLength: $0, channels: 5, dilations: [1, 2], outputCount: 3)
        }
        let whole = try TemporalConvolutionNetwork(parameters: sizes[0], seed: 8)
        let cut = try TemporalConvolutionNetwork(parameters: sizes[1], tensors: whole.tensors)
        let window = randomNumbers(long * inputs, seed: 9)
        var outputs = [[Float]](repeating: [0, 0, 0], count: 2)
        NetworkPredictor(whole).predict(window, into: &outputs[0])
        NetworkPredictor(cut).predict(Array(window.suffix(short * inputs)), into: &outputs[1])
        #expect(outputs[0] == outputs[1])
        #expect(outputs[0].contains { abs($0) > 0.01 })
    }

    /// A recurrent layer alone, with a state to begin with and episodes that end within the sequence.
    private struct RecurrentCase {
        let inputs = 3
        let width = 5
        let steps = 4
        let batch = 3
        let layer: LSTMLayer
        let layout: ParameterLayout
        let initial = randomNumbers(2 * 3 * 5, seed: 21)
        let keep: [Float] = [1, 0, 1, 1, 1, 1, 0, 1, 1, 1, 1, 0]
        let direction = randomNumbers(4 * 3 * 5, seed: 22)

        init() {
            var layout = ParameterLayout()
            layer = LSTMLayer("lstm", inputs: 3, width: 5, layout: &layout)
            self.layout = layout
        }

        /// Hidden states, gradient of the weights, gradient of the inputs.
        func run(_ weights: [Float], _ x: [Float], initial: [Float]) -> (hidden: [Float], dw: [Float], dx: [Float]) {
            let bench = Workbench(.best)
            let memory = LSTMMemory(layer, steps: steps, batch: batch, allowsResets: true)
            let states = batch * width
            return initial.withUnsafeBufferPointer { initial in
                let start = initial.baseAddress.map { LSTMState(hidden: $0, cell: $0 + states) }
                layer.prepare(bench, weights, memory)
                layer.forward(
                    bench, weights, x: x, steps: steps, batch: batch, initial: start, keep: keep, memory: memory)
                let hidden = Array(UnsafeBufferPointer(start: memory.hidden.start + states, count: steps * states))
                var (dh, dw, dx) = (direction, [Float](repeating: 0, count: layout.count), x)
                layer.backward(
                    bench, &dw, x: x, steps: steps, batch: batch, keep: keep, hiddenGradient: &dh, dx: &dx,
                    memory: memory)
                return (hidden, dw, dx)
            }
        }
    }

    @Test func recurrentLayer_hasItsGradient_withInitialStateAndResets() {
        let test = RecurrentCase()
        let weights = randomNumbers(test.layout.count, seed: 23)
        let x = randomNumbers(test.steps * test.batch * test.inputs, seed: 24)
        let found = test.run(weights, x, initial: test.initial)
        let dw = numericGradient(weights) { dot(test.run($0, x, initial: test.initial).hidden, test.direction) }
        let dx = numericGradient(x) { dot(test.run(weights, $0, initial: test.initial).hidden, test.direction) }
        #expect(largestError(found.dw, dw) < Self.tolerance)
        #expect(largestError(found.dx, dx) < Self.tolerance)
    }

    @Test func recurrentLayer_forgetsTheStateBefore_whereAnEpisodeBegins() {
        let test = RecurrentCase()
        let weights = randomNumbers(test.layout.count, seed: 23)
        let x = randomNumbers(test.steps * test.batch * test.inputs, seed: 24)
        let zeros = [Float](repeating: 0, count: test.initial.count)
        let (with, without) = (test.run(weights, x, initial: test.initial), test.run(weights, x, initial: zeros))
        // The second sequence starts a new episode at once, the first not before its third step.
        func states(_ hidden: [Float], sequence: Int) -> [Float] {
            (0..<test.steps).flatMap { step in
                hidden.dropFirst((step * test.batch + sequence) * test.width).prefix(test.width)
            }
        }
        #expect(states(with.hidden, sequence: 1) == states(without.hidden, sequence: 1))
        #expect(states(with.hidden, sequence: 0).prefix(10) != states(without.hidden, sequence: 0).prefix(10))
        #expect(states(with.hidden, sequence: 0).suffix(10) == states(without.hidden, sequence: 0).suffix(10))
    }

    @Test(arguments: [
        NetworkLoss.squared, .quantile([0.1, 0.5, 0.9]), .asymmetricCrossEntropy(falseAlarm: 0.5, miss: 3),
        .asymmetricSquared(falseAlarm: 0.5, miss: 3),
    ])
    func loss_hasItsSlope(loss: NetworkLoss) {
        for output: Float in [-3, -0.4, 0.3, 2.5] {
            for target: Float in [0, 1] {
                for place in 0..<loss.outputsPerTarget {
                    let found = loss.value(output, target: target, place: place).slope
                    let expected = numericGradient([output]) {
                        Double(loss.value($0[0], target: target, place: place).loss)
                    }
                    #expect(largestError([found], expected) < Self.tolerance)
                }
            }
        }
    }
}
