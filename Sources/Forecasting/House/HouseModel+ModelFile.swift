// SPDX-License-Identifier: Apache-2.0

import Energy
import Learning

extension HouseModel {
    /// The kind of a model file that holds a model of a quantity.
    public static func modelKind(_ quantity: HouseQuantity) -> String { "house-\(quantity.rawValue)" }

    /// The model as a file; metrics are the caller's to set.
    public func modelFile() -> ModelFile {
        var file = ModelFile(
            kind: Self.modelKind(quantity), name: name, seed: seed, featureSchemaHash: quantity.schema.hash,
            trainingRange: Int64(
                trainingRange.lowerBound.secondsSinceEpoch)..<Int64(
                    trainingRange.upperBound.secondsSinceEpoch))
        file.integers["step"] = [Int64(stepSeconds)]
        file.integers["uses-temperature"] = [usesTemperature ? 1 : 0]
        trees.write(to: &file)
        if let heatPump {
            var part = ModelFile(kind: Self.heatPumpPart, name: Self.heatPumpPart)
            heatPump.write(to: &part)
            file.add(part, as: Self.heatPumpPart)
        }
        if let occupancy { file.add(occupancy.model.modelFile, as: Self.occupancyPart) }
        return file
    }

    private static let heatPumpPart = "heat-pump"
    private static let occupancyPart = "occupancy"

    private static func heatPump(_ file: ModelFile, columns: Int) throws(ModelFileError) -> HorizonTrees? {
        guard file.hasPart(heatPumpPart) else { return nil }
        return try HorizonTrees(file.part(heatPumpPart, kind: heatPumpPart), columns: columns)
    }

    private static func occupancy(_ file: ModelFile) throws(ModelFileError) -> DemandOccupancy? {
        guard file.hasPart(occupancyPart) else { return nil }
        var part = file.part(occupancyPart, kind: OccupancyModel.modelKind)
        // What the features of occupancy are is a part of the demand's schema.
        part.featureSchemaHash = OccupancyModel.schema.hash
        do {
            return DemandOccupancy(model: try OccupancyModel(part))
        } catch let error as ModelFileError {
            throw error
        } catch {
            throw .wrongValue(name: occupancyPart, reason: "\(error)")
        }
    }

    /// Takes the model out of a file.
    ///
    /// - Throws: `HouseModelError.file` where the file is of another quantity or schema, or does not make a model.
    public init(_ file: ModelFile, quantity: HouseQuantity) throws(HouseModelError) {
        do throws(ModelFileError) {
            try self.init(checking: file, quantity: quantity)
        } catch {
            throw .file(error)
        }
    }

    private init(checking file: ModelFile, quantity: HouseQuantity) throws(ModelFileError) {
        try file.require(kind: Self.modelKind(quantity))
        try file.require(featureSchemaHash: quantity.schema.hash)
        let step = try file.integers("step", count: 1)[0]
        guard let stepSeconds = Int(exactly: step), [900, 1800, 3600].contains(stepSeconds) else {
            throw .wrongValue(name: "step", reason: "\(step) s; 900, 1800 or 3600 expected")
        }
        self.init(
            quantity: quantity, stepSeconds: stepSeconds,
            trainingRange: UTCInstant(
                secondsSinceEpoch: Int(file.trainingRange.lowerBound))..<UTCInstant(
                    secondsSinceEpoch: Int(file.trainingRange.upperBound)),
            seed: file.seed,
            trees: try HorizonTrees(file, columns: quantity.columns.count),
            occupancy: try Self.occupancy(file),
            usesTemperature: try file.integer("uses-temperature", in: 0...1) == 1,
            heatPump: try Self.heatPump(file, columns: quantity.columns.count))
    }
}
