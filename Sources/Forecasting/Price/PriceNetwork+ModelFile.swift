// SPDX-License-Identifier: Apache-2.0

import Learning

extension PriceNetwork {
    var modelFile: ModelFile {
        var file = ModelFile(kind: "price-network", name: "price")
        file.integers = ["spreadDays": [Int64(windows.spreadDays)], "members": [Int64(members.count)]]
        if let shape = members.first?.parameters {
            file.integers["channels"] = [Int64(shape.channels)]
            file.integers["taps"] = [Int64(shape.taps)]
            file.integers["dilations"] = shape.dilations.map { Int64($0) }
        }
        file.set(scales: windows.scales)
        for (index, member) in members.enumerated() {
            file.tensors += member.tensors.map {
                NamedTensor(name: "\(index)/\($0.name)", shape: $0.shape, values: $0.values)
            }
        }
        return file
    }

    init(_ file: ModelFile, target: Target, exogenous: Int) throws(ModelFileError) {
        let windows = PriceWindows(
            scales: try file.scales(count: exogenous),
            spreadDays: try file.integer("spreadDays", in: 1...Int64(PriceLevel.reach)))
        let shape = TemporalConvolutionNetwork.Parameters(
            inputCount: windows.columns, windowLength: PriceWindows.length,
            channels: try file.integer("channels", in: 1...1024), taps: try file.integer("taps", in: 1...8),
            dilations: try Self.dilations(file), outputCount: MarketDays.hours)
        var members: [TemporalConvolutionNetwork] = []
        for index in 0..<(try file.integer("members", in: 1...64)) {
            let tensors = file.part("\(index)", kind: file.kind).tensors
            do throws(NetworkError) {
                members.append(try TemporalConvolutionNetwork(parameters: shape, tensors: tensors))
            } catch {
                throw ModelFileError.wrongValue(name: "network \(index)", reason: error.description)
            }
        }
        self.init(target: target, windows: windows, members: members)
    }

    private static func dilations(_ file: ModelFile) throws(ModelFileError) -> [Int] {
        let dilations = try file.integers("dilations")
        guard (1...8).contains(dilations.count), dilations.allSatisfy({ (1...64).contains($0) }) else {
            throw .wrongValue(name: "dilations", reason: "\(dilations), expected 1 to 8 numbers of 1...64")
        }
        return dilations.map { Int($0) }
    }
}
