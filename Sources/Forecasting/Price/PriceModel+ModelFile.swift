// SPDX-License-Identifier: Apache-2.0

import Learning

extension PriceModel {
    private static let mostParts: Int64 = 64

    var modelFile: ModelFile {
        var file = ModelFile(kind: "price-model", name: "price")
        file.integers = [
            "lasso": [Int64(trend.autoregressions.count)], "trees": [Int64(trend.trees.count)],
            "networks": [Int64(trend.networks.count)], "bands": [Int64(bands.count)],
        ]
        file.doubles["strength"] = [strength]
        (file.doubles["weights"], file.doubles["offsets"]) = (blend.weights, blend.offsets)
        for (index, part) in trend.autoregressions.enumerated() { file.add(part.modelFile, as: "lasso\(index)") }
        for (index, part) in trend.trees.enumerated() { file.add(part.modelFile, as: "trees\(index)") }
        for (index, part) in trend.networks.enumerated() { file.add(part.modelFile, as: "network\(index)") }
        for (index, band) in bands.enumerated() { file.doubles["band\(index)"] = band.errors }
        if let extremes {
            file.add(extremes.peak.modelFile, as: "peak")
            file.add(extremes.valley.modelFile, as: "valley")
        }
        return file
    }

    init(_ file: ModelFile, exogenous: Int) throws(ModelFileError) {
        var trend = PriceTrend(autoregressions: [], trees: [], networks: [])
        for index in 0..<(try file.integer("lasso", in: 1...Self.mostParts)) {
            let part = file.part("lasso\(index)", kind: file.kind)
            trend.autoregressions.append(try LassoAutoregression(part, exogenous: exogenous))
        }
        for index in 0..<(try file.integer("trees", in: 1...Self.mostParts)) {
            trend.trees.append(try PriceTrees(file.part("trees\(index)", kind: file.kind), exogenous: exogenous))
        }
        for index in 0..<(try file.integer("networks", in: 1...Self.mostParts)) {
            let part = file.part("network\(index)", kind: file.kind)
            trend.networks.append(try PriceNetwork(part, target: .price, exogenous: exogenous))
        }
        self.init(
            trend: trend, extremes: try Self.extremes(file, exogenous: exogenous),
            blend: PriceBlend(
                weights: try file.doubles("weights", count: PriceTrend.familyCount),
                offsets: try file.doubles("offsets", count: MarketDays.hours)),
            strength: try file.doubles("strength", count: 1)[0], bands: try Self.bands(file))
    }

    private static func extremes(_ file: ModelFile, exogenous: Int) throws(ModelFileError) -> PriceExtremes? {
        guard file.hasPart("peak") else { return nil }
        return PriceExtremes(
            peak: try PriceNetwork(file.part("peak", kind: file.kind), target: .peak, exogenous: exogenous),
            valley: try PriceNetwork(file.part("valley", kind: file.kind), target: .valley, exogenous: exogenous))
    }

    private static func bands(_ file: ModelFile) throws(ModelFileError) -> [PriceBand] {
        var bands: [PriceBand] = []
        for index in 0..<(try file.integer("bands", in: 1...mostParts)) {
            let errors = try file.doubles("band\(index)")
            let most = PriceBand.days * MarketDays.hours
            guard errors.count % MarketDays.hours == 0, errors.count <= most else {
                throw .wrongValue(
                    name: "band\(index)", reason: "\(errors.count) errors, expected whole days and at most \(most)")
            }
            bands.append(PriceBand(errors: errors))
        }
        return bands
    }
}
