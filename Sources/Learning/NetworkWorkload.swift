// SPDX-License-Identifier: Apache-2.0

/// A network and the synthetic windows it is trained on: what the benchmarks measure.
///
/// One epoch is `NetworkTraining(model, parameters: parameters).fit(training)`; one forecast is
/// `NetworkPredictor(model).predict(_:into:)` with `window`.
public struct NetworkWorkload<Model: Network>: Sendable {
    /// The network, untrained.
    public let model: Model
    /// Windows of one epoch.
    public let training: TrainingWindows
    /// Windows for the test.
    public let test: TrainingWindows
    /// One epoch of Adam on the squared error, batches of 64.
    public let parameters = NetworkTrainingParameters(epochLimit: 1, plateau: nil)
    /// Floating-point operations of the matrix products that one forecast needs; training takes three times as many for
    /// each window.
    public let operationsPerForecast: Double

    /// The first window of the test, for forecasts one by one.
    public var window: [Float] {
        let first = test.starts.first ?? 0
        return Array(test.rows[first * test.inputCount..<(first + test.windowLength) * test.inputCount])
    }

    private init(_ model: Model, _ windows: TrainingWindows, trainingCount: Int, products: Int) {
        self.model = model
        training = windows[0..<trainingCount]
        test = windows[trainingCount..<windows.count]
        operationsPerForecast = 2 * Double(products)
    }
}

extension NetworkWorkload where Model == AttentionLSTM {
    /// 24 rows of 16 numbers, 64 cells, 6 outputs; 17,000 windows for training, 2,000 for the test.
    public static func attentionLSTM() throws(NetworkError) -> NetworkWorkload {
        let sizes = AttentionLSTM.Parameters(inputCount: 16, windowLength: 24, width: 64, outputCount: 6)
        let (width, steps) = (sizes.width, sizes.windowLength)
        let step = 4 * width * (sizes.inputCount + width) + width * width + 2 * width
        return NetworkWorkload(
            try AttentionLSTM(parameters: sizes, seed: 1), try SyntheticWindows.attentionLSTM(), trainingCount: 17_000,
            products: steps * step + width * width + 2 * width * sizes.outputCount)
    }
}

extension NetworkWorkload where Model == TemporalConvolutionNetwork {
    /// 168 rows of 12 numbers, four blocks of 32 channels, 24 outputs; 8,000 windows for training, 1,000 for the test.
    ///
    /// Computed are the steps that the last one depends on (61 of 168 rows), where the peers compute all.
    public static func temporalConvolution() throws(NetworkError) -> NetworkWorkload {
        let sizes = TemporalConvolutionNetwork.Parameters(inputCount: 12, windowLength: 168, outputCount: 24)
        let model = try TemporalConvolutionNetwork(parameters: sizes, seed: 1)
        return NetworkWorkload(
            model, try SyntheticWindows.temporalConvolution(), trainingCount: 8_000, products: model.productCount)
    }
}

extension TemporalConvolutionNetwork {
    /// Multiplications of the matrix products of one forecast.
    fileprivate var productCount: Int {
        var count = head.inputs * head.outputs
        var steps = StepList.last(of: windowLength)
        for block in blocks.reversed() {
            let middle = block.second.inputSteps(for: steps)
            let input = block.first.inputSteps(for: middle)
            let first = ConvolutionPlan(block.first, output: middle, input: input).links.count
            let second = ConvolutionPlan(block.second, output: steps, input: middle).links.count
            count +=
                first * block.first.inputs * block.first.outputs + second * block.second.inputs * block.second.outputs
            count += block.shortcut.map { steps.count * $0.inputs * $0.outputs } ?? 0
            steps = input
        }
        return count
    }
}
