// SPDX-License-Identifier: Apache-2.0

import Bits
import Testing

@testable import Learning

@Suite struct NetworkTests {
    @Test func tensors_makeTheSameNetworkAgain() throws {
        let model = try AttentionLSTM(
            parameters: .init(inputCount: 3, windowLength: 5, width: 7, outputCount: 2), seed: 1)
        let again = try AttentionLSTM(parameters: model.parameters, tensors: model.tensors.reversed())
        #expect(again == model)
        #expect(model.tensors.map { $0.name }.contains("attention.direction"))
        #expect(model.tensors[0].shape == [3, 28])
        #expect(model.tensors.reduce(0) { $0 + $1.values.count } == model.weights.count)
    }

    @Test func tensors_areRefused_whenMissingUnknownMisshapenOrNotFinite() throws {
        let model = try TemporalConvolutionNetwork(
            parameters: .init(inputCount: 3, windowLength: 9, channels: 4, dilations: [1], outputCount: 2), seed: 1)
        let tensors = model.tensors
        func expectRefusal(_ tensors: [NamedTensor], _ error: NetworkError) {
            #expect(throws: error) { try TemporalConvolutionNetwork(parameters: model.parameters, tensors: tensors) }
        }
        expectRefusal(Array(tensors.dropLast()), .missingTensor(name: "head.bias"))
        expectRefusal(tensors + [NamedTensor(name: "other", values: [1])], .unknownTensor(name: "other"))
        let flat = NamedTensor(name: "head.bias", shape: [1, 2], values: [1, 2])
        expectRefusal(tensors.dropLast() + [flat], .shape(name: "head.bias", found: [1, 2], expected: [2]))
        let bad = NamedTensor(name: "head.bias", values: [1, .nan])
        expectRefusal(tensors.dropLast() + [bad], .notFinite(name: "head.bias", index: 1))
    }

