// SPDX-License-Identifier: Apache-2.0

import Energy
import Learning
import Testing

@testable import Forecasting

/// Keeps parts as a file would: by their bytes.
private final class Shelf: TrainingStore {
    var parts: [String: [UInt8]] = [:]
    var found: [String] = []

    func part(_ name: String, kind: String) -> ModelFile? {
        guard let bytes = parts[name] else { return nil }
        found.append(name)
        return try? ModelFile(decoding: bytes)
    }

    func keep(_ part: ModelFile, as name: String) { parts[name] = part.encoded() }
}

@Suite struct ResumedTrainingTests {
    private static let inputs = HouseSample.inputs(.demand, days: 60)
    private static let until = HouseSample.start.advanced(bySeconds: 60 * 86_400)

    @Test func houseModel_thatWasInterrupted_hasTheSameBits() throws {
        let whole = try HouseModel.train(Self.inputs, parameters: HouseSample.parameters)
        let shelf = Shelf()
        let trialTrees = 2 * HouseSample.parameters.ofTrial.treeCount(stepsPerDay: 24)
        var trees = 0
        #expect(throws: HouseModelError.stopped) {
            try HouseModel.train(Self.inputs, parameters: HouseSample.parameters, store: shelf) {
                trees += 1
                return trees < trialTrees + 160
            }
        }
        let kept = shelf.parts.count
        #expect(shelf.parts.keys.count { !$0.hasPrefix("trial.") } == 6, "\(shelf.parts.keys.sorted())")
        var asked = 0
        let resumed = try HouseModel.train(Self.inputs, parameters: HouseSample.parameters, store: shelf) {
            asked += 1
            return true
        }
        #expect(resumed == whole && shelf.found.count == kept)
        #expect(asked == trialTrees + 4 * 5 * 25, "progress counts what was kept: \(asked)")
        // All is kept: nothing is trained again, and a damaged part is.
        shelf.parts["0.member-0"] = [1, 2, 3]
        #expect(try HouseModel.train(Self.inputs, parameters: HouseSample.parameters, store: shelf) == whole)
    }

    @Test func networksOfCarbon_goOnFromTheirLastEpoch_withTheSameBits() throws {
        let grid = CarbonSample.grid
        var parameters = SyntheticGrid.quick
        parameters.members = 2
        let (hours, shelf) = (CarbonSample.trainingHours, Shelf())
        let whole = try CarbonModel.train(grid, hours: hours, parameters: parameters)
        #expect(throws: CarbonTrainingError.stopped) {
            try CarbonModel.train(grid, hours: hours, parameters: parameters, store: shelf) { $0 < 0.75 }
        }
        #expect(shelf.parts.keys.sorted() == ["network-0", "network-1"])
        #expect(try CarbonModel.train(grid, hours: hours, parameters: parameters, store: shelf) == whole)
        #expect(shelf.found == ["network-0", "network-1"])
    }

    @Test func networksOfPrices_areTrainedOnce() throws {
        let market = try #require(SyntheticMarket.windy(days: 160))
        let shelf = Shelf()
        let parameters = SyntheticMarket.quick
        func run(_ parts: TrainingParts) -> PriceRun? {
            PriceRun(market, before: 150, leads: 2, parameters: parameters, parts: parts)
        }
        let whole = try #require(run(.none))
        _ = run(TrainingParts(shelf))
        #expect(shelf.found.isEmpty && !shelf.parts.isEmpty)
        let half = shelf.parts.keys.sorted().suffix(shelf.parts.count / 2)
        for name in half { shelf.parts[name] = nil }
        #expect(run(TrainingParts(shelf)) == whole)
        #expect(shelf.found.count + half.count == shelf.parts.count)
    }

    @Test func key_isOfAllThatTheBitsDependOn_andOfNothingLater() {
        func key(_ inputs: HouseInputs, until: UTCInstant = Self.until, seed: UInt64 = 1) -> String {
            ForecastModel.trainingKey(.house(inputs), until: until, seed: seed)
        }
        let plain = key(Self.inputs)
        #expect(plain.count == 64 && plain == key(Self.inputs))
        #expect(key(Self.inputs, seed: 2) != plain)
        #expect(key(Self.inputs, until: Self.until.advanced(bySeconds: -3600)) != plain)
        #expect(key(HouseSample.inputs(.solar, HouseSample.demand(days: 60))) != plain)
        guard case .demand(let series, _, _, _) = Self.inputs else { return }
        #expect(key(.demand(series, heatPump: series, calendar: HouseSample.calendar)) != plain)
        #expect(key(.demand(series, heatPump: nil, calendar: .utc)) != plain)
        var values = series.values
        values[100] += 1e-9
        #expect(key(HouseSample.inputs(.demand, values)) != plain)
        let begun = HouseSample.inputs(.demand, HouseSample.demand(days: 60) + [1, 2, 3])
        #expect(key(begun) == plain, "what comes later is not learned from")
    }
}
