// SPDX-License-Identifier: Apache-2.0

import Bits
import Forecasting
import Testing

@Suite struct ValueDistributionTests {
    @Test func storedDistribution_thatNoTrainingMakes_isNone() {
        let many = (0..<10).map(Double.init)
        #expect(ValueDistribution(bounds: many, shares: [Double](repeating: 0.1, count: 11)) == nil)
        #expect(ValueDistribution(bounds: [.nan], shares: [0.5, 0.5]) == nil)
        #expect(ValueDistribution(bounds: [1], shares: [0.5, 0.5]) != nil)
    }

    /// Against a figure of numpy: deciles of 0...999, then the upper half alone.
    @Test func drift_isThePopulationStabilityIndex() throws {
        let training = (0..<1000).map(Double.init)
        let drift = try #require(ValueDistribution(training))
        #expect(abs(try #require(drift.index(of: training))) < 1e-9)
        // Ten classes of 0.1; of the upper half five are empty, 0.5 / 500 = 0.001, and five hold 0.2.
        let expected = 5 * (0.001 - 0.1) * -4.605170185988091 + 5 * (0.2 - 0.1) * 0.6931471805599453
        #expect(abs(try #require(drift.index(of: training.suffix(500))) - expected) < 0.02)
        #expect(ValueDistribution(training.prefix(499)) == nil)
        #expect(ValueDistribution(Array(repeating: 1.0, count: 900)) == nil)
        #expect(drift.index(of: [1, 2, 3]) == nil)
    }

    @Test func distributionThatStays_doesNotDrift_whereOneValueIsFrequent() throws {
        var generator = SplitMix64(seed: 1)
        let values = (0..<4000).map { $0 % 2 == 0 ? 0 : generator.nextUniform() }
        let drift = try #require(ValueDistribution(values.prefix(2000)))
        #expect(try #require(drift.index(of: values.suffix(2000))) < 0.1)
        #expect(try #require(drift.index(of: values.suffix(2000).map { $0 + 0.2 })) > InputDrift.limit)
        #expect(ValueDistribution(bounds: drift.bounds, shares: drift.shares) == drift)
        #expect(ValueDistribution(bounds: [1, 1], shares: [0, 0, 1]) == nil)
        #expect(ValueDistribution(bounds: [1], shares: [1]) == nil)
    }
}
