// SPDX-License-Identifier: Apache-2.0

/// The ways forward and back through a `TemporalConvolutionNetwork`.
final class TemporalConvolutionEngine: NetworkEngine {
    let bench: Workbench
    let output: FloatBuffer
    private let network: TemporalConvolutionNetwork
    private let memories: [ResidualBlock.Memory]
    private let transposedHead: FloatBuffer

    init(_ network: TemporalConvolutionNetwork, batchSize: Int, arithmetic: Arithmetic) {
        self.network = network
        bench = Workbench(arithmetic)
        output = FloatBuffer(batchSize * network.outputCount)
        transposedHead = network.head.makeTransposed()
        var steps = StepList.last(of: network.windowLength)
        var memories: [ResidualBlock.Memory] = []
        for (index, block) in network.blocks.enumerated().reversed() {
            let input = index == 0 ? StepList.all(of: network.windowLength) : block.inputSteps(for: steps)
            memories.insert(ResidualBlock.Memory(block, output: steps, input: input, batch: batchSize), at: 0)
            steps = input
        }
        self.memories = memories
    }

    func prepare(_ weights: UnsafePointer<Float>) {
        for (block, memory) in zip(network.blocks, memories) { block.prepare(bench, weights, memory) }
        network.head.prepare(bench, weights, transposed: transposedHead)
    }

    func forward(_ weights: UnsafePointer<Float>, input: UnsafePointer<Float>, batch: Int) {
        var x = input
        for (block, memory) in zip(network.blocks, memories) {
            block.forward(bench, weights, batch: batch, x: x, memory: memory)
            x = UnsafePointer(memory.output.start)
        }
        network.head.forward(bench, weights, rows: batch, x: x, y: output.start)
    }

    func backward(
        _ weights: UnsafePointer<Float>, input: UnsafePointer<Float>, batch: Int,
        outputGradient: UnsafePointer<Float>, gradient: UnsafeMutablePointer<Float>
    ) {
        let last = memories.count - 1
        network.head.backward(
            bench, gradient, transposed: transposedHead, rows: batch, x: memories[last].output.start,
            dy: outputGradient, dx: memories[last].outputGradient.start, addingToInput: false)
        for index in (0...last).reversed() {
            let before = index > 0 ? memories[index - 1] : nil
            before?.outputGradient.clear()
            network.blocks[index].backward(
                bench, gradient, batch: batch, x: before.map { UnsafePointer($0.output.start) } ?? input,
                dx: before?.outputGradient.start, memory: memories[index])
        }
    }
}
