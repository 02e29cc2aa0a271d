// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy
import Testing

@testable import Forecasting

/// Nothing that is not known when a forecast is made changes any of its inputs.
@Suite struct LeakageTests {
    /// Steps around both changes of the clocks, on quarter hours.
    private static let cases: [(start: String, issue: Int)] = [
        ("2016-10-03", 27 * 96 + 5), ("2016-10-03", 28 * 96 + 50), ("2016-02-29", 27 * 96 + 3),
        ("2016-02-29", 26 * 96 + 95), ("2016-02-29", 28 * 96 + 20),
    ]

    /// Of another recording, so that it is the same whatever comes.
    private static let occupancy = HouseSample.inputs(.demand, days: 40).occupancy()

    private func values(_ count: Int) -> [Double] {
        var generator = SplitMix64(seed: 3)
        return (0..<count).map { step in
            let size = step % 96 > 30 ? 3.0 : 1.5
            return size * generator.nextUniform()
        }
    }

    private func rows(_ inputs: HouseInputs, issue: Int, targets: [Int]) -> [[Float]] {
        func rows(_ features: some StepFeatures) -> [[Float]] {
            targets.map { target in
                var rows = FeatureRows(columnCount: inputs.quantity.columns.count)
                let isKnown = rows.append(features, issue: issue, target: target)
                let reference = rows.references.first
                return rows.values + [isKnown ? 1 : 0, Float(reference?.level ?? 0), Float(reference?.scale ?? 0)]
            }
        }
        return rows(inputs.features(Self.occupancy))
    }

    private func check(_ quantity: HouseQuantity, start: String, issue: Int) throws {
        let instant = try #require(UTCInstant(iso8601: start))
        let outdoor = (0..<34 * 96).map { (step: Int) -> Double in 10 + Double(step * 7919 % 1000) / 80 }
        func inputs(_ future: (Int, Double) -> Double) throws -> HouseInputs {
            var changed = values(31 * 96)
            for step in issue + 1..<changed.count { changed[step] = future(step, changed[step]) }
            let series = try #require(StepSeries(start: instant, stepSeconds: 900, values: changed))
            return quantity == .demand
                ? .demand(
                    series, heatPump: series.scaled(0.4), calendar: HouseSample.calendar,
                    temperature: StepSeries(start: instant, stepSeconds: 900, values: outdoor))
                : .solar(series, site: nil, irradiance: nil)
        }
        let targets = [1, 2, 4, 5, 16, 17, 92, 95, 96, 97, 100, 101, 144, 187, 188, 192].map { issue + $0 }
        let known = rows(try inputs { $1 }, issue: issue, targets: targets)
        try #require(known.contains { $0.count > 3 })
        if quantity == .demand {
            let place = try #require(DemandFeatures.columns.firstIndex { $0.name == "at-home-change" })
            try #require(known.allSatisfy { $0[place].isFinite })
        }
        let futures: [@Sendable (Int, Double) -> Double] = [
            { _, value in 1000 - value }, { _, _ in Double.nan }, { step, _ in Double(step) },
        ]
        for future in futures {
            let other = rows(try inputs(future), issue: issue, targets: targets)
            for (target, pair) in zip(targets, zip(known, other)) {
                expectSame(pair.0, pair.1, quantity, "\(target - issue) steps ahead")
            }
        }
    }

    private func expectSame(_ a: [Float], _ b: [Float], _ quantity: HouseQuantity, _ horizon: String) {
        #expect(a.count == b.count)
        let names = quantity.columns.map(\.name) + ["row", "level", "scale"]
        for (name, pair) in zip(names, zip(a, b)) where pair.0 != pair.1 && !(pair.0.isNaN && pair.1.isNaN) {
            Issue.record("\(name) of the target \(horizon) knows the future: \(pair.0), \(pair.1)")
        }
    }

    @Test(arguments: HouseQuantity.allCases, cases.indices)
    func whatComesAfterTheIssue_changesNoInput(_ quantity: HouseQuantity, _ index: Int) throws {
        try check(quantity, start: Self.cases[index].start, issue: Self.cases[index].issue)
    }

    /// Up to the target the weather is forecast; what it forecasts for later has no part in it.
    @Test func temperatureAfterTheTarget_changesNoInput() throws {
        let series = HouseSample.series(HouseSample.demand(days: 40))
        let (issue, target) = (35 * 24 + 11, 36 * 24 + 20)
        func row(_ outdoor: (Int) -> Double) -> [Float] {
            let temperature = HouseSample.series((0..<42 * 24).map(outdoor))
            let inputs = HouseInputs.demand(
                series, heatPump: nil, calendar: HouseSample.calendar, temperature: temperature)
            return rows(inputs, issue: issue, targets: [target])[0]
        }
        let known = row { Double($0 % 31) }
        expectSame(known, row { $0 > target ? -40 : Double($0 % 31) }, .demand, "a day ahead")
        #expect(known != row { $0 >= target ? -40 : Double($0 % 31) })
    }

    @Test(arguments: HouseQuantity.allCases)
    func whatTheIssueKnows_changesInputs(_ quantity: HouseQuantity) {
        var values = quantity == .demand ? HouseSample.demand(days: 40) : HouseSample.solar(days: 40)
        let issue = 35 * 24 + 11
        let before = rows(HouseSample.inputs(quantity, values), issue: issue, targets: [issue + 1, issue + 24])
        values[issue] += 1
        let after = rows(HouseSample.inputs(quantity, values), issue: issue, targets: [issue + 1, issue + 24])
        #expect(zip(before, after).allSatisfy { $0 != $1 })
    }
}

extension StepSeries {
    fileprivate func scaled(_ factor: Double) -> StepSeries {
        StepSeries(start: start, stepSeconds: stepSeconds, values: values.map { $0 * factor }) ?? self
    }
}
