// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Learning

/// What trees cannot be trained from is refused by name.
@Suite struct BoostingRefusalTests {
    @Test func targetWithoutANumber_isRefusedWithItsRow() throws {
        let data = BoostingSample.noise(rows: 30)
        for bad in [Float.infinity, -Float.infinity, 2e18] {
            var target = data.target
            target[7] = bad
            #expect(throws: BoostingError.targetOutOfRange(row: 7, found: bad, limit: 1e18)) {
                try Boosting.train(BoostingSample.table(data.columns), target: target, parameters: BoostingParameters())
            }
        }
        var target = data.target
        target[3] = .nan
        let error = #expect(throws: BoostingError.self) {
            try Boosting.train(BoostingSample.table(data.columns), target: target, parameters: BoostingParameters())
        }
        #expect(error?.description == "target of row 3 is nan, expected a finite number of magnitude at most 1e+18")
    }

    @Test func validationOfAnotherBinning_isRefused() throws {
        let data = BoostingSample.noise(rows: 50)
        let other = try BoostingSample.table(BoostingSample.noise(rows: 50, seed: 9).columns)
        #expect(throws: BoostingError.differentBinning) {
            try Boosting.train(
                BoostingSample.table(data.columns), target: data.target, parameters: BoostingParameters(),
                validation: (other, data.target))
        }
    }

    @Test func parametersOutOfRange_areRefusedByName() throws {
        let data = BoostingSample.noise(rows: 30)
        let faults: [(String, (inout BoostingParameters) -> Void)] = [
            ("treeCount", { $0.treeCount = 0 }), ("learningRate", { $0.learningRate = .nan }),
            ("maximumDepth", { $0.maximumDepth = 11 }), ("maximumLeaves", { $0.maximumLeaves = 1 }),
            ("minimumChildCount", { $0.minimumChildCount = 0 }), ("lambda", { $0.lambda = -1 }),
            ("minimumGain", { $0.minimumGain = .infinity }), ("rowFraction", { $0.rowFraction = 1.1 }),
            ("columnFraction", { $0.columnFraction = 0 }), ("quantile level", { $0.loss = .quantile(1) }),
        ]
        for (name, spoil) in faults {
            var parameters = BoostingParameters()
            spoil(&parameters)
            let error = #expect(throws: BoostingError.self) {
                try Boosting.train(BoostingSample.table(data.columns), target: data.target, parameters: parameters)
            }
            #expect(error?.description.hasPrefix(name + " is ") == true)
        }
        var parameters = BoostingParameters()
        parameters.earlyStoppingRounds = 3
        #expect(throws: BoostingError.validationMissing) {
            try Boosting.train(BoostingSample.table(data.columns), target: data.target, parameters: parameters)
        }
        #expect(throws: BoostingError.targetCount(expected: 30, found: 2)) {
            try Boosting.train(BoostingSample.table(data.columns), target: [1, 2], parameters: BoostingParameters())
        }
    }
}
