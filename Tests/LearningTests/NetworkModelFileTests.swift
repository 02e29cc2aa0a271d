// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Learning

@Suite struct NetworkModelFileTests {
    private let window = randomNumbers(8 * 2, seed: 3)

    private func forecast(_ model: some Network) -> [Float] {
        var output: [Float] = [0, 0]
        NetworkPredictor(model).predict(window, into: &output)
        return output
    }

    @Test func savedAndReloadedNetworks_forecastTheSameBits() throws {
        let recurrent = try NetworkTrainingTests.recurrent()
        let again = try AttentionLSTM(ModelFile(decoding: recurrent.modelFile(name: "carbon").encoded()))
        #expect(again == recurrent)
        #expect(forecast(again) == forecast(recurrent))
        let convolution = try NetworkTrainingTests.convolution()
        let other = try TemporalConvolutionNetwork(ModelFile(decoding: convolution.modelFile(name: "peak").encoded()))
        #expect(other == convolution)
        #expect(forecast(other) == forecast(convolution))
        #expect(throws: ModelFileError.wrongKind(expected: "attention-lstm", found: "temporal-convolution")) {
            try AttentionLSTM(convolution.modelFile(name: "peak"))
        }
    }

    @Test func arraysThatMakeNoNetwork_areRefused() throws {
        let good = try NetworkTrainingTests.convolution().modelFile(name: "peak")
        let last = good.tensors.count - 1
        let faults: [(String, (inout ModelFile) -> Void)] = [
            ("kind", { $0.kind = "trees" }), ("\"sizes\"", { $0.integers["sizes"] = [2, 8, 8, 3] }),
            ("\"sizes\"", { $0.integers["sizes"]?[0] = .max }), ("\"sizes\"", { $0.integers["sizes"]?[1] = 0 }),
            ("\"dilations\"", { $0.integers["dilations"] = nil }), ("\"sizes\"", { $0.integers["dilations"] = [] }),
            ("\"block2.first.weight\"", { $0.integers["dilations"] = [1, 2, 4] }),
            ("\"block1.first.weight\"", { $0.integers["dilations"] = [1] }),
            ("\"block0.first.weight\"", { $0.integers["sizes"]?[2] = 65_536 }),
            ("\"head.bias\"", { $0.tensors.removeLast() }),
            ("\"head.bias\"", { $0.tensors[last] = NamedTensor(name: "head.bias", values: [1, 2, 3]) }),
            ("\"head.bias\"", { $0.tensors[last] = NamedTensor(name: "head.bias", values: [1, .infinity]) }),
        ]
        for (name, spoil) in faults {
            var file = good
            spoil(&file)
            let error = #expect(throws: ModelFileError.self) { try TemporalConvolutionNetwork(file) }
            #expect(error?.description.contains(name) == true, "\(String(describing: error))")
        }
    }
}
