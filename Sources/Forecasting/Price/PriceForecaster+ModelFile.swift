// SPDX-License-Identifier: Apache-2.0

import Energy
import Learning

extension PriceForecaster {
    /// The kind of a model file that holds a price forecaster.
    public static let modelKind = "price-forecaster"

    /// All features of all parts, with exogenous series or without.
    public static func schema(exogenous: Int) -> FeatureSchema {
        let parts = [
            LassoAutoregressionInputs.schema(exogenous: exogenous), PriceTreeFeatures.schema(exogenous: exogenous),
            PriceWindows.schema(exogenous: exogenous),
        ]
        return FeatureSchema(
            name: "price", version: parts.reduce(0) { $0 + $1.version },
            features: parts.flatMap { part in part.features.map { "\(part.name).\($0)" } })
    }

    /// The forecaster as a model file; seed, training range and metrics are the caller's to set.
    public var modelFile: ModelFile {
        var file = ModelFile(
            kind: Self.modelKind, name: Self.name, featureSchemaHash: Self.schema(exogenous: exogenousCount).hash)
        let holiday = holidays.flatMap { HolidayCalendar.allCases.firstIndex(of: $0) }
        file.integers = [
            "exogenous": [Int64(exogenousCount)],
            "zone": [Int64(zone.standardOffset), zone.hasEuropeanSummerTime ? 1 : 0],
            "holidays": [Int64(holiday ?? -1)],
        ]
        file.add(pricesOnly.modelFile, as: "prices")
        if let withExogenous { file.add(withExogenous.modelFile, as: "exogenous") }
        return file
    }

    /// Takes a forecaster out of a model file.
    ///
    /// - Throws: `ModelFileError` where the file is of another kind, its features are computed in another way, or its arrays do
    ///   not make a forecaster.
    public init(_ file: ModelFile) throws(ModelFileError) {
        try file.require(kind: Self.modelKind)
        let exogenous = try file.integer("exogenous", in: 0...64)
        try file.require(featureSchemaHash: Self.schema(exogenous: exogenous).hash)
        let (zone, calendars) = (try file.integers("zone", count: 2), HolidayCalendar.allCases)
        let holiday = try file.integer("holidays", in: -1...Int64(calendars.count - 1))
        guard (-50_400...50_400).contains(zone[0]) else {
            throw .wrongValue(name: "zone", reason: "\(zone[0]) s east of UTC, expected -50400...50400")
        }
        let prices = try PriceModel(file.part("prices", kind: "price-model"), exogenous: 0)
        var others: PriceModel?
        if exogenous > 0, file.hasPart("exogenous") {
            others = try PriceModel(file.part("exogenous", kind: "price-model"), exogenous: exogenous)
        }
        self.init(
            zone: TimeZoneRule(standardOffset: Int(zone[0]), hasEuropeanSummerTime: zone[1] != 0),
            holidays: holiday < 0 ? nil : calendars[holiday], pricesOnly: prices, withExogenous: others,
            exogenousCount: exogenous)
    }
}
