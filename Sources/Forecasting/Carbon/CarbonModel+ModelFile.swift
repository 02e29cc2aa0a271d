// SPDX-License-Identifier: Apache-2.0

import Energy
import Learning

extension CarbonModel {
    /// The kind of a model file that holds this model.
    public static let modelKind = "carbon-ridge-attention-lstm"

    /// Most networks that a file may hold.
    private static let mostMembers: Int64 = 64

    /// The model as a file; metrics are the caller's to set.
    public var modelFile: ModelFile {
        let (first, end) = (
            GridHours.start(of: trainingHours.lowerBound), GridHours.start(of: trainingHours.upperBound)
        )
        var file = ModelFile(
            kind: Self.modelKind, name: ForecastTarget.carbon.rawValue, seed: seed, featureSchemaHash: Self.schema.hash,
            trainingRange: Int64(first.secondsSinceEpoch)..<Int64(end.secondsSinceEpoch))
        file.integers["members"] = [Int64(networks.count)]
        file.integers["zone"] = [Int64(zone.standardOffset), zone.hasEuropeanSummerTime ? 1 : 0]
        file.integers["holidays"] = (holidays?.rawValue ?? "").utf8.map { Int64($0) }
        file.doubles = [
            "minima": inputs.minima, "ranges": inputs.ranges, "scales": changeScales, "weights": weights,
            "latestErrors": latestErrors,
            "bands": bands.flatMap { [$0.low, $0.high] }, "ridgeBands": ridgeBands.flatMap { [$0.low, $0.high] },
            "intercepts": ridge.models.map(\.intercept), "coefficients": ridge.models.flatMap(\.coefficients),
            "validationLosses": validationLosses.map { Double($0) },
        ]
        for (index, network) in networks.enumerated() {
            file.add(network.modelFile(name: ""), as: "network\(index)")
        }
        return file
    }

    /// Takes the model out of a file.
    ///
    /// - Throws: `ModelFileError` where the file is of another kind or schema, or its arrays do not make a model.
    public init(_ file: ModelFile) throws(ModelFileError) {
        try file.require(kind: Self.modelKind)
        try file.require(featureSchemaHash: Self.schema.hash)
        let horizons = CarbonInputs.horizons
        let members = try file.integer("members", in: 1...Self.mostMembers)
        var networks: [AttentionLSTM] = []
        for index in 0..<members { networks.append(try Self.network(file, index)) }
        self.init(
            trainingHours: Self.hours(file.trainingRange), seed: file.seed,
            validationLosses: try file.doubles("validationLosses", count: members).map { Float($0) },
            inputs: try Self.inputs(file), ridge: try Self.ridge(file), networks: networks,
            changeScales: try Self.positive(file, "scales", count: horizons),
            weights: try Self.positive(file, "weights", count: horizons, limit: 1),
            bands: try Self.bands(file, "bands"), ridgeBands: try Self.bands(file, "ridgeBands"),
            latestErrors: try Self.positive(file, "latestErrors", count: horizons))
    }

    private static func hours(_ range: Range<Int64>) -> Range<Int> {
        func hour(_ second: Int64) -> Int { GridHours.hour(of: UTCInstant(secondsSinceEpoch: Int(second))) }
        return hour(range.lowerBound)..<hour(range.upperBound)
    }

    private static func network(_ file: ModelFile, _ index: Int) throws(ModelFileError) -> AttentionLSTM {
        let network = try AttentionLSTM(file.part("network\(index)", kind: AttentionLSTM.modelKind))
        let shape = network.parameters
        let found = [shape.inputCount, shape.windowLength, shape.outputCount]
        let expected = [schema.features.count, CarbonInputs.windowLength, CarbonInputs.horizons]
        guard found == expected else {
            throw .wrongShape(name: "network\(index)", expected: expected, found: found)
        }
        return network
    }

    private static func inputs(_ file: ModelFile) throws(ModelFileError) -> CarbonInputs {
        let offset = try file.integers("zone", count: 2)
        guard (-50_400...50_400).contains(offset[0]), (0...1).contains(offset[1]) else {
            throw .wrongValue(name: "zone", reason: "\(offset), expected an offset in seconds, and 0 or 1")
        }
        return CarbonInputs(
            zone: TimeZoneRule(standardOffset: Int(offset[0]), hasEuropeanSummerTime: offset[1] == 1),
            holidays: try holidays(file), minima: try file.doubles("minima", count: CarbonInputs.measuredCount),
            ranges: try positive(file, "ranges", count: CarbonInputs.measuredCount))
    }

    private static func holidays(_ file: ModelFile) throws(ModelFileError) -> HolidayCalendar? {
        let letters = try file.integers("holidays")
        if letters.isEmpty { return nil }
        let country = String(decoding: letters.map { UInt8(clamping: $0) }, as: UTF8.self)
        guard let calendar = HolidayCalendar(rawValue: country) else {
            throw .wrongValue(name: "holidays", reason: "no calendar is known of \"\(country)\"")
        }
        return calendar
    }

    private static func ridge(_ file: ModelFile) throws(ModelFileError) -> CarbonRidge {
        let (horizons, count) = (CarbonInputs.horizons, CarbonInputs.linearCount)
        let intercepts = try file.doubles("intercepts", count: horizons)
        let coefficients = try file.doubles("coefficients", count: horizons * count)
        return CarbonRidge(
            models: intercepts.enumerated().map {
                LinearModel(
                    intercept: $1, coefficients: Array(coefficients[$0 * count..<($0 + 1) * count]))
            })
    }

    private static func positive(
        _ file: ModelFile, _ name: String, count: Int, limit: Double = .infinity
    ) throws(ModelFileError) -> [Double] {
        let values = try file.doubles(name, count: count)
        guard values.allSatisfy({ (0...limit).contains($0) }) else {
            throw .wrongValue(name: name, reason: "one is outside 0...\(limit)")
        }
        return values
    }

    private static func bands(_ file: ModelFile, _ name: String) throws(ModelFileError) -> [ResidualBand] {
        let values = try file.doubles(name, count: 2 * CarbonInputs.horizons)
        return stride(from: 0, to: values.count, by: 2).map { ResidualBand(low: values[$0], high: values[$0 + 1]) }
    }
}
