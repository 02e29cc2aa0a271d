// SPDX-License-Identifier: Apache-2.0

import Bits
import Testing

@testable import Learning

@Suite struct NetworkTrainingTests {
    /// Windows of a random series; the target is the mean of the last row and, shifted, the first number of the one before.
    static func windows(count: Int, seed: UInt64, mask: [Bool]? = nil) throws -> TrainingWindows {
        let rows = randomNumbers((count + 8) * 2, seed: seed)
        let targets = (0..<count).flatMap { start in
            let last = (start + 7) * 2
            return [(rows[last] + rows[last + 1]) / 2, rows[last - 2] - 0.2]
        }
        return try TrainingWindows(
            rows: rows, inputCount: 2, windowLength: 8, starts: Array(0..<count), targets: targets, targetCount: 2,
            mask: mask)
    }

    static func recurrent(seed: UInt64 = 3) throws -> AttentionLSTM {
        try AttentionLSTM(parameters: .init(inputCount: 2, windowLength: 8, width: 16, outputCount: 2), seed: seed)
    }

    static func convolution(seed: UInt64 = 3) throws -> TemporalConvolutionNetwork {
        let parameters = TemporalConvolutionNetwork.Parameters(
            inputCount: 2, windowLength: 8, channels: 8, dilations: [1, 2], outputCount: 2)
        return try TemporalConvolutionNetwork(parameters: parameters, seed: seed)
    }

    static func parameters(epochs: Int, rate: Float = 5e-3, patience: Int = 1000) -> NetworkTrainingParameters {
        NetworkTrainingParameters(
            batchSize: 16, epochLimit: epochs, adam: .init(learningRate: rate, gradientNormLimit: 5), plateau: nil,
            patience: patience, seed: 9)
    }

    private func expectOverfit(_ model: some Network) throws {
        var training = NetworkTraining(model, parameters: Self.parameters(epochs: 400))
        _ = try training.fit(Self.windows(count: 16, seed: 1))
        let last = try #require(training.history.last)
        #expect(training.history[0].trainingLoss > 0.1)
        #expect(last.trainingLoss < 1e-3)
    }

    @Test func tinySet_isLearntByHeart() throws {
        try expectOverfit(Self.recurrent())
        try expectOverfit(Self.convolution())
    }

