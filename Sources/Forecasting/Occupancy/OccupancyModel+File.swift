// SPDX-License-Identifier: Apache-2.0

import Energy
import Learning

extension OccupancyModel {
    /// What the model file calls this kind.
    public static let modelKind = "occupancy"

    /// The model as a file keeps it.
    public var modelFile: ModelFile {
        ModelFile(
            kind: Self.modelKind, name: Self.modelKind,
            featureSchemaHash: zone == nil ? Self.loadAloneSchema.hash : Self.schema.hash,
            integers: zone.map { ["zone": [Int64($0.standardOffset), $0.hasEuropeanSummerTime ? 1 : 0]] } ?? [:],
            doubles: [
                "start": markov.start, "transitions": markov.transitions, "means": markov.means,
                "variances": markov.variances,
            ])
    }

    /// The model of a file; refused when it is of another kind, of other features, or its numbers are no such model.
    public init(_ file: ModelFile) throws {
        try file.require(kind: Self.modelKind)
        let isLoadAlone = file.featureSchemaHash == Self.loadAloneSchema.hash
        if !isLoadAlone { try file.require(featureSchemaHash: Self.schema.hash) }
        let (features, classes) = isLoadAlone ? (Self.loadAloneSchema.features.count, 1) : (1, 48)
        let states = State.allCases.count
        markov = try HiddenMarkovModel(
            start: file.doubles("start", count: states),
            transitions: file.doubles("transitions", count: classes * states * states),
            means: file.doubles("means", count: states * features),
            variances: file.doubles("variances", count: states * features))
        zone = isLoadAlone ? nil : try Self.zone(file)
    }

    private static func zone(_ file: ModelFile) throws(ModelFileError) -> TimeZoneRule {
        let zone = try file.integers("zone", count: 2)
        guard (-50_400...50_400).contains(zone[0]) else {
            throw .wrongValue(name: "zone", reason: "\(zone[0]) s east of UTC, expected -50400...50400")
        }
        return TimeZoneRule(standardOffset: Int(zone[0]), hasEuropeanSummerTime: zone[1] != 0)
    }
}