    @Test func sizesOutsideTheirRange_areRefused() {
        #expect(throws: NetworkError.size(name: "width", found: 0)) {
            try AttentionLSTM(parameters: .init(inputCount: 3, windowLength: 5, width: 0, outputCount: 2), seed: 1)
        }
        #expect(throws: NetworkError.size(name: "inputCount", found: .max)) {
            try AttentionLSTM(parameters: .init(inputCount: .max, windowLength: 5, outputCount: 2), seed: 1)
        }
        #expect(throws: NetworkError.size(name: "dilation", found: -1)) {
            let parameters = TemporalConvolutionNetwork.Parameters(
                inputCount: 3, windowLength: 9, dilations: [1, -1], outputCount: 2)
            _ = try TemporalConvolutionNetwork(parameters: parameters, seed: 1)
        }
        #expect(throws: NetworkError.size(name: "dilations.count", found: 0)) {
            let parameters = TemporalConvolutionNetwork.Parameters(
                inputCount: 3, windowLength: 9, dilations: [], outputCount: 2)
            _ = try TemporalConvolutionNetwork(parameters: parameters, seed: 1)
        }
    }

    @Test func oneWindow_isForecastAsInABatch() throws {
        let windows = try NetworkTrainingTests.windows(count: 21, seed: 5)
        let (recurrent, convolution) = (try NetworkTrainingTests.recurrent(), try NetworkTrainingTests.convolution())
        let batches = [
            NetworkPredictor(recurrent, batchSize: 8).predict(windows),
            NetworkPredictor(convolution, batchSize: 8).predict(windows),
        ]
        let (one, other) = (NetworkPredictor(recurrent), NetworkPredictor(convolution))
        var outputs = [[Float]](repeating: [0, 0], count: 2)
        for index in 0..<21 {
            let window = Array(windows.rows[index * 2..<(index + 8) * 2])
            one.predict(window, into: &outputs[0])
            other.predict(window, into: &outputs[1])
            for (batch, output) in zip(batches, outputs) {
                #expect(largestError(output, batch[index * 2..<index * 2 + 2].map { Double($0) }) < 1e-6)
            }
        }
    }

    @Test func windows_areRefused_whenTheyDoNotFit() throws {
        let rows = [Float](repeating: 1, count: 12)
        #expect(throws: NetworkError.window(start: 3, length: 4, rows: 6)) {
            try TrainingWindows(rows: rows, inputCount: 2, windowLength: 4, starts: [3], targets: [1], targetCount: 1)
        }
        #expect(throws: NetworkError.count(name: "targets", found: 1, expected: 2)) {
            try TrainingWindows(rows: rows, inputCount: 2, windowLength: 4, starts: [0], targets: [1], targetCount: 2)
        }
        var holed = rows
        holed[11] = .nan
        #expect(throws: NetworkError.notFinite(name: "rows", index: 11)) {
            try TrainingWindows(rows: holed, inputCount: 2, windowLength: 4, starts: [2], targets: [1], targetCount: 1)
        }
        let before = try TrainingWindows(
            rows: holed, inputCount: 2, windowLength: 4, starts: [0, 1], targets: [1, 2], targetCount: 1)
        #expect(before.count == 2)
        var training = NetworkTraining(
            try NetworkTrainingTests.recurrent(), parameters: NetworkTrainingTests.parameters(epochs: 1))
        #expect(throws: NetworkError.count(name: "training windowLength", found: 4, expected: 8)) {
            _ = try training.fit(before)
        }
        #expect(throws: NetworkError.empty(name: "validation")) {
            let windows = try NetworkTrainingTests.windows(count: 3, seed: 1)
            _ = try training.fit(windows, validation: windows[0..<0])
        }
    }

    @Test func errors_sayWhatWhereAndWhatWasExpected() {
        let messages: [NetworkError: String] = [
            .size(name: "width", found: 0): "width is 0, must be in 1...65536",
            .missingTensor(name: "a"): "tensor a is missing",
            .shape(name: "a", found: [2], expected: [3, 4]): "tensor a has shape [2], expected [3, 4]",
            .unknownTensor(name: "a"): "tensor a does not belong to this network",
            .notFinite(name: "rows", index: 7): "rows is not a finite number at index 7",
            .count(name: "targets", found: 1, expected: 2): "targets has 1 numbers, expected 2",
            .notACount(name: "adam.steps", found: -0.5): "adam.steps is -0.5, must be a whole number from 0",
            .window(start: 3, length: 4, rows: 6): "a window of 4 rows begins at row 3, but there are 6 rows",
            .empty(name: "training"): "training has no window",
            .diverged(epoch: 2): "training diverged in epoch 2: the loss is not a finite number",
        ]
        for (error, message) in messages { #expect(error.description == message) }
    }

    @Test func workloads_areOfTheStatedSizes() throws {
        let recurrent = try NetworkWorkload.attentionLSTM()
        #expect(recurrent.training.count == 17_000 && recurrent.test.count == 2_000)
        #expect(recurrent.model.weights.count == 29_830)
        #expect(recurrent.window.count == 24 * 16)
        #expect(recurrent.operationsPerForecast == 1_195_520)
    }

    @Test func peakArithmetic_doesItsWork() {
        for arithmetic in Arithmetic.available {
            let (operations, checksum) = arithmetic.runAtPeak(rounds: 1_000)
            #expect(operations >= 1_000 * 8 * 6 * 2)
            #expect(checksum.isFinite && checksum != 0)
        }
    }

    @Test func split_keepsTargetsOfTheTwoPartsApart() throws {
        let windows = try NetworkTrainingTests.windows(count: 100, seed: 1)
        let (training, validation) = windows.splitByTime(validationFraction: 0.2, gap: 6)
        #expect(validation.starts == Array(80..<100))
        #expect(training.starts == Array(0...74))
        #expect(validation.targets == Array(windows.targets[160...]))
    }

    @Test func plateauSchedule_reducesTheRate_afterEpochsWithoutImprovement() {
        var schedule = PlateauSchedule(
            parameters: .init(factor: 0.5, patience: 1, threshold: 0.1, minimumRate: 0.3), learningRate: 1)
        var rates: [Float] = []
        for loss: Float in [10, 8, 7.5, 7.4, 7.3, 7.3, 5, 5, 5, 5, 5] {
            schedule.update(loss: loss)
            rates.append(schedule.learningRate)
        }
        #expect(rates == [1, 1, 1, 0.5, 0.5, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3])
    }

    /// SHA-256 of the first 50 windows as `perf/p45_forecasters.py` writes them, little-endian.
    @Test func benchmarkWindows_areThoseOfThePeers() throws {
        let windows = try SyntheticWindows.make(
            count: 50, windowLength: 24, channels: 16, horizon: 6, seed: 20_240_201, stride: 3)
        let values = windows.starts.flatMap { windows.rows[$0 * 16..<($0 + 24) * 16] }
        #expect(hash(values) == "8c52c9886e89334aa19c8df789d7d7bd910ca0261b45a0a0dbbd1ed888f1d0db")
        #expect(hash(windows.targets) == "40cfda1b27f9a4b4800b203ad068c25dc34bc9e0f4c584456605f2d1881dc6fa")
    }

    private func hash(_ values: [Float]) -> String {
        let bytes = values.flatMap { value in (0..<4).map { UInt8(value.bitPattern >> (8 * $0) & 255) } }
        return SHA256.digest(bytes).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
