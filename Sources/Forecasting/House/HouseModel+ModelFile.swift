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
        file.integers["horizons"] = trees.groups.flatMap {
            [Int64($0.horizons.lowerBound), Int64($0.horizons.upperBound)]
        }
        file.doubles["bandLevel"] = [trees.bandLevel]
        file.doubles["offsets"] = trees.groups.flatMap { [$0.offsets.lower, $0.offsets.upper] }
        file.integers["shifts"] = trees.groups.flatMap { group in
            [Int64(group.members.count)] + group.all.map { Int64(LevelShift.allCases.firstIndex(of: $0.shift) ?? 0) }
        }
        for (index, group) in trees.groups.enumerated() {
            for (member, model) in group.all.enumerated() {
                file.add(model.trees.modelFile(name: ""), as: "\(index).\(member)")
            }
        }
        return file
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
            trees: HorizonTrees(
                groups: try Self.groups(file, columns: quantity.columns.count),
                bandLevel: try Self.doubles(file, "bandLevel", count: 1, in: 0...1)[0]))
    }

    private static func doubles(
        _ file: ModelFile, _ name: String, count: Int, in range: ClosedRange<Double>
    ) throws(ModelFileError) -> [Double] {
        let values = try file.doubles(name, count: count)
        guard let wrong = values.first(where: { !range.contains($0) }) else { return values }
        throw .wrongValue(name: name, reason: "\(wrong), expected \(range.lowerBound)...\(range.upperBound)")
    }

    private static func groups(_ file: ModelFile, columns: Int) throws(ModelFileError) -> [HorizonTrees.Group] {
        let horizons = try file.integers("horizons")
        guard !horizons.isEmpty, horizons.count % 2 == 0, (horizons.first ?? 0) == 1,
            horizons.allSatisfy({ $0 < 1000 }),
            zip(horizons.dropFirst(), horizons.dropFirst(2)).enumerated().allSatisfy({
                $0.offset % 2 == 0 ? $0.element.0 + 1 == $0.element.1 : $0.element.0 <= $0.element.1
            }), horizons[0] <= horizons[1]
        else { throw .wrongValue(name: "horizons", reason: "not a run of ranges from 1 on") }
        let offsets = try doubles(file, "offsets", count: horizons.count, in: BandOffsets.range)
        var shifts = try file.integers("shifts")[...]
        var groups: [HorizonTrees.Group] = []
        for index in 0..<horizons.count / 2 {
            guard let count = shifts.popFirst(), (1...16).contains(count), shifts.count >= Int(count) + 2 else {
                throw .wrongValue(name: "shifts", reason: "too few")
            }
            var models: [HorizonTrees.Member] = []
            for member in 0..<Int(count) + 2 {
                models.append(
                    try Self.member(file, "\(index).\(member)", shift: shifts.removeFirst(), columns: columns))
            }
            groups.append(
                HorizonTrees.Group(
                    horizons: Int(horizons[2 * index])...Int(horizons[2 * index + 1]),
                    members: Array(models.dropLast(2)), p10: models[models.count - 2], p90: models[models.count - 1],
                    offsets: BandOffsets(lower: offsets[2 * index], upper: offsets[2 * index + 1])))
        }
        return groups
    }

    private static func member(
        _ file: ModelFile, _ name: String, shift: Int64, columns: Int
    ) throws(ModelFileError) -> HorizonTrees.Member {
        guard (0..<Int64(LevelShift.allCases.count)).contains(shift) else {
            throw .wrongValue(name: "shifts", reason: "\(shift) is none")
        }
        let trees = try TreeEnsemble(file.part(name, kind: TreeEnsemble.modelKind))
        guard trees.binning.columnCount == columns else {
            throw .wrongShape(name: "\(name)/bounds", expected: [columns], found: [trees.binning.columnCount])
        }
        return HorizonTrees.Member(shift: LevelShift.allCases[Int(shift)], trees: trees)
    }
}

extension HorizonTrees.Group {
    /// The members and the two of the band.
    fileprivate var all: [HorizonTrees.Member] { members + [p10, p90] }
}
