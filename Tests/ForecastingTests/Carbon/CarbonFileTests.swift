// SPDX-License-Identifier: Apache-2.0

import Energy
import Learning
import Testing

@testable import Forecasting

@Suite struct CarbonFileTests {
    private let grid = CarbonSample.grid

    @Test func savedModel_forecastsTheSameBits() throws {
        let model = try #require(CarbonSample.model)
        let loaded = try CarbonModel(try ModelFile(decoding: model.modelFile.encoded()))
        #expect(loaded == model)
        #expect(loaded.trainingHours == CarbonSample.trainingHours && loaded.seed == 1)
        #expect(loaded.zone == .centralEuropean && loaded.holidays == .germany)
        for hour in [0, 8, 21] {
            let issue = SyntheticGrid.day(41) + hour
            let forecast = try #require(model.forecaster().forecast(grid, issue: issue))
            #expect(loaded.forecaster().forecast(grid, issue: issue) == forecast)
            #expect(
                loaded.forecaster().ridgeForecast(grid, issue: issue)
                    == model.forecaster().ridgeForecast(grid, issue: issue))
        }
    }

    @Test func file_saysWhatItHolds() throws {
        let file = try #require(CarbonSample.model).modelFile
        #expect(file.kind == "carbon-ridge-attention-lstm" && file.name == "carbon" && file.seed == 1)
        #expect(file.featureSchemaHash == CarbonModel.schema.hash)
        let hours = CarbonSample.trainingHours
        #expect(file.trainingRange == Int64(hours.lowerBound * 3600)..<Int64(hours.upperBound * 3600))
    }

    @Test func modelWithoutHolidays_comesBackWithoutThem() throws {
        var file = try #require(CarbonSample.model).modelFile
        file.integers["holidays"] = []
        #expect(try CarbonModel(file).holidays == nil)
    }

    @Test func truncatedOrDamagedFile_isRefused() throws {
        let bytes = try #require(CarbonSample.model).modelFile.encoded()
        let half = bytes.count / 2
        #expect(throws: ModelFileError.truncated(expected: bytes.count, found: half)) {
            try CarbonModel(ModelFile(decoding: Array(bytes[..<half])))
        }
        var damaged = bytes
        damaged[half] ^= 1
        #expect(throws: ModelFileError.self) { try CarbonModel(ModelFile(decoding: damaged)) }
    }

    @Test func fileOfAnotherKindOrSchema_isRefused() throws {
        let model = try #require(CarbonSample.model)
        var file = model.modelFile
        file.kind = "house-demand"
        #expect(throws: ModelFileError.wrongKind(expected: CarbonModel.modelKind, found: "house-demand")) {
            try CarbonModel(file)
        }
        file = model.modelFile
        let hash = CarbonModel.schema.hash
        file.featureSchemaHash = hash ^ 1
        #expect(throws: ModelFileError.wrongSchema(expected: hash, found: hash ^ 1)) { try CarbonModel(file) }
    }

    @Test func everyArray_isCheckedForCountAndFiniteness() throws {
        let whole = try #require(CarbonSample.model).modelFile
        for (name, values) in whole.doubles {
            for wrong in [values + [0], values.dropLast(), [.nan] + values.dropFirst()] {
                var file = whole
                file.doubles[name] = Array(wrong)
                #expect(throws: ModelFileError.self, "\(name)") { try CarbonModel(file) }
            }
            var file = whole
            file.doubles[name] = nil
            #expect(throws: ModelFileError.missing(name: name)) { try CarbonModel(file) }
        }
        for name in whole.integers.keys {
            for wrong: [Int64] in [[-7], [1 << 40, 1 << 40], [88, 88]] {
                var file = whole
                file.integers[name] = wrong
                #expect(throws: ModelFileError.self, "\(name)") { try CarbonModel(file) }
            }
        }
        for place in whole.tensors.indices {
            var file = whole
            file.tensors.remove(at: place)
            #expect(throws: ModelFileError.self, "\(whole.tensors[place].name)") { try CarbonModel(file) }
        }
    }

    @Test func offsetsOrSizesBelowZero_areRefused() throws {
        for (name, limit) in [("ranges", Double.infinity), ("scales", .infinity), ("weights", 1)] {
            var file = try #require(CarbonSample.model).modelFile
            file.doubles[name]?[0] = -1
            let expected = ModelFileError.wrongValue(name: name, reason: "one is outside 0...\(limit)")
            #expect(throws: expected) { try CarbonModel(file) }
        }
    }
}