    @Test func realTargets_areForecast_andShuffledOnesAreNot() throws {
        let (seen, unseen) = (try Self.windows(count: 320, seed: 1), try Self.windows(count: 200, seed: 2))
        let shuffled = try TrainingWindows(
            rows: seen.rows, inputCount: 2, windowLength: 8, starts: EpochRunner.order(count: 320, seed: 4, epoch: 0),
            targets: seen.targets, targetCount: 2)
        let mean = unseen.targets.indices.reduce(0) { $0 + Double(unseen.targets[$1]) / Double(unseen.targets.count) }
        let spread = unseen.targets.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / 400
        func loss(_ windows: TrainingWindows) throws -> Double {
            var training = NetworkTraining(try Self.convolution(), parameters: Self.parameters(epochs: 30))
            _ = try training.fit(windows)
            let forecasts = NetworkPredictor(training.latest, batchSize: 32).predict(unseen)
            return zip(forecasts, unseen.targets).reduce(0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) } / 400
        }
        #expect(try loss(seen) < 0.2 * spread)
        #expect(try loss(shuffled) > 0.9 * spread)
    }

    @Test func sameSeed_givesSameBits() throws {
        let windows = try Self.windows(count: 50, seed: 1)
        let runs = try (0..<2).map { _ in
            var training = NetworkTraining(try Self.recurrent(), parameters: Self.parameters(epochs: 3))
            _ = try training.fit(windows)
            return training
        }
        #expect(runs[0] == runs[1])
        #expect(runs[0].latest.weights != (try Self.recurrent().weights))
        #expect(try Self.recurrent(seed: 4).weights != Self.recurrent(seed: 3).weights)
        var other = NetworkTraining(try Self.recurrent(), parameters: Self.parameters(epochs: 3))
        _ = try other.fit(windows, arithmetic: .portable)
        #expect(largestError(other.latest.weights, runs[0].latest.weights.map { Double($0) }) < 1e-3)
    }

    @Test func stoppedTraining_givesTheBitsOfOneThatRanThrough_whenResumedFromItsCheckpoint() throws {
        let (seen, unseen) = (try Self.windows(count: 50, seed: 1), try Self.windows(count: 20, seed: 2))
        var parameters = Self.parameters(epochs: 6)
        parameters.plateau = PlateauSchedule.Parameters(patience: 0, threshold: 0.5)
        var whole = NetworkTraining(try Self.convolution(), parameters: parameters)
        #expect(try whole.fit(seen, validation: unseen) == .finished)

        var part = NetworkTraining(try Self.convolution(), parameters: parameters)
        let outcome = try part.fit(seen, validation: unseen) { !($0.epoch == 3 && $0.batch == 2) }
        #expect(outcome == .stopped)
        #expect(part.history.count == 3)
        var resumed = try NetworkTraining(
            resuming: try Self.convolution(seed: 77), parameters: parameters, checkpoint: part.checkpoint)
        #expect(resumed == part)
        #expect(try resumed.fit(seen, validation: unseen) == .finished)
        #expect(resumed == whole)
        #expect(Set(whole.history.map { $0.learningRate }).count > 1)
    }

    @Test func checkpoint_isRefused_whenItIsNotWhole() throws {
        let training = NetworkTraining(try Self.convolution(), parameters: Self.parameters(epochs: 1))
        let tensors = training.checkpoint
        #expect(throws: NetworkError.missingTensor(name: "best")) {
            try NetworkTraining(
                resuming: try Self.convolution(), parameters: training.parameters,
                checkpoint: tensors.filter { $0.name != "best" })
        }
        #expect(throws: NetworkError.notACount(name: "adam.steps", found: 0.5)) {
            try NetworkTraining(
                resuming: try Self.convolution(), parameters: training.parameters,
                checkpoint: tensors.filter { $0.name != "adam.steps" }
                    + [NamedTensor(name: "adam.steps", values: [0.5])])
        }
        #expect(throws: NetworkError.self) {
            try NetworkTraining(
                resuming: try Self.recurrent(), parameters: training.parameters, checkpoint: tensors)
        }
    }

    @Test func training_endsAndKeepsTheBestWeights_whenValidationNoLongerImproves() throws {
        // Noise cannot be forecast: learning it by heart makes validation worse.
        let (seen, unseen) = (try Self.windows(count: 32, seed: 1), try Self.windows(count: 100, seed: 2))
        let noise = try TrainingWindows(
            rows: seen.rows, inputCount: 2, windowLength: 8, starts: seen.starts,
            targets: randomNumbers(64, seed: 8), targetCount: 2)
        var training = NetworkTraining(
            try Self.recurrent(), parameters: Self.parameters(epochs: 300, rate: 2e-2, patience: 5))
        _ = try training.fit(noise, validation: unseen)
        #expect(training.history.count < 300)
        #expect(training.isFinished)
        let lowest = try #require(training.history.map { $0.validationLoss }.min())
        let place = try #require(training.history.firstIndex { $0.validationLoss == lowest })
        #expect(place == training.history.count - 6)
        let runner = EpochRunner(training.best, training.parameters, .best)
        #expect(runner.loss(training.best.weights, unseen) == lowest)
        #expect(training.best.weights != training.latest.weights)
    }

    @Test func maskedTargets_doNotCount() throws {
        let mask = (0..<100).map { $0 % 2 == 0 }
        let plain = try Self.windows(count: 50, seed: 1, mask: mask)
        let spoilt = try TrainingWindows(
            rows: plain.rows, inputCount: 2, windowLength: 8, starts: plain.starts,
            targets: plain.targets.indices.map { mask[$0] ? plain.targets[$0] : .nan }, targetCount: 2, mask: mask)
        let trained = try [plain, spoilt].map { windows in
            var training = NetworkTraining(try Self.convolution(), parameters: Self.parameters(epochs: 2))
            _ = try training.fit(windows)
            return training
        }
        #expect(trained[0] == trained[1])
        #expect(trained[0].history[0].trainingLoss.isFinite)
    }

    @Test func diverging_isAnError_andKeepsTheLastGoodEpoch() throws {
        var parameters = Self.parameters(epochs: 50, rate: 1e30)
        parameters.adam.gradientNormLimit = nil
        let model = try Self.convolution()
        var training = NetworkTraining(model, parameters: parameters)
        #expect(throws: NetworkError.diverged(epoch: training.history.count)) {
            _ = try training.fit(Self.windows(count: 50, seed: 1))
        }
        #expect(training.latest.weights.allSatisfy { $0.isFinite })
    }

    @Test func asymmetricLoss_shiftsTheDecision_towardsTheCheaperMistake() throws {
        // The target is a coin: the log odds of the best constant are those of the two weights.
        var generator = SplitMix64(seed: 5)
        let targets = (0..<400).map { _ in Float(generator.next() & 1) }
        let windows = try TrainingWindows(
            rows: [Float](repeating: 0, count: 8), inputCount: 1, windowLength: 8,
            starts: [Int](repeating: 0, count: 400), targets: targets, targetCount: 1)
        let model = try TemporalConvolutionNetwork(
            parameters: .init(inputCount: 1, windowLength: 8, channels: 4, dilations: [1], outputCount: 1), seed: 1)
        for (falseAlarm, miss, sign) in [(1, 4, 1), (4, 1, -1)] as [(Float, Float, Float)] {
            var parameters = Self.parameters(epochs: 60, rate: 1e-2)
            parameters.loss = .asymmetricCrossEntropy(falseAlarm: falseAlarm, miss: miss)
            var training = NetworkTraining(model, parameters: parameters)
            _ = try training.fit(windows)
            let odds = NetworkPredictor(training.latest).predict(windows[0..<1])[0] * sign
            #expect(odds > 1 && odds < 1.8)
        }
    }

    @Test func quantileLoss_findsTheQuantiles() throws {
        let windows = try TrainingWindows(
            rows: [Float](repeating: 0, count: 8), inputCount: 1, windowLength: 8,
            starts: [Int](repeating: 0, count: 500), targets: randomNumbers(500, seed: 6), targetCount: 1)
        let model = try TemporalConvolutionNetwork(
            parameters: .init(inputCount: 1, windowLength: 8, channels: 4, dilations: [1], outputCount: 3), seed: 1)
        var parameters = Self.parameters(epochs: 120, rate: 1e-2)
        parameters.loss = .quantile([0.1, 0.5, 0.9])
        parameters.plateau = PlateauSchedule.Parameters(factor: 0.3)
        var training = NetworkTraining(model, parameters: parameters)
        _ = try training.fit(windows)
        let found = NetworkPredictor(training.latest).predict(windows[0..<1])
        #expect(largestError(found, [-0.8, 0, 0.8]) < 0.1)
    }
}
