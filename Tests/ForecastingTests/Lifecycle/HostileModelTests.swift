// SPDX-License-Identifier: Apache-2.0

import Energy
import Learning
import Testing

@testable import Forecasting

/// Model files that are whole, of the right shape and wrong: each is refused, or its forecasts are no worse than naive ones.
@Suite struct HostileModelTests {
    private static let inputs = HouseSample.inputs(.demand, days: 70)
    private static let file: ModelFile? = try? HouseModel.train(
        inputs.prefix(upTo: 50 * 24), parameters: HouseSample.parameters
    ).modelFile()
    private let now = Slot(containing: HouseSample.start).advanced(by: 69 * 96 + 28)

    /// What the planner would make of a file; nil for one that is refused.
    private func forecast(_ file: ModelFile) throws -> ForecastRecord? {
        guard let model = try? ForecastModel(try ModelFile(decoding: file.encoded()), target: .demand) else {
            return nil
        }
        var models = ForecastersInUse()
        models.use(model, id: "demand-x", drift: InputDrift(file))
        models.calibrate(Self.inputs)
        _ = models.drift(.demand, of: DailyValues(Self.inputs.series.quarterHours))
        return models.forecast(Self.inputs, now: now, count: 192)
    }

    private func expectSane(_ record: ForecastRecord?, _ what: String) {
        guard let record else { return }
        let largest = record.forecast.p90.max() ?? .infinity
        #expect(largest < 1000, "\(what): \(largest) kW of a house that uses 3")
        // 0 kW for two days, that is what a NaN would become below a floor.
        #expect((record.forecast.p50.max() ?? 0) > 0, "\(what): nothing at all is forecast")
    }

    @Test func numbersThatCannotBe_areRefusedOrReplaced() throws {
        let file = try #require(Self.file)
        for name in file.doubles.keys.sorted() {
            for value in [1e300, -1e300, 1e38, .infinity, .nan, -1] {
                var spoilt = file
                spoilt.doubles[name] = file.doubles[name]?.map { _ in value }
                expectSane(try forecast(spoilt), "\(name) = \(value)")
            }
        }
        for index in file.tensors.indices {
            let tensor = file.tensors[index]
            for value in [Float.greatestFiniteMagnitude, 1e30, 1e6, -Float.greatestFiniteMagnitude] {
                var spoilt = file
                // Of both signs, so that sums of infinities are no numbers.
                let values = tensor.values.indices.map { $0 % 2 == 0 ? value : -value }
                spoilt.tensors[index] = NamedTensor(name: tensor.name, shape: tensor.shape, values: values)
                expectSane(try forecast(spoilt), "\(tensor.name) = \(value)")
            }
        }
        for name in file.integers.keys.sorted() {
            for value in [Int64.max, .min, -1, 0, 255, 1 << 32] {
                var spoilt = file
                spoilt.integers[name] = file.integers[name]?.map { _ in value }
                expectSane(try forecast(spoilt), "\(name) = \(value)")
            }
        }
    }

    @Test func trainingAtTheEndsOfTime_isRefused() throws {
        let file = try #require(Self.file)
        for range in [0..<Int64.max, Int64.min..<0, Int64.max - 1..<Int64.max, Int64.min..<Int64.min + 1] {
            var spoilt = file
            spoilt.trainingRange = range
            #expect(try forecast(spoilt) == nil)
        }
    }

    @Test func extremeLeavesAndBase_together() throws {
        var spoilt = try #require(Self.file)
        spoilt.tensors = spoilt.tensors.map { tensor in
            guard !tensor.name.hasSuffix("bounds") else { return tensor }
            return NamedTensor(
                name: tensor.name, shape: tensor.shape,
                values: tensor.values.indices.map { $0 % 2 == 0 ? 3.4e38 : -3.4e38 })
        }
        let record = try #require(try forecast(spoilt))
        expectSane(record, "all leaves")
        #expect(record.fallback == "the model gave no number for some step")
    }
}
