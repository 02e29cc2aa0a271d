// SPDX-License-Identifier: Apache-2.0

import Learning

extension HorizonTrees {
    /// Writes the trees into a model file, or into a part of one.
    func write(to file: inout ModelFile) {
        file.integers["horizons"] = groups.flatMap {
            [Int64($0.horizons.lowerBound), Int64($0.horizons.upperBound)]
        }
        file.doubles["bandLevel"] = [bandLevel]
        file.doubles["offsets"] = groups.flatMap { [$0.offsets.lower, $0.offsets.upper] }
        file.integers["shifts"] = groups.flatMap { group in
            [Int64(group.members.count)] + group.all.map { Int64(LevelShift.allCases.firstIndex(of: $0.shift) ?? 0) }
        }
        for (index, group) in groups.enumerated() {
            for (member, model) in group.all.enumerated() {
                file.add(model.trees.modelFile(name: ""), as: "\(index).\(member)")
            }
        }
    }

    /// Takes the trees out of a model file, or out of a part of one.
    init(_ file: ModelFile, columns: Int) throws(ModelFileError) {
        self.init(
            groups: try Self.groups(file, columns: columns),
            bandLevel: try Self.doubles(file, "bandLevel", count: 1, in: 0...1)[0])
    }

    private static func doubles(
        _ file: ModelFile, _ name: String, count: Int, in range: ClosedRange<Double>
    ) throws(ModelFileError) -> [Double] {
        let values = try file.doubles(name, count: count)
        guard let wrong = values.first(where: { !range.contains($0) }) else { return values }
        throw .wrongValue(name: name, reason: "\(wrong), expected \(range.lowerBound)...\(range.upperBound)")
    }

    private static func groups(_ file: ModelFile, columns: Int) throws(ModelFileError) -> [Group] {
        let horizons = try file.integers("horizons")
        guard !horizons.isEmpty, horizons.count % 2 == 0, (horizons.first ?? 0) == 1,
            horizons.allSatisfy({ $0 < 1000 }),
            zip(horizons.dropFirst(), horizons.dropFirst(2)).enumerated().allSatisfy({
                $0.offset % 2 == 0 ? $0.element.0 + 1 == $0.element.1 : $0.element.0 <= $0.element.1
            }), horizons[0] <= horizons[1]
        else { throw .wrongValue(name: "horizons", reason: "not a run of ranges from 1 on") }
        let offsets = try doubles(file, "offsets", count: horizons.count, in: BandOffsets.range)
        var shifts = try file.integers("shifts")[...]
        var groups: [Group] = []
        for index in 0..<horizons.count / 2 {
            guard let count = shifts.popFirst(), (1...16).contains(count), shifts.count >= Int(count) + 2 else {
                throw .wrongValue(name: "shifts", reason: "too few")
            }
            var models: [Member] = []
            for member in 0..<Int(count) + 2 {
                let model = try Self.member(
                    file, "\(index).\(member)", shift: shifts.removeFirst(), columns: columns)
                models.append(
                    Member(shift: model.shift, trees: model.trees.sharingBins(with: models.map(\.trees))))
            }
            groups.append(
                Group(
                    horizons: Int(horizons[2 * index])...Int(horizons[2 * index + 1]),
                    members: Array(models.dropLast(2)), p10: models[models.count - 2], p90: models[models.count - 1],
                    offsets: BandOffsets(lower: offsets[2 * index], upper: offsets[2 * index + 1])))
        }
        return groups
    }

    private static func member(
        _ file: ModelFile, _ name: String, shift: Int64, columns: Int
    ) throws(ModelFileError) -> Member {
        guard (0..<Int64(LevelShift.allCases.count)).contains(shift) else {
            throw .wrongValue(name: "shifts", reason: "\(shift) is none")
        }
        let trees = try TreeEnsemble(file.part(name, kind: TreeEnsemble.modelKind))
        guard trees.binning.columnCount == columns else {
            throw .wrongShape(name: "\(name)/bounds", expected: [columns], found: [trees.binning.columnCount])
        }
        return Member(shift: LevelShift.allCases[Int(shift)], trees: trees)
    }
}

extension HorizonTrees.Group {
    /// The members and the two of the band.
    fileprivate var all: [HorizonTrees.Member] { members + [p10, p90] }
}
