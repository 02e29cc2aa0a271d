// SPDX-License-Identifier: Apache-2.0

/// A temporal convolution network: residual blocks of dilated causal convolutions, then a linear map of the last step
/// (Bai, Kolter and Koltun 2018, arXiv:1803.01271).
///
/// Only the steps that the last one depends on are computed: with three taps and dilations 1, 2, 4, 8 the first block needs
/// 61 rows, and its output at 29 of them.
public struct TemporalConvolutionNetwork: Network {
    /// Sizes of the network, stored with its weights.
    public struct Parameters: Hashable, Sendable {
        /// Numbers in each row of a window.
        public var inputCount: Int
        /// Rows of a window.
        public var windowLength: Int
        /// Channels of each block.
        public var channels: Int
        /// Steps that each convolution looks at.
        public var taps: Int
        /// Distance between these steps, one number per block.
        public var dilations: [Int]
        /// Numbers the network gives.
        public var outputCount: Int

        /// Sizes, each in 1...65,536, and at least one block.
        public init(
            inputCount: Int, windowLength: Int, channels: Int = 32, taps: Int = 3, dilations: [Int] = [1, 2, 4, 8],
            outputCount: Int
        ) {
            self.inputCount = inputCount
            self.windowLength = windowLength
            self.channels = channels
            self.taps = taps
            self.dilations = dilations
            self.outputCount = outputCount
        }
    }

    /// The sizes.
    public let parameters: Parameters
    /// All weights, in the order of `tensors`.
    public var weights: [Float] { didSet { precondition(weights.count == layout.count) } }
    let layout: ParameterLayout
    let blocks: [ResidualBlock]
    let head: DenseLayer

    private init(shaped parameters: Parameters) throws(NetworkError) {
        var sizes = [
            (name: "inputCount", value: parameters.inputCount), ("windowLength", parameters.windowLength),
            ("channels", parameters.channels), ("taps", parameters.taps), ("outputCount", parameters.outputCount),
            ("dilations.count", parameters.dilations.count),
        ]
        sizes += parameters.dilations.map { ("dilation", $0) }
        try requireSizes(sizes)
        var layout = ParameterLayout()
        blocks = parameters.dilations.enumerated().map { index, dilation in
            let inputs = index == 0 ? parameters.inputCount : parameters.channels
            return ResidualBlock(
                "block\(index)", inputs: inputs, channels: parameters.channels, taps: parameters.taps,
                dilation: dilation, layout: &layout)
        }
        head = DenseLayer("head", inputs: parameters.channels, outputs: parameters.outputCount, layout: &layout)
        self.parameters = parameters
        self.layout = layout
        weights = []
    }

    /// A new network with random weights; the same seed gives the same bits.
    public init(parameters: Parameters, seed: UInt64) throws(NetworkError) {
        try self.init(shaped: parameters)
        weights = layout.initialWeights(seed: seed)
    }

    /// A network with stored weights: exactly the tensors of `tensors`, in any order.
    ///
    /// - Throws: the first tensor that is missing, unknown, of another shape or not finite.
    public init(parameters: Parameters, tensors: [NamedTensor]) throws(NetworkError) {
        try self.init(shaped: parameters)
        weights = try layout.weights(from: tensors)
    }

    /// Rows of a window.
    public var windowLength: Int { parameters.windowLength }
    /// Numbers in each row of a window.
    public var inputCount: Int { parameters.inputCount }
    /// Numbers that it gives.
    public var outputCount: Int { parameters.outputCount }
    /// For each block `n`: `blockn.first.weight` (taps x inputs x channels, the oldest tap first), `blockn.first.bias`, the
    /// same for `second`, and for `shortcut` where the number of channels changes; then `head.weight`, `head.bias`.
    public var tensors: [NamedTensor] { layout.tensors(of: weights) }

    /// Working memory for at most `batchSize` windows at once.
    public func makePass(batchSize: Int, arithmetic: Arithmetic = .best) -> NetworkPass {
        NetworkPass(TemporalConvolutionEngine(self, batchSize: batchSize, arithmetic: arithmetic))
    }
}
