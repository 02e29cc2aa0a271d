// SPDX-License-Identifier: Apache-2.0

/// A long short-term memory whose last state asks all states by additive attention.
///
/// `h_t = LSTM(x_t)`, `context = attention of h_T over h_1...h_T`, `y = [context, h_T] W + b`.
public struct AttentionLSTM: Network {
    /// Sizes of the network, stored with its weights.
    public struct Parameters: Hashable, Sendable {
        /// Numbers in each row of a window.
        public var inputCount: Int
        /// Rows of a window.
        public var windowLength: Int
        /// Cells of the memory, and width of the attention.
        public var width: Int
        /// Numbers the network gives.
        public var outputCount: Int

        /// Sizes, each in 1...65,536.
        public init(inputCount: Int, windowLength: Int, width: Int = 64, outputCount: Int) {
            self.inputCount = inputCount
            self.windowLength = windowLength
            self.width = width
            self.outputCount = outputCount
        }
    }

    /// The sizes.
    public let parameters: Parameters
    /// All weights, in the order of `tensors`.
    public var weights: [Float] { didSet { precondition(weights.count == layout.count) } }
    let layout: ParameterLayout
    let memory: LSTMLayer
    let attention: AdditiveAttention
    let head: DenseLayer

    private init(shaped parameters: Parameters) throws(NetworkError) {
        try requireSizes([
            ("inputCount", parameters.inputCount), ("windowLength", parameters.windowLength),
            ("width", parameters.width), ("outputCount", parameters.outputCount),
        ])
        let width = parameters.width
        var layout = ParameterLayout()
        memory = LSTMLayer("lstm", inputs: parameters.inputCount, width: width, layout: &layout)
        attention = AdditiveAttention("attention", width: width, scoreWidth: width, layout: &layout)
        head = DenseLayer("head", inputs: 2 * width, outputs: parameters.outputCount, layout: &layout)
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
    /// `lstm.input.weight` (inputs x 4 width, gates in the order input, forget, cell, output), `lstm.recurrent.weight`,
    /// `lstm.bias`, `attention.key.weight`, `attention.key.bias`, `attention.query.weight`, `attention.direction`,
    /// `head.weight` (2 width x outputs: context, then last state), `head.bias`.
    public var tensors: [NamedTensor] { layout.tensors(of: weights) }

    /// Working memory for at most `batchSize` windows at once.
    public func makePass(batchSize: Int, arithmetic: Arithmetic = .best) -> NetworkPass {
        NetworkPass(AttentionLSTMEngine(self, batchSize: batchSize, arithmetic: arithmetic))
    }
}
